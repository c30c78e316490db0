package ai.profithack.payouts;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the books must say of AI credits, reckoned beside the database; [Reckoning] holds the
/// balances.
final class CreditReckoning {
  private static final List<Integer> ALLOWANCES = List.of(100, 500, 1_000, 2_000, 5_000);
  private static final String CREDITS = "AI_CREDIT liabilities:credits:";

  private final Reckoning reckoning;
  private final Map<Long, TreeMap<Instant, Integer>> tiers = new HashMap<>();
  private final Map<Long, List<Grant>> grants = new HashMap<>();
  private final Map<String, Integer> allowances = new HashMap<>();
  private final Map<String, Job> jobs = new TreeMap<>();
  private long grantNumber;

  CreditReckoning(Reckoning reckoning) {
    this.reckoning = reckoning;
  }

  private static final class Grant {
    final long number;
    final int priority;
    final @Nullable Instant until;
    final Instant since;
    int left;

    Grant(long number, int priority, @Nullable Instant until, Instant since, int left) {
      this.number = number;
      this.priority = priority;
      this.until = until;
      this.since = since;
      this.left = left;
    }

    boolean isOver(Instant now) {
      return until != null && !until.isAfter(now);
    }
  }

  private static final Comparator<Grant> FIRST_SPENT =
      Comparator.<Grant>comparingInt(grant -> grant.priority)
          .thenComparing(grant -> grant.until == null ? Instant.MAX : grant.until)
          .thenComparing(grant -> grant.since)
          .thenComparingLong(grant -> grant.number);

  private record Slice(Grant grant, int credits) {}

  /// A job: `state` is `held`, `captured`, `released` or `expired`. `soon` says that its lease is
  /// over with the next look at leases.
  static final class Job {
    final long creator;
    final int credits;
    final boolean soon;
    final List<Slice> slices;
    String state = "held";

    Job(long creator, int credits, boolean soon, List<Slice> slices) {
      this.creator = creator;
      this.credits = credits;
      this.soon = soon;
      this.slices = slices;
    }
  }

  void tier(long creator, Instant from, int tier) {
    tiers.computeIfAbsent(creator, _ -> new TreeMap<>()).put(from, tier);
  }

  /// 0 for a starter to 4 for platinum.
  int tierAt(long creator, Instant now) {
    var held = tiers.getOrDefault(creator, new TreeMap<>()).floorEntry(now);
    return held == null ? 0 : held.getValue();
  }

  List<String> jobs() {
    return List.copyOf(jobs.keySet());
  }

  Job job(String key) {
    return Objects.requireNonNull(jobs.get(key));
  }

  /// What is over is booked as breakage, and the month's allowance is there.
  void bringUpToDate(long creator, Instant now) {
    var own = grants.computeIfAbsent(creator, _ -> new ArrayList<>());
    for (var grant : own) {
      if (grant.left > 0 && grant.isOver(now)) {
        reckoning.move(CREDITS + creator + ":available", grant.left);
        reckoning.move("AI_CREDIT income:credits:breakage", -grant.left);
        grant.left = 0;
      }
    }
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC));
    var allowance = ALLOWANCES.get(tierAt(creator, now));
    var more = allowance - allowances.getOrDefault(creator + " " + month, 0);
    if (more > 0) {
      allowances.merge(creator + " " + month, more, Integer::sum);
      var end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      grant(creator, 10, end, now, more);
    }
  }

  void renew(List<Long> creators, Instant now) {
    creators.forEach(creator -> bringUpToDate(creator, now));
  }

  private void grant(long creator, int priority, @Nullable Instant until, Instant now, int more) {
    Objects.requireNonNull(grants.get(creator))
        .add(new Grant(++grantNumber, priority, until, now, more));
    reckoning.move("AI_CREDIT expenses:credits:granted", more);
    reckoning.move(CREDITS + creator + ":available", -more);
  }

  void give(long creator, int credits, Instant now) {
    bringUpToDate(creator, now);
    grant(creator, 20, null, now, credits);
  }

  /// Holds credits for a new job; returns how many there are where they do not suffice, else -1.
  long reserve(String key, long creator, int credits, boolean soon, Instant now) {
    bringUpToDate(creator, now);
    var usable =
        Objects.requireNonNull(grants.get(creator)).stream()
            .filter(grant -> !grant.isOver(now))
            .sorted(FIRST_SPENT)
            .toList();
    var there = usable.stream().mapToInt(grant -> grant.left).sum();
    if (there < credits) {
      return there;
    }
    var slices = new ArrayList<Slice>();
    var missing = credits;
    for (var grant : usable) {
      var taken = Math.min(missing, grant.left);
      if (taken > 0) {
        grant.left -= taken;
        missing -= taken;
        slices.add(new Slice(grant, taken));
      }
    }
    jobs.put(key, new Job(creator, credits, soon, slices));
    reckoning.move(CREDITS + creator + ":available", credits);
    reckoning.move(CREDITS + creator + ":held", -credits);
    return -1;
  }

  void end(String key, String state, Instant now) {
    var job = job(key);
    if (!job.state.equals("held")) {
      return;
    }
    job.state = state;
    reckoning.move(CREDITS + job.creator + ":held", job.credits);
    if (state.equals("captured")) {
      reckoning.move("AI_CREDIT income:credits:used", -job.credits);
      return;
    }
    reckoning.move(CREDITS + job.creator + ":available", -job.credits);
    for (var slice : job.slices) {
      if (slice.grant().isOver(now)) {
        Objects.requireNonNull(grants.get(job.creator))
            .add(new Grant(++grantNumber, 10, now.plus(Duration.ofDays(7)), now, slice.credits()));
      } else {
        slice.grant().left += slice.credits();
      }
    }
  }

  /// Every job whose lease is over gives its credits back; returns how many those were.
  int expireLeases(Instant now) {
    var over =
        jobs.entrySet().stream()
            .filter(job -> job.getValue().soon && job.getValue().state.equals("held"))
            .map(Map.Entry::getKey)
            .toList();
    over.forEach(key -> end(key, "expired", now));
    return over.size();
  }

  long remaining(long creator, Instant now) {
    return grants.getOrDefault(creator, List.of()).stream()
        .filter(grant -> !grant.isOver(now))
        .mapToInt(grant -> grant.left)
        .sum();
  }
}
