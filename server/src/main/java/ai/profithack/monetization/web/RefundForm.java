package ai.profithack.monetization.web;

import java.util.HashMap;
import java.util.Map;

/// What is decided of a refund without a gift, as it was typed, and what is wrong with it by field.
/// `deed` is `give`, `bear` or `repeat`.
public record RefundForm(
    String deed, String refund, String gift, String reason, Map<String, String> errors) {
  static final RefundForm EMPTY = new RefundForm("", "", "", "", Map.of());

  /// Of a refund that is borne or was told twice.
  static RefundForm typed(String deed, String refund, String reason) {
    return new RefundForm(deed, refund, "", reason, Map.copyOf(wrong(reason)));
  }

  /// Of a refund that is taken back from a gift.
  static RefundForm given(String refund, String gift, String reason) {
    var errors = wrong(reason);
    if (gift.isBlank()) {
      errors.put("gift", "Say which gift it takes back: the id of its event, such as gift-4711.");
    }
    return new RefundForm("give", refund, gift, reason, Map.copyOf(errors));
  }

  private static Map<String, String> wrong(String reason) {
    var errors = new HashMap<String, String>();
    if (reason.isBlank() || reason.strip().length() > RefundPages.LONGEST) {
      errors.put("reason", "Say why, in up to %,d characters.".formatted(RefundPages.LONGEST));
    }
    return errors;
  }

  /// This where it is about that, else an empty one.
  public RefundForm of(String asked, String eventId) {
    return deed.equals(asked) && refund.equals(eventId) ? this : EMPTY;
  }
}
