package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
    var payout = require(payouts.lock(payoutId).orElse(null), payoutId);
    if (contradicts(payout, report.status())) {
      exceptions.open(
          "paid_after_" + payout.state().text(),
          "payout " + payoutId,
          payoutId,
          "Payout %d of %s counts as %s here and its money is available again, but since then it was reported as paid (%s)."
              .formatted(payoutId, payout.amount(), payout.state().words(), source),
          clock.instant());
    }
    var state = payout.state();
    for (var next : state.stepsTo(report.status())) {
      step(payout, state, next, report, source);
      state = next;
    }
    return state;
  }

  /// Takes back what was not sent; false where it was.
  @Transactional
  public boolean cancelReserved(long payoutId, String by, String reason) {
    var payout = require(payouts.lock(payoutId).orElse(null), payoutId);
    if (payout.state() != PayoutState.RESERVED) {
      return false;
    }
    step(
        payout,
        PayoutState.RESERVED,
        PayoutState.CANCELLED,
        new Report(Report.Status.CANCELLED, null, reason),
        by);
    return true;
  }

  /// Locks payouts, and what they move between, before the first of several is applied in one
  /// transaction: payouts by their numbers, then accounts in the ledger's order.
  @Transactional(propagation = Propagation.MANDATORY)
  void lock(Collection<Payout> several) {
    payouts.lockAll(several.stream().map(Payout::payoutId).toList());
    ledger.lock(
        several.stream()
            .map(payout -> new CreatorAccounts(payout.creatorId(), asset(payout)))
            .flatMap(places -> Stream.of(places.available(), places.inPayout()))
            .toList());
  }

  /// Money that is back with the creator cannot have been paid as well.
  static boolean contradicts(Payout payout, Report.Status status) {
    var lost = payout.state() == PayoutState.FAILED || payout.state() == PayoutState.CANCELLED;
    return lost && (status == Report.Status.PAID || status == Report.Status.SETTLED);
  }

  private void step(Payout payout, PayoutState from, PayoutState to, Report report, String source) {
    var now = clock.instant();
    var entryId = moveMoney(payout, from, to, report, now);
    var reference = report.reference();
    if (reference == null && payout.reference() == null && !to.held() && !endsUnsent(from, to)) {
      // The rail named nothing of its own: it goes by our key.
      reference = payout.key();
    }
    if (to.over()) {
      // In an entry of its own: what comes back is all of the payout, whatever is owed.
      debts.recover(
          List.of(new CreatorAccounts(payout.creatorId(), asset(payout))),
          now,
          Map.of("payout", payout.payoutId()));
    }
    if (to == PayoutState.PAID) {
      bookFee(payout, report.fee(), now);
    }
    payouts.move(payout.payoutId(), to, now, reference, report.reason(), nextLook(payout, to, now));
    payouts.note(
        List.of(new Step(payout.payoutId(), from, to, source, report.reason(), entryId, now)));
  }

  /// A rail's fee is the platform's expense, out of what it has there; the creator gets all of the
  /// payout.
  private void bookFee(Payout payout, @Nullable Money fee, Instant now) {
    if (fee == null || fee.minor() <= 0 || payouts.feeIsProved(payout.payoutId())) {
      return;
    }
    var asset = Asset.of(fee.currency());
    ledger
        .book(
            new Entry(
                "payout:" + payout.payoutId() + ":fee",
                "payout_fee",
                now,
                List.of(
                    new Line(
                        Account.free("expenses:payout-fees:" + payout.rail(), asset), fee.minor()),
                    new Line(Account.free("assets:rails:" + payout.rail(), asset), -fee.minor())),
                Map.of("payout", payout.payoutId())))
        .entryIdOrThrow();
  }

  private static boolean endsUnsent(PayoutState from, PayoutState to) {
    return from.held() && to.over();
  }

  private @Nullable Long moveMoney(
      Payout payout, PayoutState from, PayoutState to, Report report, Instant now) {
    var why =
        Map.of(
            "payout",
            payout.payoutId(),
            "from",
            from.text(),
            "to",
            to.text(),
            "report",
            report.status().name());
    if (from.held() && to == PayoutState.ACCEPTED) {
      return resolved(
          holds.post(
              payout.holdId(),
              clearing(payout.rail(), asset(payout)),
              payout.amount().minor(),
              now,
              why));
    }
    if (from.held() && to.over()) {
      return resolved(holds.release(payout.holdId(), now, why));
    }
    if (to.over()) {
      var minor = payout.amount().minor();
      return ledger
          .book(
              new Entry(
                  "payout:" + payout.payoutId() + ":back",
                  "payout_back",
                  now,
                  List.of(
                      new Line(clearing(payout.rail(), asset(payout)), minor),
                      new Line(
                          new CreatorAccounts(payout.creatorId(), asset(payout)).available(),
                          -minor)),
                  why))
          .entryIdOrThrow();
    }
    return null;
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

  private static Payout require(@Nullable Payout payout, long payoutId) {
    if (payout == null) {
      throw new IllegalArgumentException("there is no payout " + payoutId);
    }
    return payout;
  }
}
