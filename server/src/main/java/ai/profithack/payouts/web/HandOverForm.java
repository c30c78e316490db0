package ai.profithack.payouts.web;

import ai.profithack.payouts.PayoutBatch;
import java.util.HashMap;
import java.util.Map;

/// What is said of a batch that is handed over, as it was typed, and what is wrong with it by
/// field; nothing of one that does not wait any more, for which another answer is due.
public record HandOverForm(String reference, boolean unfetched, Map<String, String> errors) {
  public static final HandOverForm EMPTY = new HandOverForm("", false, Map.of());

  static HandOverForm typed(String reference, boolean unfetched, PayoutBatch batch) {
    if (!batch.waits()) {
      return new HandOverForm(reference, unfetched, Map.of());
    }
    var errors = new HashMap<String, String>();
    if (reference.strip().length() > PayoutFileEndpoints.LONGEST_REFERENCE) {
      errors.put(
          "reference",
          "It has up to %d characters; nothing changed."
              .formatted(PayoutFileEndpoints.LONGEST_REFERENCE));
    }
    if (!batch.fileMade() && !unfetched) {
      errors.put(
          "unfetched",
          "Nobody has fetched the file yet: fetch it and hand it over, or say that it is with them all the same. Nothing changed.");
    }
    return new HandOverForm(reference, unfetched, Map.copyOf(errors));
  }
}
