package ai.profithack.payouts.web;

import ai.profithack.payouts.PayoutBatch;
import java.util.HashMap;
import java.util.Map;

/// Why a batch is discarded, as it was typed, and what is wrong with it by field; nothing of one
/// that does not wait any more, for which another answer is due. `sure` is asked where nobody had
/// the file, `fileNotGiven` where somebody had.
public record DiscardForm(
    String reason, boolean sure, boolean fileNotGiven, Map<String, String> errors) {
  static final DiscardForm EMPTY = new DiscardForm("", false, false, Map.of());

  static DiscardForm typed(String reason, boolean sure, boolean fileNotGiven, PayoutBatch batch) {
    if (!batch.waits()) {
      return new DiscardForm(reason, sure, fileNotGiven, Map.of());
    }
    var errors = new HashMap<String, String>();
    if (reason.isBlank() || reason.strip().length() > PayoutRows.LONGEST_REASON) {
      errors.put(
          "reason",
          "Say why, in up to %d characters; nothing changed.".formatted(PayoutRows.LONGEST_REASON));
    }
    if (batch.fileMade() && !fileNotGiven) {
      errors.put(
          "fileNotGiven",
          "Somebody had the file: say that it was not given to whoever pays it, and will not be. Nothing changed.");
    }
    return new DiscardForm(reason, sure, fileNotGiven, Map.copyOf(errors));
  }
}
