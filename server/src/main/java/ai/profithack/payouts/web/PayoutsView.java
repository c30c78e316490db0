package ai.profithack.payouts.web;

import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutBatch;
import ai.profithack.payouts.PayoutException;
import ai.profithack.payouts.PayoutRun;
import ai.profithack.payouts.Rails;
import java.time.LocalDate;
import java.util.List;

/// What the finance team sees first. `lastDue` is the Friday whose run is the last one due.
public record PayoutsView(
    List<PayoutRun> runs,
    List<PayoutBatch> batches,
    List<Payout> waiting,
    List<PayoutException> exceptions,
    LocalDate lastDue,
    Rails rails,
    CreatorNames names) {

  /// Batches by file that nobody took to the bank yet.
  public List<PayoutBatch> toCarry() {
    return batches.stream()
        .filter(batch -> batch.handedOverAt() == null && rails.isByFile(batch.rail()))
        .toList();
  }

  /// Whether the last Friday was not run, or not to its end.
  public boolean runIsOpen() {
    return runs.stream()
        .noneMatch(run ->
            run.kind().equals("weekly")
                && run.period().equals(lastDue)
                && run.finishedAt() != null);
  }
}
