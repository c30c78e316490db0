package ai.profithack.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The kinds of fact a platform reports. The code is what the log stores; a code is never given to
/// another type.
public enum EventType {
  VIEW(1),
  LIKE(2),
  UNLIKE(3),
  COMMENT(4),
  SHARE(5),
  FOLLOW(6),
  UNFOLLOW(7),
  SESSION(8),
  VIDEO_PUBLISHED(9),
  GIFT(10),
  GIFT_REFUNDED(11),
  SUBSCRIPTION(12),
  AD_REVENUE(13),
  USER_REGISTERED(14),
  GIFT_DISPUTED(15),
  GIFT_DISPUTE_WON(16),
  GIFT_DISPUTE_LOST(17);

  private final short code;

  EventType(int code) {
    this.code = (short) code;
  }

  public short code() {
    return code;
  }

  /// The name on the wire: `gift_refunded`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Errors: [IllegalArgumentException] for a code that no type has.
  static EventType ofCode(int code) {
    return Arrays.stream(values())
        .filter(type -> type.code() == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no type of event has the code " + code));
  }

  public static Optional<EventType> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
  }

  /// Whether such an event is about a dispute: it names the gift and nothing else.
  public boolean isDispute() {
    return this == GIFT_DISPUTED || this == GIFT_DISPUTE_WON || this == GIFT_DISPUTE_LOST;
  }

  /// Whether such an event may tell from which device its account is used; a gift tells more, see
  /// [GiftContext].
  public boolean tellsDevice() {
    return this == SESSION || this == USER_REGISTERED || this == VIDEO_PUBLISHED;
  }

  /// Whether such an event carries money.
  public boolean isMoney() {
    return switch (this) {
      case GIFT, GIFT_REFUNDED, SUBSCRIPTION, AD_REVENUE -> true;
      case VIEW,
          LIKE,
          UNLIKE,
          COMMENT,
          SHARE,
          FOLLOW,
          UNFOLLOW,
          SESSION,
          VIDEO_PUBLISHED,
          USER_REGISTERED,
          GIFT_DISPUTED,
          GIFT_DISPUTE_WON,
          GIFT_DISPUTE_LOST ->
          false;
    };
  }
}
