package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Booking;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Holds;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.monetization.CreatorAccounts;
import ai.profithack.monetization.Debts;
import ai.profithack.payouts.PayoutRepository.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The one place where a payout changes its state, and with it, in the same transaction, the place
/// of its money in the ledger. Safe to repeat and to race: the payout's row is locked, and a report
/// that says nothing new does nothing.
@Component
class Settlement {
  private static final int AT_A_TIME = 1_000;

  /// Waits between looks at a payout of unknown outcome; the last one repeats.
  private static final List<Duration> UNKNOWN_LOOKS =
      List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(1));

  /// A call that has no answer by then is taken for lost. Longer than any rail's time limit.
  static final Duration CALL_LOST = Duration.ofMinutes(5);

  private static final Duration OPEN_LOOK = Duration.ofHours(1);
  private static final Duration PAID_LOOK = Duration.ofDays(1);

  /// How long after it was paid a payout is still looked at: the slowest provider known gives
  /// unclaimed money back after 30 days.
  private static final Duration RETURN_WINDOW = Duration.ofDays(35);

  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final Rails rails;
  private final Holds holds;
  private final Ledger ledger;
  private final Debts debts;
  private final Clock clock;

  Settlement(
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      Rails rails,
      Holds holds,
      Ledger ledger,
      Debts debts,
      Clock clock) {
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.rails = rails;
    this.holds = holds;
    this.ledger = ledger;
    this.debts = debts;
    this.clock = clock;
  }

  /// Money that a rail has taken over and no statement has shown yet.
  static Account clearing(String rail, Asset asset) {
    return Account.free("liabilities:clearing:" + rail, asset);
  }

  /// Takes in what a source says of a payout; returns where the payout stands now.
  ///
  /// Errors: [IllegalArgumentException] where there is no such payout.
  @Transactional
  public PayoutState apply(long payoutId, Report report, String source) {
    return Objects.requireNonNull(applyAll(Map.of(payoutId, report), source).get(payoutId));
  }

  /// Takes in what a source says of each of these payouts, all of it or nothing; returns where each
  /// stands now. A handful of statements for each thousand of them.
  ///
  /// Errors: [IllegalArgumentException] where one of them is not there.
  @Transactional
  public Map<Long, PayoutState> applyAll(Map<Long, Report> reports, String source) {
    var states = new HashMap<Long, PayoutState>();
    for (var part : parts(locked(reports))) {
      part.stream().filter(Told::contradicts).forEach(told -> tell(told, source));
      part.stream()
          .collect(Collectors.groupingBy(Told::way, LinkedHashMap::new, Collectors.toList()))
          .forEach((way, several) -> {
            var state = way.from();
            for (var next : way.steps()) {
              step(several, state, next, source);
              state = next;
            }
            for (var told : several) {
              states.put(told.payout().payoutId(), state);
            }
          });
    }
    return states;
  }

  /// A payout as it was locked, and what is said of it.
  private record Told(Payout payout, Report report) {
    Way way() {
      return new Way(payout.state(), payout.state().stepsTo(report.status()));
    }

    CreatorAccounts places() {
      return Settlement.places(payout);
    }

    boolean contradicts() {
      return Settlement.contradicts(payout, report.status());
    }
  }

  /// What several payouts go through together.
  private record Way(PayoutState from, List<PayoutState> steps) {}

  /// Several steps have what they move between locked before the first; of a single one the entry
  /// locks it.
  private List<Told> locked(Map<Long, Report> reports) {
    var all = new ArrayList<Told>();
    for (var payout : payouts.lockAll(reports.keySet())) {
      all.add(new Told(payout, Objects.requireNonNull(reports.get(payout.payoutId()))));
    }
    if (all.size() < reports.size()) {
      var missing = new TreeSet<>(reports.keySet());
      all.forEach(told -> missing.remove(told.payout().payoutId()));
      throw new IllegalArgumentException("there is no payout " + missing.first());
    }
    if (all.stream().mapToInt(told -> told.way().steps().size()).sum() > 1) {
      lockAccounts(all.stream().map(Told::payout).toList());
    }
    return all;
  }

  /// Parts of up to a thousand, none with two payouts of a creator in one currency: what comes back
  /// of the first repays what is owed before the next does.
  private static List<List<Told>> parts(List<Told> all) {
    var rounds = new ArrayList<List<Told>>();
    var times = new HashMap<CreatorAccounts, Integer>();
    for (var told : all) {
      var round = times.merge(told.places(), 1, Integer::sum) - 1;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(told);
    }
    return rounds.stream()
        .flatMap(round -> round.stream().gather(Gatherers.windowFixed(AT_A_TIME)))
        .toList();
  }

  private void tell(Told told, String source) {
    var payout = told.payout();
    exceptions.open(
        "paid_after_" + payout.state().text(),
        "payout " + payout.payoutId(),
        payout.payoutId(),
        "Payout %d of %s counts as %s here and its money is available again, but since then it was reported as paid (%s)."
            .formatted(payout.payoutId(), payout.amount(), payout.state().words(), source),
        clock.instant());
  }

  /// Takes back what was not sent; false where it was.
  @Transactional
  public boolean cancelReserved(long payoutId, String by, String reason) {
    return cancelReserved(Map.of(payoutId, reason), by) == 1;
  }

  /// Takes back those of these payouts that were not sent, each for the reason that stands beside
  /// it; returns how many that were. A handful of statements for each thousand of them.
  @Transactional
  public int cancelReserved(Map<Long, String> reasons, String by) {
    var reports = new HashMap<Long, Report>();
    reasons.forEach(
        (id, reason) -> reports.put(id, new Report(Report.Status.CANCELLED, null, reason)));
    var unsent =
        locked(reports).stream()
            .filter(told -> told.payout().state() == PayoutState.RESERVED)
            .toList();
    parts(unsent).forEach(part -> step(part, PayoutState.RESERVED, PayoutState.CANCELLED, by));
    return unsent.size();
  }

  /// Locks payouts, and what they move between, before the first of several is applied in one
  /// transaction: payouts by their numbers, then accounts in the ledger's order.
  @Transactional(propagation = Propagation.MANDATORY)
  void lock(Collection<Payout> several) {
    payouts.lockAll(several.stream().map(Payout::payoutId).toList());
    lockAccounts(several);
  }

  private void lockAccounts(Collection<Payout> several) {
    ledger.lock(
        several.stream()
            .map(Settlement::places)
            .flatMap(places -> Stream.of(places.available(), places.inPayout()))
            .toList());
  }

  /// Money that is back with the creator cannot have been paid as well.
  static boolean contradicts(Payout payout, Report.Status status) {
    var lost = payout.state() == PayoutState.FAILED || payout.state() == PayoutState.CANCELLED;
    return lost && (status == Report.Status.PAID || status == Report.Status.SETTLED);
  }

  private void step(List<Told> several, PayoutState from, PayoutState to, String source) {
    var now = clock.instant();
    var entryIds = moveMoney(several, from, to, now);
    if (to.over()) {
      // In entries of their own: what comes back is all of a payout, whatever is owed.
      debts.recover(
          several.stream()
              .collect(
                  Collectors.toMap(
                      Told::places, told -> Map.of("payout", told.payout().payoutId()))),
          now);
    }
    if (to == PayoutState.PAID) {
      bookFees(several, now);
    }
    payouts.move(
        several.stream()
            .map(told ->
                new PayoutRepository.Move(
                    told.payout().payoutId(),
                    reference(told, from, to),
                    told.report().reason(),
                    nextLook(told.payout(), to, now)))
            .toList(),
        to,
        now);
    payouts.note(
        several.stream()
            .map(told ->
                new Step(
                    told.payout().payoutId(),
                    from,
                    to,
                    source,
                    told.report().reason(),
                    entryIds.get(told.payout().payoutId()),
                    now))
            .toList());
  }

  /// Where the rail named nothing of its own it goes by our key.
  private static @Nullable String reference(Told told, PayoutState from, PayoutState to) {
    var payout = told.payout();
    var named = told.report().reference() != null || payout.reference() != null;
    return named || to.held() || endsUnsent(from, to) ? told.report().reference() : payout.key();
  }

  /// A rail's fee is the platform's expense, out of what it has there; the creator gets all of the
  /// payout.
  private void bookFees(List<Told> several, Instant now) {
    var fees = new LinkedHashMap<Long, Entry>();
    for (var told : several) {
      var fee = told.report().fee();
      if (fee != null && fee.minor() > 0) {
        fees.put(told.payout().payoutId(), feeEntry(told.payout(), fee, now));
      }
    }
    if (!fees.isEmpty()) {
      fees.keySet().removeAll(payouts.feesProved(fees.keySet()));
      ledger.bookAll(List.copyOf(fees.values())).forEach(Booking::entryIdOrThrow);
    }
  }

  private static Entry feeEntry(Payout payout, Money fee, Instant now) {
    var asset = Asset.of(fee.currency());
    return new Entry(
        "payout:" + payout.payoutId() + ":fee",
        "payout_fee",
        now,
        List.of(
            new Line(Account.free("expenses:payout-fees:" + payout.rail(), asset), fee.minor()),
            new Line(Account.free("assets:rails:" + payout.rail(), asset), -fee.minor())),
        Map.of("payout", payout.payoutId()));
  }

  private static boolean endsUnsent(PayoutState from, PayoutState to) {
    return from.held() && to.over();
  }

  /// The entries that move the money, by payout; none where it stays where it is.
  private Map<Long, Long> moveMoney(
      List<Told> several, PayoutState from, PayoutState to, Instant now) {
    List<Long> entryIds;
    if (from.held() && (to == PayoutState.ACCEPTED || to.over())) {
      var moves = several.stream().map(told -> holdMove(told, from, to)).toList();
      entryIds = holds.resolveAll(moves, now).stream().map(Settlement::resolved).toList();
    } else if (to.over()) {
      var entries = several.stream().map(told -> backEntry(told, from, to, now)).toList();
      entryIds = ledger.bookAll(entries).stream().map(Booking::entryIdOrThrow).toList();
    } else {
      return Map.of();
    }
    var byPayout = new HashMap<Long, Long>();
    for (var i = 0; i < several.size(); i++) {
      byPayout.put(several.get(i).payout().payoutId(), entryIds.get(i));
    }
    return byPayout;
  }

  private static Holds.Move holdMove(Told told, PayoutState from, PayoutState to) {
    var payout = told.payout();
    var why = why(told, from, to);
    return to.over()
        ? new Holds.Move.Release(payout.holdId(), why)
        : new Holds.Move.Post(
            payout.holdId(), clearing(payout.rail(), asset(payout)), payout.amount().minor(), why);
  }

  private static Entry backEntry(Told told, PayoutState from, PayoutState to, Instant now) {
    var payout = told.payout();
    var minor = payout.amount().minor();
    return new Entry(
        "payout:" + payout.payoutId() + ":back",
        "payout_back",
        now,
        List.of(
            new Line(clearing(payout.rail(), asset(payout)), minor),
            new Line(told.places().available(), -minor)),
        why(told, from, to));
  }

  private static Map<String, ?> why(Told told, PayoutState from, PayoutState to) {
    return Map.of(
        "payout",
        told.payout().payoutId(),
        "from",
        from.text(),
        "to",
        to.text(),
        "report",
        told.report().status().name());
  }

  private static long resolved(Holds.Resolution resolution) {
    return switch (resolution) {
      case Holds.Resolution.Resolved(var entryId) -> entryId;
      case Holds.Resolution.AlreadyResolved(var hold) ->
          throw new IllegalStateException(
              "hold %s was resolved before its payout moved on".formatted(hold.key()));
      case Holds.Resolution.MoreThanHeld(var held) ->
          throw new IllegalStateException("only " + held + " minor units are held");
    };
  }

  private static CreatorAccounts places(Payout payout) {
    return new CreatorAccounts(payout.creatorId(), asset(payout));
  }

  private static Asset asset(Payout payout) {
    return Asset.of(payout.amount().currency());
  }

  /// When the provider is asked again; null where nobody has to be asked.
  private @Nullable Instant nextLook(Payout payout, PayoutState state, Instant now) {
    if (!rails.isRemote(payout.rail())) {
      return null;
    }
    return switch (state) {
      case UNKNOWN -> now;
      case SUBMITTING -> now.plus(CALL_LOST);
      case ACCEPTED, UNCLAIMED, ON_HOLD -> now.plus(OPEN_LOOK);
      case PAID, CONFIRMED -> now.plus(PAID_LOOK);
      case RESERVED, FAILED, CANCELLED, RETURNED -> null;
    };
  }

  /// The same after a look that changed nothing.
  @Nullable Instant lookAgain(Payout payout, int looks, Instant now) {
    return switch (payout.state()) {
      case UNKNOWN -> now.plus(UNKNOWN_LOOKS.get(Math.min(looks, UNKNOWN_LOOKS.size() - 1)));
      case PAID, CONFIRMED ->
          now.isBefore(payout.stateSince().plus(RETURN_WINDOW)) ? now.plus(PAID_LOOK) : null;
      case RESERVED, SUBMITTING, ACCEPTED, UNCLAIMED, ON_HOLD, FAILED, CANCELLED, RETURNED ->
          nextLook(payout, payout.state(), now);
    };
  }
}
