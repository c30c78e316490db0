package ai.profithack.payouts;

import ai.profithack.payouts.Reckoning.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What becomes of gifts that look wrong, reckoned beside the database; [Reckoning] holds the
/// balances.
///
/// Gifts to oneself, and too much from one account within a day, it finds by itself. What the other
/// rules find it is told, and reckons what has to follow.
final class RiskReckoning {
  static final String SELF = "self-gift";
  static final String VELOCITY = "velocity-account";
  private static final Duration DAY = Duration.ofDays(1);

  private final Reckoning reckoning;
  private final long mostADay;
  private final TreeMap<String, Seen> seen = new TreeMap<>();
  private final Map<String, Set<String>> named = new HashMap<>();
  private final Map<Long, Case> cases = new TreeMap<>();

  /// `mostADay` is from where on gifts of one account within 24 hours are too much.
  RiskReckoning(Reckoning reckoning, long mostADay) {
    this.reckoning = reckoning;
    this.mostADay = mostADay;
  }

  /// A gift as it was when it was first looked at.
  private record Seen(String id, Instant at, long payer, long creator, long minor) {}

  /// A case about a creator.
  static final class Case {
    final long creator;
    final Set<String> gifts = new TreeSet<>();
    boolean open = true;
    boolean ofReleased;

    Case(long creator) {
      this.creator = creator;
    }
  }

  /// Looks at what came in; returns what has to be found by the two rules, by rule.
  Map<String, Set<String>> look(List<Happening> cameIn) {
    var fresh = new ArrayList<Seen>();
    for (var event : cameIn) {
      var creator = reckoning.receiver(event.id());
      if (creator != null && !seen.containsKey(event.id())) {
        var gift = new Seen(event.id(), event.at(), event.payer(), creator, event.minor());
        seen.put(gift.id(), gift);
        fresh.add(gift);
      }
    }
    var found = new HashMap<String, Set<String>>();
    var own = new TreeSet<String>();
    fresh.stream().filter(gift -> gift.payer() == gift.creator()).map(Seen::id).forEach(own::add);
    found.put(SELF, own);
    found.put(VELOCITY, tooMuch(fresh));
    found.forEach((rule, gifts) -> gifts.removeAll(named.getOrDefault(rule, Set.of())));
    return found;
  }

  private Set<String> tooMuch(List<Seen> fresh) {
    var payers = new TreeMap<Long, List<Seen>>();
    fresh.forEach(gift -> payers.put(gift.payer(), new ArrayList<>()));
    seen.values().stream()
        .filter(gift -> payers.containsKey(gift.payer()))
        .forEach(gift -> Objects.requireNonNull(payers.get(gift.payer())).add(gift));
    var marked = new TreeSet<String>();
    for (var all : payers.values()) {
      for (var first : all) {
        var window =
            all.stream()
                .filter(gift ->
                    !gift.at().isBefore(first.at()) && gift.at().isBefore(first.at().plus(DAY)))
                .toList();
        if (window.stream().mapToLong(Seen::minor).sum() >= mostADay) {
          window.stream().map(Seen::id).forEach(marked::add);
        }
      }
    }
    return marked;
  }

  /// A rule named a gift in a case.
  void name(String rule, String gift, long caseId, long creator) {
    if (!named.computeIfAbsent(rule, _ -> new HashSet<>()).add(gift)) {
      throw new AssertionError("%s named %s twice".formatted(rule, gift));
    }
    var own = cases.computeIfAbsent(caseId, _ -> new Case(creator));
    if (!own.open
        || own.creator != creator
        || Objects.requireNonNull(seen.get(gift)).creator() != creator) {
      throw new AssertionError("%s does not belong to case %d".formatted(gift, caseId));
    }
    own.gifts.add(gift);
    own.ofReleased |= reckoning.isReleased(gift);
    reckoning.withhold(gift, "risk:" + caseId, false);
  }

  /// The cases that wait for a person, and what was decided.
  Map<Long, Case> cases() {
    return cases;
  }

  /// Somebody decides a case.
  void decide(long caseId, boolean fraud, Instant now) {
    var decided = Objects.requireNonNull(cases.get(caseId));
    decided.open = false;
    for (var gift : decided.gifts) {
      if (fraud) {
        reckoning.order(gift, now);
      } else {
        reckoning.lift(gift, "risk:" + caseId);
      }
    }
  }

  /// Whether a creator's payouts wait because of what was released before it was noticed.
  boolean holdsPayouts(long creator) {
    return cases.values().stream()
        .anyMatch(one -> one.open && one.creator == creator && one.ofReleased);
  }
}
