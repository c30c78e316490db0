package ai.profithack.payouts.web;

import ai.profithack.payouts.StatedOutcome.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person says became of a payout, as it was typed, and what is wrong with it by field.
public record OutcomeForm(
    @Nullable Outcome outcome,
    String reference,
    String reason,
    String evidence,
    Map<String, String> errors) {
  static final OutcomeForm EMPTY = new OutcomeForm(null, "", "", "", Map.of());

  static OutcomeForm typed(Outcome outcome, String reference, String reason, String evidence) {
    var errors = new HashMap<String, String>();
    if (outcome == Outcome.PAID && !fits(reference, 1, 100)) {
      errors.put("reference", "Say what the provider calls the payment, in up to 100 characters.");
    }
    if (!fits(reason, 10, 2_000)) {
      errors.put("reason", "Say why in 10 to 2,000 characters.");
    }
    if (!fits(evidence, 10, 4_000)) {
      errors.put("evidence", "Say what was seen in 10 to 4,000 characters.");
    }
    return new OutcomeForm(outcome, reference, reason, evidence, Map.copyOf(errors));
  }

  private static boolean fits(String text, int least, int most) {
    var length = text.strip().length();
    return least <= length && length <= most;
  }
}
