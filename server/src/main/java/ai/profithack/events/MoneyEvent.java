package ai.profithack.events;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An accepted event that carries money or disputes it, for whoever keeps the books.
///
/// `key` is what tells events apart: the first 128 bits of SHA-256 over the id. `amountMinor` is
/// positive, in minor units of the reporting currency; the type says which way it goes. `original`
/// is the amount as it was sent, where that was in another currency; a refund may be of so little
/// that it counts as 0. A dispute has no amount (0) and names its gift in `disputeOf`. `creatorId`
/// is null where the event names nobody and its video's creator is not known yet; when they become
/// known the same event comes again.
public record MoneyEvent(
    String id,
    UUID key,
    EventType type,
    Instant time,
    @Nullable Long userId,
    @Nullable Long videoId,
    @Nullable Long creatorId,
    @Nullable Long giftId,
    long amountMinor,
    @Nullable Money original,
    @Nullable String refundOf,
    @Nullable String disputeOf) {

  /// The key of the event that has this id.
  public static UUID keyOf(String id) {
    return EventId.of(id).toUuid();
  }
}
