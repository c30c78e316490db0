package ai.profithack.monetization;

import ai.profithack.events.MoneyEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a refund says. `named` is the key of the gift that it takes back, where it names one;
/// `revision` counts how often it was booked, the coming booking included.
record Refund(
    UUID key,
    String eventId,
    Instant at,
    @Nullable Long payerId,
    @Nullable Long creatorId,
    @Nullable Long giftType,
    Amount amount,
    @Nullable UUID named,
    int revision) {

  static Refund of(MoneyEvent event) {
    return new Refund(
        event.key(),
        event.id(),
        event.time(),
        event.userId(),
        event.creatorId(),
        event.giftId(),
        Amount.of(event.amountMinor(), event.original()),
        event.refundOf() == null ? null : MoneyEvent.keyOf(event.refundOf()),
        1);
  }
}
