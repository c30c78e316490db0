package ai.profithack.events;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One fact from the platform, as sent: immutable, with its own id and event time. Made by
/// [#of(String, EventType, Instant)].
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

  /// Begins an event that stands for one fact and says nothing else yet.
  public static Builder of(String id, EventType type, Instant time) {
    return new Builder(id, type, time);
  }

  /// The same event with another context.
  public Event withContext(@Nullable GiftContext other) {
    return of(id, type, time)
        .user(userId)
        .video(videoId)
        .creator(creatorId)
        .gift(giftId)
        .giftName(giftName)
        .amount(amount)
        .quantity(quantity)
        .durationSeconds(durationSeconds)
        .details(video)
        .refundOf(refundOf)
        .disputeOf(disputeOf)
        .context(other)
        .build();
  }

  /// What a published video says about itself.
  public record VideoDetails(
      @Nullable String title,
      List<String> hashtags,
      @Nullable String sound,
      @Nullable String category) {}

  /// An event that is being put together. What is not said is not there.
  public static final class Builder {
    private final String id;
    private final EventType type;
    private final Instant time;
    private @Nullable Long userId;
    private @Nullable Long videoId;
    private @Nullable Long creatorId;
    private @Nullable Long giftId;
    private @Nullable String giftName;
    private @Nullable Money amount;
    private long quantity = 1;
    private @Nullable Integer durationSeconds;
    private @Nullable VideoDetails video;
    private @Nullable String refundOf;
    private @Nullable String disputeOf;
    private @Nullable GiftContext context;

    private Builder(String id, EventType type, Instant time) {
      this.id = id;
      this.type = type;
      this.time = time;
    }

    public Builder user(@Nullable Long value) {
      userId = value;
      return this;
    }

    public Builder video(@Nullable Long value) {
      videoId = value;
      return this;
    }

    public Builder creator(@Nullable Long value) {
      creatorId = value;
      return this;
    }

    public Builder gift(@Nullable Long value) {
      giftId = value;
      return this;
    }

    public Builder giftName(@Nullable String value) {
      giftName = value;
      return this;
    }

    public Builder amount(@Nullable Money value) {
      amount = value;
      return this;
    }

    public Builder quantity(long value) {
      quantity = value;
      return this;
    }

    public Builder durationSeconds(@Nullable Integer value) {
      durationSeconds = value;
      return this;
    }

    public Builder details(@Nullable VideoDetails value) {
      video = value;
      return this;
    }

    public Builder refundOf(@Nullable String value) {
      refundOf = value;
      return this;
    }

    public Builder disputeOf(@Nullable String value) {
      disputeOf = value;
      return this;
    }

    public Builder context(@Nullable GiftContext value) {
      context = value;
      return this;
    }

    public Event build() {
      return new Event(
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
          disputeOf,
          context);
    }
  }
}
