package ai.profithack.events;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One fact from the platform, as sent: immutable, with its own id and event time.
///
/// `quantity` is how many such facts it stands for: 1 for an event of the API, any number for a
/// counter's movement that an import turned into an event (negative where the counter fell).
/// `amount` is never negative; the type says whether it is added or taken away. `refundOf` is the
/// id of the gift event that a refund takes back, where the platform says so; `disputeOf` the one
/// that a dispute is about. `context` is from where a gift came.
public record Event(
    String id,
    EventType type,
    Instant time,
    @Nullable Long userId,
    @Nullable Long videoId,
    @Nullable Long creatorId,
    @Nullable Long giftId,
    @Nullable String giftName,
    @Nullable Money amount,
    long quantity,
    @Nullable Integer durationSeconds,
    @Nullable VideoDetails video,
    @Nullable String refundOf,
    @Nullable String disputeOf,
    @Nullable GiftContext context) {
  public Event(
      String id,
      EventType type,
      Instant time,
      @Nullable Long userId,
      @Nullable Long videoId,
      @Nullable Long creatorId,
      @Nullable Long giftId,
      @Nullable String giftName,
      @Nullable Money amount,
      long quantity,
      @Nullable Integer durationSeconds,
      @Nullable VideoDetails video,
      @Nullable String refundOf) {
    this(
        id,
        type,
        time,
        userId,
        videoId,
        creatorId,
        giftId,
        giftName,
        amount,
        quantity,
        durationSeconds,
        video,
        refundOf,
        null,
        null);
  }

  public Event(
      String id,
      EventType type,
      Instant time,
      @Nullable Long userId,
      @Nullable Long videoId,
      @Nullable Long creatorId,
      @Nullable Long giftId,
      @Nullable String giftName,
      @Nullable Money amount,
      long quantity,
      @Nullable Integer durationSeconds,
      @Nullable VideoDetails video) {
    this(
        id,
        type,
        time,
        userId,
        videoId,
        creatorId,
        giftId,
        giftName,
        amount,
        quantity,
        durationSeconds,
        video,
        null);
  }

  /// What a published video says about itself.
  public record VideoDetails(
      @Nullable String title,
      List<String> hashtags,
      @Nullable String sound,
      @Nullable String category) {}
}
