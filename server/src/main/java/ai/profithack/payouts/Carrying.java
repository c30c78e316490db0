package ai.profithack.payouts;

import java.time.Clock;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What becomes of a batch by file: it is handed over, or discarded, once and for all. Until then
/// nothing becomes of its payouts, so that nothing that is over is in a file that is carried after.
///
///     waits ─► handed over     its payouts are on their way
///        └───► discarded       its payouts are cancelled, its file is never carried
///
/// Whoever decides about a batch locks it first, then its payouts, then their accounts.
@Component
class Carrying {
  private final BatchRepository batches;
  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final Settlement settlement;
  private final Clock clock;

  Carrying(
      BatchRepository batches,
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      Settlement settlement,
      Clock clock) {
    this.batches = batches;
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.settlement = settlement;
    this.clock = clock;
  }

  /// Notes that a file is with whoever pays it, who calls it `reference`: false where it was
  /// before, or its batch is discarded.
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean handOver(long batchId, String reference, String by) {
    return batches.handOver(batchId, by, clock.instant())
        && applyToAll(batchId, new Report(Report.Status.ACCEPTED, reference, null), by);
  }

  /// Cancels every payout of a batch, and its file for ever: false where it was handed over, or is
  /// discarded.
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean discard(long batchId, String by, String reason) {
    return batches.discard(batchId, by, reason, clock.instant())
        && applyToAll(
            batchId,
            new Report(
                Report.Status.CANCELLED,
                null,
                "Batch %d was discarded: %s".formatted(batchId, reason)),
            by);
  }

  private boolean applyToAll(long batchId, Report report, String by) {
    var all = payouts.ofBatch(batchId);
    settlement.lock(all);
    all.forEach(payout -> settlement.apply(payout.payoutId(), report, by));
    return true;
  }

  /// Locks payouts that something is to be said of. Of those that `bank` itself speaks of it has
  /// the file, whether or not somebody said so: it counts as handed over by that. Where that file's
  /// batch was discarded a person is told, for the bank may pay what is available again; not where
  /// all of it is among those that the bank `refused`, for nothing else was wished.
  @Transactional(propagation = Propagation.MANDATORY)
  public void lock(
      Collection<Payout> spokenOf,
      Collection<Payout> refused,
      Collection<Payout> others,
      String bank) {
    var ids = spokenOf.stream().map(Payout::payoutId).toList();
    var waiting = batches.lockWaiting(ids);
    settlement.lock(
        Stream.of(
                spokenOf.stream(),
                others.stream(),
                waiting.stream().flatMap(each -> payouts.ofBatch(each.batchId()).stream()))
            .flatMap(each -> each)
            .toList());
    waiting.forEach(each -> handOver(each.batchId(), each.messageId(), bank));
    var neverPaid = refused.stream().map(Payout::payoutId).collect(Collectors.toSet());
    for (var each : batches.discardedOf(ids)) {
      if (payouts.ofBatch(each.batchId()).stream()
          .map(Payout::payoutId)
          .allMatch(neverPaid::contains)) {
        continue;
      }
      exceptions.open(
          "carried_after_discarded",
          "batch " + each.batchId(),
          null,
          "Batch %d was discarded by %s, and %s speaks of its payments: the bank may pay them, although their money is available again. Ask the bank to take the file back."
              .formatted(each.batchId(), each.discardedBy(), bank),
          clock.instant());
    }
  }
}
