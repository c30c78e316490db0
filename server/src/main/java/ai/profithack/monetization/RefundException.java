package ai.profithack.monetization;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A refund of which something is taken from nobody yet: `openMinor` of its `amountMinor`. `owner`
/// is who looks into it, null while nobody does.
public record RefundException(
    String eventId,
    Instant occurredAt,
    @Nullable Long payerId,
    @Nullable Long creatorId,
    long amountMinor,
    long openMinor,
    Why why,
    @Nullable String owner) {

  /// Why no gift, or not all of it, could be taken back.
  public enum Why {
    BEYOND_GIFT("More than was left of its gift"),
    GIFT_UNKNOWN("The gift that it names has not arrived"),
    GIFT_OF_OTHERS("The gift that it names is another viewer's or creator's, or no gift"),
    REFUND_OF_A_REFUND("It names a refund, and a refund is not refunded"),
    NO_GIFT_FITS("It names no gift, and none fits");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}
