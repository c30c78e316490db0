package ai.profithack.imports;

import ai.profithack.events.Event.VideoDetails;
import ai.profithack.events.EventType;
import ai.profithack.events.GiftContext;
import ai.profithack.kernel.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a record says, with the keys of its own world: not yet with ids of the platform.
///
/// `companion` is told along with the record's own fact, which is an event, captures or a gift
/// type.
record Draft(
    long number,
    long line,
    String raw,
    @Nullable EventDraft companion,
    @Nullable EventDraft event,
    List<CaptureDraft> captures,
    @Nullable GiftTypeDraft giftType,
    List<UserNameDraft> names) {
  record EventDraft(
      String id,
      EventType type,
      Instant time,
      @Nullable String user,
      @Nullable String video,
      @Nullable String creator,
      @Nullable String gift,
      @Nullable String giftName,
      @Nullable Money amount,
      long quantity,
      @Nullable Integer durationSeconds,
      @Nullable VideoDetails details,
      @Nullable String refundOf,
      @Nullable String disputeOf,
      @Nullable GiftContext context) {}

  /// `first`, `gaps` and `published` say how a counter is begun; see [Movement].
  record CaptureDraft(
      SeriesKey series,
      Behaviour behaviour,
      @Nullable EventType event,
      @Nullable String label,
      Mapping.First first,
      Mapping.Gaps gaps,
      @Nullable Instant published,
      @Nullable String video,
      @Nullable String creator,
      @Nullable StreakTerms streak,
      Instant at,
      long value) {}

  /// What is captured: the likes of a video, the posts of a sound. Ordered, so that all imports
  /// lock in one order.
  record SeriesKey(String subject, String key, String measure) implements Comparable<SeriesKey> {
    @Override
    public int compareTo(SeriesKey other) {
      var bySubject = subject.compareTo(other.subject);
      var byKey = bySubject == 0 ? key.compareTo(other.key) : bySubject;
      return byKey == 0 ? measure.compareTo(other.measure) : byKey;
    }
  }

  enum Behaviour {
    /// Cumulative: its movement counts.
    COUNTER,
    /// A level, such as the viewers now: kept as it is.
    GAUGE,
    /// The growing count of a gift that is tapped again and again.
    STREAK
  }

  record StreakTerms(String user, String gift, @Nullable String giftName, Money unit) {}

  record GiftTypeDraft(String gift, String name, Instant at, @Nullable Money price) {}

  record UserNameDraft(String user, String name) {}
}
