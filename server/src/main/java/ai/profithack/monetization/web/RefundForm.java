package ai.profithack.monetization.web;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is decided of a refund without a gift, as it was typed, and what is wrong with it by field.
/// `deed` is `give`, `bear` or `repeat`.
public record RefundForm(
    String deed, String refund, String gift, String reason, Map<String, String> errors) {
  static final RefundForm EMPTY = new RefundForm("", "", "", "", Map.of());
  private static final int LONGEST_REASON = 1_000;

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
    wrongReason(reason).ifPresent(why -> errors.put("reason", why));
    return errors;
  }

  /// What is wrong with why something is decided, if anything.
  static Optional<String> wrongReason(String reason) {
    return reason.isBlank() || reason.strip().length() > LONGEST_REASON
        ? Optional.of("Say why, in up to %,d characters.".formatted(LONGEST_REASON))
        : Optional.empty();
  }

  /// This, where the gift that it names is not the one.
  RefundForm wrongGift(String why) {
    return new RefundForm(deed, refund, gift, reason, Map.of("gift", why));
  }

  /// This where it is about that, else an empty one.
  public RefundForm of(String asked, String eventId) {
    return deed.equals(asked) && refund.equals(eventId) ? this : EMPTY;
  }
}
