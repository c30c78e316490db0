package ai.profithack.payouts;

import ai.profithack.access.AuditTrail;
import ai.profithack.payouts.BatchRepository.Waiting;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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
  private final AuditTrail audit;
  private final Clock clock;

  Carrying(
      BatchRepository batches,
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      Settlement settlement,
      AuditTrail audit,
      Clock clock) {
    this.batches = batches;
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.settlement = settlement;
    this.audit = audit;
    this.clock = clock;
  }

  /// Notes that a file is with whoever pays it, who calls it `reference`: false where it was
  /// before, or its batch is discarded. `by` is who says so, or what; `fileMade` whether somebody
  /// fetched the file here before.
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean handOver(long batchId, String reference, String by, boolean fileMade) {
    return handOver(batchId, reference, by, fileMade, payouts.ofBatch(batchId));
  }

  private boolean handOver(
      long batchId, String reference, String by, boolean fileMade, List<Payout> all) {
    var toReplaced = batches.replaced(batchId);
    if (!batches.handOver(batchId, by, clock.instant())) {
      return false;
    }
    applyToAll(all, new Report(Report.Status.ACCEPTED, reference, null), by);
    recordLast(
        "payout.hand_over",
        "batch " + batchId,
        Map.of("by", by, "reference", reference, "toReplaced", toReplaced, "fileMade", fileMade));
    return true;
  }

  /// Cancels every payout of a batch, and its file for ever: false where it was handed over, or is
  /// discarded.
  @Transactional(propagation = Propagation.MANDATORY)
  public boolean discard(long batchId, String by, String reason) {
    if (!batches.discard(batchId, by, reason, clock.instant())) {
      return false;
    }
    applyToAll(
        payouts.ofBatch(batchId),
        new Report(
            Report.Status.CANCELLED, null, "Batch %d was discarded: %s".formatted(batchId, reason)),
        by);
    return true;
  }

  private void applyToAll(List<Payout> all, Report report, String by) {
    settlement.applyAll(all.stream().collect(Collectors.toMap(Payout::payoutId, _ -> report)), by);
  }

  /// In the audit trail as the last that the transaction does: a bank's file is taken in only after
  /// this, and nobody who has something to record is to wait for that.
  private void recordLast(String action, String subject, Map<String, ?> detail) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void beforeCommit(boolean readOnly) {
            audit.record(action, subject, detail);
          }
        });
  }

  /// Locks payouts that something is to be said of. Of those that a bank itself speaks of, in what
  /// `bank` names, it has the file, whether or not somebody said so: it counts as handed over by
  /// that. Where that file's batch was discarded a person is told, for the bank may pay what is
  /// available again; not where all of it is among those that the bank `refused`, for nothing else
  /// was wished.
  @Transactional(propagation = Propagation.MANDATORY)
  public void lock(
      Collection<Payout> spokenOf,
      Collection<Payout> refused,
      Collection<Payout> others,
      String bank) {
    var ids = spokenOf.stream().map(Payout::payoutId).toList();
    var waiting = batches.lockWaiting(ids);
    var carried = payouts.ofBatches(waiting.stream().map(Waiting::batchId).toList());
    settlement.lock(
        Stream.of(spokenOf, others, carried.values().stream().flatMap(List::stream).toList())
            .flatMap(Collection::stream)
            .toList());
    for (var each : waiting) {
      handOver(
          each.batchId(),
          each.messageId(),
          bank,
          each.fileMade(),
          carried.getOrDefault(each.batchId(), List.of()));
    }
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
              .formatted(each.batchId(), each.by(), bank),
          clock.instant());
    }
  }
}
