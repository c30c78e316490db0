package ai.profithack.payouts;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives what is set aside, and approved where that is needed, to its rail.
///
/// First a transaction saves a batch and a key for each payout; then, outside of it, the rail is
/// called; then each answer is taken in by a transaction of its own. Whatever dies between two of
/// these steps leaves the payout where [FollowUp] finds it.
@Component
class Submission {
  private static final Logger LOG = LoggerFactory.getLogger(Submission.class);
  private static final int REMOTE_BATCH = 200;
  private static final int FILE_BATCH = 20_000;

  /// The kind of exception of a payout that waits because its destination cannot be opened.
  private static final String CLOSED_DESTINATION = "closed_destination";

  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final SetAside setAside;
  private final Settlement settlement;
  private final Rails rails;
  private final TransactionTemplate transactions;
  private final Clock clock;

  Submission(
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      SetAside setAside,
      Settlement settlement,
      Rails rails,
      TransactionTemplate transactions,
      Clock clock) {
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.setAside = setAside;
    this.settlement = settlement;
    this.rails = rails;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Gives everything that is due to its rail, and cancels what must not go; returns how many
  /// payouts were given. Safe to race.
  int submitDue() {
    settlement.cancelReserved(
        payouts.setAsideForRetired().stream()
            .collect(Collectors.toMap(each -> each, _ -> Payees.DESTINATION_CHANGED)),
        "the clock");
    var submitted = 0;
    var closed = new HashSet<Long>();
    for (var way : payouts.sendable()) {
      var rail = rails.find(way.getKey()).filter(each -> each.unavailable().isEmpty());
      if (rail.isEmpty()) {
        continue;
      }
      for (var batch = claim(rail.get(), way.getValue(), closed);
          batch.isPresent();
          batch = claim(rail.get(), way.getValue(), closed)) {
        submitted += batch.get().orders().size();
        if (rail.get() instanceof Rail.Remote remote) {
          call(remote, batch.get(), batch.get().orders());
        }
      }
    }
    // What went was asked about where it was claimed; this is for what waits.
    setAside.cancelBarred();
    exceptions.explainMovedOn(
        CLOSED_DESTINATION, "the clock", "It is set aside no more.", clock.instant());
    return submitted;
  }

  /// What can be sent together, empty where nothing is left. What cannot be opened stays set aside,
  /// is shown, and is left out from then on: it is added to `closed`.
  private Optional<OrderBatch> claim(Rail rail, String currency, Set<Long> closed) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          var remote = rail instanceof Rail.Remote;
          var open = openable(rail, currency, closed, remote ? REMOTE_BATCH : FILE_BATCH);
          // Where nothing of it may go, the rest waits for the next time: accounts are locked once.
          var ids = setAside.sendable(open).stream().map(Payout::payoutId).toList();
          if (ids.isEmpty()) {
            return Optional.<OrderBatch>empty();
          }
          var now = clock.instant();
          var executionDate = BankingDays.after(LocalDate.ofInstant(now, ZoneOffset.UTC));
          var batchId = payouts.insertBatch(rail.name(), currency, now, executionDate);
          payouts.beginAttempts(batchId, ids, now, remote ? now.plus(Settlement.CALL_LOST) : null);
          return payouts.batch(batchId);
        }));
  }

  private List<Payout> openable(Rail rail, String currency, Set<Long> closed, int atMost) {
    while (true) {
      var locked = payouts.lockSendable(rail.name(), currency, closed, atMost);
      var shut = payouts.closed(locked.stream().map(Payout::payoutId).toList());
      shut.forEach(this::tellOfClosed);
      closed.addAll(shut.keySet());
      var open = locked.stream().filter(each -> !closed.contains(each.payoutId())).toList();
      if (!open.isEmpty() || shut.isEmpty()) {
        return open;
      }
    }
  }

  private void tellOfClosed(long payoutId, Opened.Closed why) {
    exceptions.open(
        CLOSED_DESTINATION,
        "payout " + payoutId,
        payoutId,
        "Payout %d cannot be sent: its account %s. Its money stays set aside until it can be opened again, or until its creator names the destination again, which gives the money back."
            .formatted(payoutId, why.words()),
        clock.instant());
  }

  /// Hands orders of a batch to a rail and takes in the answers.
  void call(Rail.Remote rail, OrderBatch batch, List<Order> orders) {
    transactions.executeWithoutResult(
        _ -> payouts.called(orders.stream().map(Order::key).toList(), clock.instant()));
    var part =
        new OrderBatch(
            batch.batchId(),
            batch.rail(),
            batch.messageId(),
            batch.currency(),
            batch.createdAt(),
            batch.executionDate(),
            orders);
    Map<String, Report> reports;
    var silence = Report.noAnswer("The rail did not answer for it.");
    try {
      reports = rail.submit(part);
    } catch (RuntimeException failure) {
      LOG.warn(
          "The call of {} for batch {} ended without an answer.",
          rail.name(),
          batch.batchId(),
          failure);
      reports = Map.of();
      silence =
          Report.noAnswer(
              "The call ended without an answer: " + failure.getClass().getSimpleName());
    }
    for (var order : orders) {
      settlement.apply(order.payoutId(), reports.getOrDefault(order.key(), silence), rail.name());
    }
  }
}
