package ai.profithack.payouts;

import ai.profithack.payouts.PayoutRepository.Due;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Asks providers about what has no answer, what is under way, and what was paid and may come back.
///
/// What the provider does not know is handed over once more under the same key, as long as the
/// provider remembers keys; after that it is only asked for, and a person is told.
@Component
class FollowUp {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUp.class);
  private static final int AT_A_TIME = 500;

  /// The kind of exception of a payout whose outcome nobody knows for too long.
  static final String UNKNOWN_OUTCOME = "unknown_outcome";

  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final StatedOutcomeRepository stated;
  private final Submission submission;
  private final Settlement settlement;
  private final Rails rails;
  private final TransactionTemplate transactions;
  private final Clock clock;

  FollowUp(
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      StatedOutcomeRepository stated,
      Submission submission,
      Settlement settlement,
      Rails rails,
      TransactionTemplate transactions,
      Clock clock) {
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.stated = stated;
    this.submission = submission;
    this.settlement = settlement;
    this.rails = rails;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Looks at everything that is due for a look; returns how many payouts that were. Safe to race.
  int lookAtDue() {
    var looked = 0;
    List<Due> due;
    do {
      due = payouts.toLookAt(clock.instant(), AT_A_TIME);
      look(due);
      looked += due.size();
    } while (due.size() == AT_A_TIME);
    return looked;
  }

  /// Looks at one payout now: because a provider said that something happened to it. One that no
  /// provider has is left alone, and so is one whose call may still be under way, or of which two
  /// people said what became of it: where a provider has something to say of it after all, a person
  /// is told.
  ///
  /// Returns whether the provider answered, or has nothing to be asked.
  boolean look(long payoutId) {
    var payout = payouts.find(payoutId).filter(one -> one.key() != null);
    if (payout.isEmpty()) {
      return true;
    }
    var agreed = stated.agreed(payoutId);
    if (agreed.isPresent()) {
      tellOfContradiction(payoutId, agreed.get());
      return true;
    }
    var underWay =
        payout.get().state() == PayoutState.SUBMITTING
            && clock.instant().isBefore(payout.get().stateSince().plus(Settlement.CALL_LOST));
    return !underWay && look(List.of(new Due(payout.get(), 0)));
  }

  /// Returns whether every provider answered for everything.
  private boolean look(List<Due> due) {
    var answered = new AtomicBoolean(true);
    var byRail = new LinkedHashMap<String, List<Due>>();
    due.forEach(
        one -> byRail.computeIfAbsent(one.payout().rail(), _ -> new ArrayList<>()).add(one));
    byRail.forEach((name, all) -> {
      if (rails.find(name).orElse(null) instanceof Rail.Remote rail && !look(rail, all)) {
        answered.set(false);
      }
    });
    return answered.get();
  }

  private boolean look(Rail.Remote rail, List<Due> due) {
    var answered = true;
    for (var one : due) {
      if (one.payout().state() == PayoutState.SUBMITTING) {
        settlement.apply(
            one.payout().payoutId(), Report.noAnswer("The call was cut off."), "follow-up");
      }
    }
    var orders = payouts.orders(due.stream().map(one -> one.payout().payoutId()).toList());
    Map<String, Report> reports;
    try {
      reports = rail.lookup(orders);
    } catch (RuntimeException failure) {
      LOG.warn("{} could not be asked about {} payouts.", rail.name(), orders.size(), failure);
      reports = Map.of();
    }
    var missing = new ArrayList<Long>();
    for (var one : due) {
      var payout = one.payout();
      var report =
          reports.getOrDefault(
              Objects.requireNonNull(payout.key(), "a payout without key is at no rail"),
              Report.noAnswer("The provider could not be asked."));
      answered &= report.status() != Report.Status.NO_ANSWER;
      var state = settlement.apply(payout.payoutId(), report, rail.name() + " lookup");
      if (state == PayoutState.UNKNOWN && report.status() == Report.Status.NOT_FOUND) {
        missing.add(payout.payoutId());
      }
      if (state == PayoutState.UNKNOWN) {
        tellOfUnknown(payout.payoutId(), report);
      }
      noteLook(one, state);
    }
    handOverAgain(rail, missing);
    return answered;
  }

  private void noteLook(Due due, PayoutState state) {
    if (state != due.payout().state() && state != PayoutState.UNKNOWN) {
      return;
    }
    transactions.executeWithoutResult(_ -> {
      var payout = payouts.lock(due.payout().payoutId()).orElseThrow();
      payouts.looked(payout.payoutId(), settlement.lookAgain(payout, due.looks(), clock.instant()));
    });
  }

  private void handOverAgain(Rail.Remote rail, List<Long> payoutIds) {
    var now = clock.instant();
    var batches = new LinkedHashMap<Long, List<Long>>();
    for (var id : payoutIds) {
      var attempt = payouts.attempt(id).orElseThrow();
      if (now.isBefore(attempt.savedAt().plus(rail.keyLife()))) {
        batches.computeIfAbsent(attempt.batchId(), _ -> new ArrayList<>()).add(id);
      }
    }
    batches.forEach((batchId, ids) ->
        handOverAgain(rail, payouts.batch(batchId).orElseThrow(), payouts.orders(ids)));
  }

  /// What cannot be opened waits: it is asked for at the next look too.
  private void handOverAgain(Rail.Remote rail, OrderBatch batch, List<Order> orders) {
    var open = new ArrayList<Order>();
    for (var order : orders) {
      switch (order.opened()) {
        case Opened.Account _ -> open.add(order);
        case Opened.Closed closed ->
            LOG.warn(
                "Payout {} of batch {} cannot be handed over again: its account {}.",
                order.payoutId(),
                batch.batchId(),
                closed.words());
      }
    }
    if (!open.isEmpty()) {
      submission.call(rail, batch, open);
    }
  }

  private void tellOfUnknown(long payoutId, Report report) {
    var now = clock.instant();
    var since = payouts.attempt(payoutId).orElseThrow().savedAt();
    if (now.isBefore(since.plus(StatedOutcomes.ASKED_FOR))) {
      return;
    }
    exceptions.open(
        UNKNOWN_OUTCOME,
        "payout " + payoutId,
        payoutId,
        "The provider %s payout %d, which was sent on %s and never answered. Its money stays set aside until a statement, the provider, or two people of finance say what became of it."
            .formatted(
                report.status() == Report.Status.NOT_FOUND
                    ? "does not know"
                    : "does not say what became of",
                payoutId,
                since),
        now);
  }

  private void tellOfContradiction(long payoutId, StatedOutcome said) {
    exceptions.open(
        "said_after_statement",
        "payout " + payoutId,
        payoutId,
        "The provider sent a notice about payout %d after %s and %s had said that it was %s. Look at the provider's page whether that still holds."
            .formatted(payoutId, said.statedBy(), said.decidedBy(), said.outcome().words()),
        clock.instant());
  }
}
