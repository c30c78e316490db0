package ai.profithack.monetization;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Booking;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Holds;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.monetization.BurnOrder.Slice;
import ai.profithack.monetization.CreditRepository.Grant;
import ai.profithack.monetization.CreditRepository.Hold;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// AI credits: granted by the month and for achievements, held while a job runs, spent when it
/// succeeds, given back when it does not.
///
///     grant ──► available ──► held ──► used         (captured: the job succeeded)
///                  │  ▲         └────► available    (released, or its lease ran out)
///                  ▼  └── a grant that expired meanwhile comes back as one of 7 days
///               expired: booked as breakage
///
/// Every step is an entry of the ledger in [Asset#AI_CREDIT]; credits never meet money. Months are
/// months in UTC, whatever the reporting zone. A month's allowance is that of the highest tier held
/// in it: a promotion grants the difference at once, undivided; a demotion takes nothing away and
/// shows from the next month on. What is left of an allowance expires with its month.
///
/// One transaction at a time works on a creator's credits: the creator's row is locked first.
@Component
public class Credits {
  /// What an AI job costs.
  public static final int JOB = 10;

  private static final int CREATORS_AT_A_TIME = 500;
  private static final int HOLDS_AT_A_TIME = 100;
  private static final Duration GRACE = Duration.ofDays(7);
  private static final Account GRANTED = free("expenses:credits:granted");
  private static final Account USED = free("income:credits:used");
  private static final Account BREAKAGE = free("income:credits:breakage");

