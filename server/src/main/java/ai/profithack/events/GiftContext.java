package ai.profithack.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// From where a gift came, as the platform says it: the sender's device, payment method (and since
/// when the sender has it) and IP address. Of a session, a registration or a publication it is the
/// device alone.
///
/// Device, method and address identify people. They are never written down: what is kept of them
/// are hashes, see [ContextHasher]. `hashed` is whether these are such hashes already: of an event
/// that was refused, and is sent again.
public record GiftContext(
    @Nullable String deviceId,
    @Nullable String paymentMethodId,
    @Nullable Instant paymentMethodAddedAt,
    @Nullable String ipAddress,
    boolean hashed) {
  public GiftContext(
      @Nullable String deviceId,
      @Nullable String paymentMethodId,
      @Nullable Instant paymentMethodAddedAt,
      @Nullable String ipAddress) {
    this(deviceId, paymentMethodId, paymentMethodAddedAt, ipAddress, false);
  }

  /// Whether there is anything beside the device.
  boolean tellsMoreThanDevice() {
    return paymentMethodId != null || paymentMethodAddedAt != null || ipAddress != null;
  }

  @Override
  public String toString() {
    return "GiftContext[not shown]";
  }
}
