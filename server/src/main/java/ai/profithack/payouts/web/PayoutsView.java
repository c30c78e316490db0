package ai.profithack.payouts.web;

import ai.profithack.payouts.PayeeList;
import ai.profithack.payouts.PayoutBatch;
import ai.profithack.payouts.PayoutException;
import ai.profithack.payouts.PayoutRun;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.Rails;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the finance team sees first. `toCarry` are batches by file that nobody took to the bank
/// yet, `lastDue` is the Friday whose run is the last one due, `week` where that stands, `lists`
/// those of payees of which a destination waits for a second person, `typed` an explanation that
/// was not taken.
public record PayoutsView(
    List<PayoutRun> runs,
    List<PayoutBatch> toCarry,
    List<Approval> waiting,
    List<PayoutException> exceptions,
    @Nullable Explanation typed,
    LocalDate lastDue,
    PayoutRuns.Week week,
    List<PayeeList> lists,
    Rails rails,
    CreatorNames names) {}