  private final CreditRepository repository;
  private final Ledger ledger;
  private final Holds holds;
  private final Tiers tiers;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Credits(
      CreditRepository repository,
      Ledger ledger,
      Holds holds,
      Tiers tiers,
      TransactionTemplate transaction,
      Clock clock) {
    this.repository = repository;
    this.ledger = ledger;
    this.holds = holds;
    this.tiers = tiers;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// How asking for credits can end.
  public sealed interface Reservation {
    /// They are held for this job, now or by an earlier call with the same key; `remaining` is what
    /// else there is.
    record Reserved(int credits, long remaining, Instant leasedUntil) implements Reservation {}

    /// Nothing was held: there are only `available`.
    record NotEnough(long available, int wanted) implements Reservation {}

    /// The job with this key ended before; a new attempt needs a key of its own.
    record Ended(State state) implements Reservation {}

    /// The key names another creator's job, or another number of credits.
    record KeyTaken(String field) implements Reservation {}

    /// There is no user of this id.
    record UnknownCreator() implements Reservation {}
  }

  /// How ending a hold can end.
  public sealed interface Resolution {
    /// Done by this call; `remaining` is what can be spent now.
    record Resolved(State state, long remaining) implements Resolution {}

    /// It had ended before, in this state; nothing changed.
    record AlreadyEnded(State state) implements Resolution {}

    /// No job has this key.
    record UnknownJob() implements Resolution {}
  }

  /// How giving somebody credits can end.
  public sealed interface Giving {
    /// They are there.
    record Given(long remaining) implements Giving {}

    /// They were given before under this key; nothing changed.
    record AlreadyGiven() implements Giving {}

    /// The key gave to another creator, or another number of credits; nothing was given now.
    record KeyTaken(String field) implements Giving {}

    /// There is no user of this id.
    record UnknownCreator() implements Giving {}
  }

  /// Where the credits of a job stand.
  public enum State {
    HELD,
    CAPTURED,
    RELEASED,
    EXPIRED;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A creator's credits. `allowance` is this month's, `used` what jobs of this month spent,
  /// `remaining` what can be spent now, `held` what running jobs may still spend or give back.
  /// `renewsAt` is the beginning of the next month in UTC.
  public record Balance(
      long allowance,
      long used,
      long remaining,
      long held,
      Instant renewsAt,
      List<Remainder> grants) {}

  /// What is left of a grant; `expiresAt` null where it never expires.
  public record Remainder(
      String source, int credits, int remaining, Instant grantedAt, @Nullable Instant expiresAt) {}

  /// What a renewal did.
  public record Renewal(long granted, long expired) {}

  /// Credits that will be lost at `expiresAt` if nothing more is spent; `held` may come back to
  /// them.
  public record Breakage(Instant expiresAt, long unused, long held) {}

  /// A bonus for a creator under a key of its own.
  record Bonus(String key, long creatorId, int credits) {}

  /// Holds `credits` for a job for as long as `lease`, by the database's clock. Any number of
  /// callers at once never hold more than there is.
  ///
  /// Errors: [IllegalArgumentException] if credits or lease are not positive, or the key is not 1
  /// to 100 characters.
  @Transactional
  public Reservation reserve(long creatorId, String jobKey, int credits, Duration lease) {
    if (credits <= 0 || lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException(
          "nothing to hold: %d credits for %s".formatted(credits, lease));
    }
    if (jobKey.isBlank() || jobKey.length() > 100) {
      throw new IllegalArgumentException("a job's key has 1 to 100 characters: " + jobKey);
    }
    var now = now();
    if (!bringUpToDate(List.of(creatorId), now).contains(creatorId)) {
      return new Reservation.UnknownCreator();
    }
    var known = repository.hold(jobKey);
    if (known.isPresent()) {
      return sameAs(known.get(), creatorId, credits);
    }
    var slices = BurnOrder.slices(repository.usable(creatorId, now), credits);
    var found = slices.stream().mapToInt(Slice::credits).sum();
    if (found < credits) {
      return new Reservation.NotEnough(found, credits);
    }
    var held =
        holds.reserve(
            holdKey(jobKey), available(creatorId), held(creatorId), credits, now, null, Map.of());
    if (!(held instanceof Holds.Reservation.Held)) {
      throw new IllegalStateException(
          "grants of creator %d hold %d credits, the ledger says %s"
              .formatted(creatorId, found, held));
    }
    var leasedUntil = repository.insertHold(jobKey, creatorId, credits, slices, now, lease);
    return new Reservation.Reserved(credits, refreshed(creatorId, now), leasedUntil);
  }

  private Reservation sameAs(Hold hold, long creatorId, int credits) {
    if (hold.creatorId() != creatorId) {
      return new Reservation.KeyTaken("creatorId");
    }
    if (hold.credits() != credits) {
      return new Reservation.KeyTaken("credits");
    }
    return hold.state() == State.HELD
        ? new Reservation.Reserved(
            credits, repository.remaining(creatorId, now()), hold.leasedUntil())
        : new Reservation.Ended(hold.state());
  }

  /// Gives a running job more time; false where it is not running any more.
  @Transactional
  public boolean renewLease(String jobKey, Duration lease) {
    return repository.extend(jobKey, lease);
  }

  /// Spends what is held for a job that succeeded. Exactly one caller does.
  @Transactional
  public Resolution capture(String jobKey) {
    return resolve(jobKey, State.CAPTURED);
  }

  /// Gives back what is held for a job that failed, was refused, cancelled or timed out.
  @Transactional
  public Resolution release(String jobKey) {
    return resolve(jobKey, State.RELEASED);
  }

  private Resolution resolve(String jobKey, State end) {
    var found = repository.hold(jobKey);
    if (found.isEmpty()) {
      return new Resolution.UnknownJob();
    }
    var creatorId = found.get().creatorId();
    repository.lock(List.of(creatorId));
    var hold = repository.hold(jobKey).orElseThrow();
    // Whoever renews a lease waits for this row, or was here before.
    if (hold.state() != State.HELD
        || (end == State.EXPIRED && !repository.lockOverdue(hold.holdId()))) {
      return new Resolution.AlreadyEnded(hold.state());
    }
    var now = now();
    end(hold, end, now);
    return new Resolution.Resolved(end, refreshed(creatorId, now));
  }

  /// Gives back what is held for jobs whose lease ran out, by the database's clock; returns how
  /// many there were.
  public int expireLeases() {
    var expired = 0;
    List<String> due;
    do {
      due = repository.overdue(HOLDS_AT_A_TIME);
      for (var jobKey : due) {
        var ending = transaction.execute(_ -> resolve(jobKey, State.EXPIRED));
        expired += ending instanceof Resolution.Resolved ? 1 : 0;
      }
    } while (due.size() == HOLDS_AT_A_TIME);
    return expired;
  }

  private void end(Hold hold, State end, Instant now) {
    var inLedger = holds.find(holdKey(hold.jobKey())).orElseThrow();
    var resolution =
        end == State.CAPTURED
            ? holds.post(inLedger.holdId(), USED, hold.credits(), now, Map.of())
            : holds.release(inLedger.holdId(), now, Map.of("because", end.code()));
    if (!(resolution instanceof Holds.Resolution.Resolved(var entryId))) {
      throw new IllegalStateException("the ledger says of %s: %s".formatted(hold, resolution));
    }
    repository.endHold(hold.holdId(), end, now);
    if (end != State.CAPTURED) {
      giveBack(hold, entryId, now);
    }
  }

  /// Slices go back to their grants, under their own expiry; out of a grant that expired meanwhile
  /// they come back as a grant of their own for a time of grace.
  private void giveBack(Hold hold, long entryId, Instant now) {
    repository.restore(hold.holdId(), now);
    var graces =
        repository.lapsedSlices(hold.holdId(), now).stream()
            .map(slice ->
                new Grant(
                    "grace:%d:%d".formatted(hold.holdId(), slice.grantId()),
                    hold.creatorId(),
                    "grace",
                    null,
                    BurnOrder.ALLOWANCE,
                    slice.credits(),
                    now.plus(GRACE),
                    entryId))
            .toList();
    repository.insertGrants(graces, now);
  }

  /// What a creator has; empty where there is no user of this id. Reading grants nothing: an
  /// allowance that is not granted yet arrives with the first job or the next renewal.
  @Transactional(readOnly = true)
  public Optional<Balance> balance(long creatorId) {
    var now = now();
    return repository.balance(creatorId, month(now), now, nextMonth(now));
  }

  /// Gives a creator credits that do not expire, once under `key`.
  ///
  /// Errors: [IllegalArgumentException] if credits is not positive.
  @Transactional
  public Giving give(String key, long creatorId, int credits, String reason) {
    var now = now();
    if (!bringUpToDate(List.of(creatorId), now).contains(creatorId)) {
      return new Giving.UnknownCreator();
    }
    var grant =
        new Grant("top-up:" + key, creatorId, "top_up", null, BurnOrder.BONUS, credits, null, 0);
    var before = repository.granted(grant.key());
    if (before.isPresent()) {
      return before.get().creatorId() != creatorId
          ? new Giving.KeyTaken("creatorId")
          : before.get().credits() != credits
              ? new Giving.KeyTaken("credits")
              : new Giving.AlreadyGiven();
    }
    book(List.of(grant), Map.of("reason", reason), now);
    return new Giving.Given(refreshed(creatorId, now));
  }

  /// Gives bonuses, each once under its key, in the caller's transaction; returns how many were
  /// new.
  int giveBonuses(List<Bonus> bonuses) {
    var now = now();
    var creators = bonuses.stream().map(Bonus::creatorId).distinct().toList();
    var known = bringUpToDate(creators, now);
    var grants =
        bonuses.stream()
            .filter(bonus -> known.contains(bonus.creatorId()))
            .map(bonus ->
                new Grant(
                    bonus.key(),
                    bonus.creatorId(),
                    "achievement",
                    null,
                    BurnOrder.BONUS,
                    bonus.credits(),
                    null,
                    0))
            .toList();
    var used = repository.knownKeys(grants.stream().map(Grant::key).toList());
    var fresh = grants.stream().filter(grant -> !used.contains(grant.key())).toList();
    book(fresh, Map.of(), now);
    repository.refresh(creators, month(now), now, nextMonth(now));
    return fresh.size();
  }

  /// Grants this month's allowance to every creator who has not had it, and books what expired.
  /// Safe to repeat and to race. Months that passed while nothing ran are not granted afterwards:
  /// they would have expired by now.
  public Renewal renew() {
    var granted = 0L;
    var expired = 0L;
    var after = 0L;
    while (true) {
      var creators = repository.creatorsAfter(after, CREATORS_AT_A_TIME);
      if (creators.isEmpty()) {
        return new Renewal(granted, expired);
      }
      var now = now();
      if (isDue(creators, now)) {
        var done = transaction.execute(_ -> renew(creators, now));
        granted += done.granted();
        expired += done.expired();
      }
      after = creators.getLast();
    }
  }

  /// What will be lost at each coming expiry if nothing more is spent, the nearest first.
  @Transactional(readOnly = true)
  public List<Breakage> plannedBreakage() {
    return repository.plannedBreakage();
  }

  private boolean isDue(Collection<Long> creators, Instant now) {
    return !missing(creators, now).isEmpty() || repository.anyLapsed(creators, now);
  }

  /// Locks the creators' rows and sees to it that their grants are those of this moment; returns
  /// those that exist.
  private java.util.Set<Long> bringUpToDate(Collection<Long> creators, Instant now) {
    var known = repository.lock(creators);
    if (isDue(known, now)) {
      settle(known, now);
    }
    return known;
  }

  private Renewal renew(Collection<Long> creators, Instant now) {
    return settle(repository.lock(creators), now);
  }

  private Renewal settle(Collection<Long> locked, Instant now) {
    var expired = expire(locked, now);
    var missing = missing(locked, now);
    book(missing, Map.of(), now);
    repository.refresh(locked, month(now), now, nextMonth(now));
    return new Renewal(missing.size(), expired);
  }

  /// The allowances that are still to be granted for the month of `now`.
  private List<Grant> missing(Collection<Long> creators, Instant now) {
    var granted = repository.allowances(creators, month(now));
    var missing = new ArrayList<Grant>();
    tiers
        .at(creators, now)
        .forEach((creatorId, standing) -> {
          var allowance =
              TierRules.ofVersion(standing.rulesVersion()).line(standing.tier()).credits();
          var difference = allowance - granted.getOrDefault(creatorId, 0);
          if (difference > 0) {
            missing.add(
                new Grant(
                    "allowance:%d:%s:%s"
                        .formatted(creatorId, YearMonth.from(month(now)), standing.tier().code()),
                    creatorId,
                    "allowance",
                    month(now),
                    BurnOrder.ALLOWANCE,
                    difference,
                    nextMonth(now),
                    0));
          }
        });
    return missing;
  }

  /// Books grants into the ledger and keeps them. The creators' rows are locked.
  private void book(List<Grant> grants, Map<String, ?> explanation, Instant now) {
    if (grants.isEmpty()) {
      return;
    }
    var entries =
        grants.stream()
            .map(grant ->
                new Entry(
                    "credits:" + grant.key(),
                    "credits_granted",
                    now,
                    List.of(
                        new Line(GRANTED, grant.credits()),
                        new Line(available(grant.creatorId()), -grant.credits())),
                    explanation))
            .toList();
    var booked = ids(entries, ledger.bookAll(entries));
    repository.insertGrants(
        grants.stream()
            .map(grant ->
                grant.bookedAs(Objects.requireNonNull(booked.get("credits:" + grant.key()))))
            .toList(),
        now);
  }

  /// Books what is left of grants whose time is up as breakage, at that time.
  private long expire(Collection<Long> locked, Instant now) {
    var lapsed = repository.lapsed(locked, now);
    if (lapsed.isEmpty()) {
      return 0;
    }
    ledger
        .bookAll(
            lapsed.stream()
                .map(grant ->
                    new Entry(
                        "credits:expired:" + grant.grantId(),
                        "credits_expired",
                        grant.expiresAt(),
                        List.of(
                            new Line(available(grant.creatorId()), grant.remaining()),
                            new Line(BREAKAGE, -grant.remaining())),
                        Map.of("grant", grant.grantId())))
                .toList())
        .forEach(Booking::entryIdOrThrow);
    repository.markExpired(lapsed.stream().map(CreditRepository.Lapsed::grantId).toList());
    return lapsed.stream().mapToLong(CreditRepository.Lapsed::remaining).sum();
  }

  private static Map<String, Long> ids(List<Entry> entries, List<Booking> bookings) {
    var ids = new HashMap<String, Long>();
    for (var i = 0; i < entries.size(); i++) {
      ids.put(entries.get(i).key(), bookings.get(i).entryIdOrThrow());
    }
    return ids;
  }

  /// Brings the contract's row up to date; returns what can be spent.
  private long refreshed(long creatorId, Instant now) {
    repository.refresh(List.of(creatorId), month(now), now, nextMonth(now));
    return repository.remaining(creatorId, now);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static LocalDate month(Instant now) {
    return YearMonth.from(now.atZone(ZoneOffset.UTC)).atDay(1);
  }

  private static Instant nextMonth(Instant now) {
    return month(now).plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  static Account available(long creatorId) {
    return Account.credit("liabilities:credits:" + creatorId + ":available", Asset.AI_CREDIT);
  }

  static Account held(long creatorId) {
    return Account.credit("liabilities:credits:" + creatorId + ":held", Asset.AI_CREDIT);
  }

  private static Account free(String path) {
    return Account.free(path, Asset.AI_CREDIT);
  }

  private static String holdKey(String jobKey) {
    return "credits:" + jobKey;
  }
}
