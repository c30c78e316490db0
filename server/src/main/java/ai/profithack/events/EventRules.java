package ai.profithack.events;

import static ai.profithack.events.EventType.GIFT;
import static ai.profithack.events.EventType.GIFT_REFUNDED;
import static ai.profithack.events.EventType.SESSION;
import static ai.profithack.events.EventType.USER_REGISTERED;
import static ai.profithack.events.EventType.VIDEO_PUBLISHED;

import ai.profithack.events.Event.VideoDetails;
import ai.profithack.kernel.StorableText;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an event must be to be accepted, as far as the event alone can tell. Pure.
///
/// | type | needs | may have besides |
/// | --- | --- | --- |
/// | view, like, unlike, comment, share | videoId | userId, creatorId |
/// | follow, unfollow | creatorId or videoId | userId, videoId |
/// | session | userId, durationSeconds | – |
/// | video_published | videoId, creatorId | userId, title, hashtags, sound, category |
/// | gift | amount, creatorId or videoId | userId, videoId, giftId, giftName, and its context |
/// | gift_refunded | amount, creatorId or videoId | userId, videoId, giftId, giftName, refundOf |
/// | subscription, ad_revenue | amount | userId, creatorId, videoId |
/// | user_registered | userId | – |
/// | gift_disputed, gift_dispute_won, gift_dispute_lost | disputeOf | – |
final class EventRules {
  static final int ID_LIMIT = 64;
  static final int NAME_LIMIT = 255;
  static final int TITLE_LIMIT = 1_000;
  static final int ADDRESS_LIMIT = 45;
  static final int HASHTAG_LIMIT = 100;
  static final int SESSION_LIMIT_SECONDS = 7 * 86_400;
  static final long QUANTITY_LIMIT = 1_000_000_000_000L;

  /// In minor units: a thousand million dollars. Sums of ninety million such fit into a `long`.
  static final long AMOUNT_LIMIT_MINOR = 100_000_000_000L;

  static final Duration FUTURE_LIMIT = Duration.ofMinutes(10);

  /// Before it no short video was published; a time before it is a clock that was never set.
  static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");

  /// The largest whole number that every JSON reader takes without loss, 2^53 - 1 (RFC 8259,
  /// section 6), and far below where a table's own numbering would end.
  static final long ID_MAX = 9_007_199_254_740_991L;

  private EventRules() {}

  /// What is wrong with the event, or null.
  static @Nullable Problem check(Event event, Instant now) {
    var problem = checkId(event.id());
    if (problem == null) {
      problem = checkTime(event.time(), now);
    }
    if (problem == null) {
      problem = checkReferences(event);
    }
    if (problem == null) {
      problem = checkFields(event);
    }
    return problem == null ? checkSizes(event) : problem;
  }

  private static @Nullable Problem checkId(String id) {
    if (id.isEmpty() || (id.length() > ID_LIMIT && id.codePointCount(0, id.length()) > ID_LIMIT)) {
      return new Problem("bad_id", "id must have 1 to %d characters.".formatted(ID_LIMIT));
    }
    return StorableText.is(id) ? null : uncleanText("id");
  }

  private static @Nullable Problem checkTime(Instant time, Instant now) {
    if (time.isAfter(now.plus(FUTURE_LIMIT))) {
      return new Problem(
          "time_in_future",
          "time is more than %d minutes in the future.".formatted(FUTURE_LIMIT.toMinutes()));
    }
    return time.isBefore(EARLIEST)
        ? new Problem("time_too_early", "time is before %s.".formatted(EARLIEST))
        : null;
  }

  private static @Nullable Problem checkReferences(Event event) {
    if (isUnusable(event.userId())) {
      return Problem.outOfRange("userId", "a whole number from 1 to " + ID_MAX);
    }
    if (isUnusable(event.videoId())) {
      return Problem.outOfRange("videoId", "a whole number from 1 to " + ID_MAX);
    }
    if (isUnusable(event.creatorId())) {
      return Problem.outOfRange("creatorId", "a whole number from 1 to " + ID_MAX);
    }
    var giftId = event.giftId();
    return giftId != null && (giftId < 0 || giftId > ID_MAX)
        ? Problem.outOfRange("giftId", "a whole number from 0 to " + ID_MAX)
        : null;
  }

  private static boolean isUnusable(@Nullable Long id) {
    return id != null && (id <= 0 || id > ID_MAX);
  }

  private static @Nullable Problem checkFields(Event event) {
    var type = event.type();
    var needed =
        switch (type) {
          case VIEW, LIKE, UNLIKE, COMMENT, SHARE -> event.videoId() == null ? "videoId" : null;
          case FOLLOW, UNFOLLOW, GIFT, GIFT_REFUNDED ->
              event.creatorId() == null && event.videoId() == null ? "creatorId" : null;
          case SESSION, USER_REGISTERED -> event.userId() == null ? "userId" : null;
          case VIDEO_PUBLISHED ->
              event.videoId() == null ? "videoId" : event.creatorId() == null ? "creatorId" : null;
          case SUBSCRIPTION, AD_REVENUE -> null;
          case GIFT_DISPUTED, GIFT_DISPUTE_WON, GIFT_DISPUTE_LOST ->
              event.disputeOf() == null ? "disputeOf" : null;
        };
    if (needed != null) {
      return Problem.missing(type, needed);
    }
    if (type.isMoney() && event.amount() == null) {
      return Problem.missing(type, "amount and currency");
    }
    if (type == SESSION && event.durationSeconds() == null) {
      return Problem.missing(type, "durationSeconds");
    }
    return checkSurplus(event);
  }

  private static @Nullable Problem checkSurplus(Event event) {
    var type = event.type();
    if (!type.isMoney() && event.amount() != null) {
      return Problem.notAllowed(type, "amount");
    }
    var isGift = type == GIFT || type == GIFT_REFUNDED;
    if (!isGift && event.giftId() != null) {
      return Problem.notAllowed(type, "giftId");
    }
    if (!isGift && event.giftName() != null) {
      return Problem.notAllowed(type, "giftName");
    }
    if (type != GIFT_REFUNDED && event.refundOf() != null) {
      return Problem.notAllowed(type, "refundOf");
    }
    if (!type.isDispute() && event.disputeOf() != null) {
      return Problem.notAllowed(type, "disputeOf");
    }
    var context = event.context();
    if (context != null && type != GIFT) {
      if (!type.tellsDevice()) {
        return Problem.notAllowed(
            type, "deviceId, paymentMethodId, paymentMethodAddedAt and ipAddress");
      }
      if (context.tellsMoreThanDevice()) {
        return Problem.notAllowed(type, "paymentMethodId, paymentMethodAddedAt and ipAddress");
      }
    }
    if (type.isDispute()
        && (event.userId() != null || event.creatorId() != null || event.videoId() != null)) {
      return Problem.notAllowed(type, "userId, creatorId and videoId");
    }
    if (type != SESSION && event.durationSeconds() != null) {
      return Problem.notAllowed(type, "durationSeconds");
    }
    if (type != VIDEO_PUBLISHED && event.video() != null) {
      return Problem.notAllowed(type, "title, hashtags, sound and category");
    }
    if ((type == SESSION || type == USER_REGISTERED) && event.videoId() != null) {
      return Problem.notAllowed(type, "videoId");
    }
    return (type == SESSION || type == USER_REGISTERED) && event.creatorId() != null
        ? Problem.notAllowed(type, "creatorId")
        : null;
  }

  private static @Nullable Problem checkSizes(Event event) {
    var amount = event.amount();
    if (amount != null && (amount.minor() < 0 || amount.minor() > AMOUNT_LIMIT_MINOR)) {
      return Problem.outOfRange("amount", "from 0 to " + AMOUNT_LIMIT_MINOR + " minor units");
    }
    var seconds = event.durationSeconds();
    if (seconds != null && (seconds < 0 || seconds > SESSION_LIMIT_SECONDS)) {
      return Problem.outOfRange("durationSeconds", "from 0 to " + SESSION_LIMIT_SECONDS);
    }
    if (event.quantity() < -QUANTITY_LIMIT || event.quantity() > QUANTITY_LIMIT) {
      return Problem.outOfRange("quantity", "within ±" + QUANTITY_LIMIT);
    }
    if (event.quantity() != 1 && (event.userId() != null || event.type().isMoney())) {
      return new Problem(
          "out_of_range", "quantity must be 1 for money and for what a single user did.");
    }
    var problem = checkText("giftName", event.giftName(), NAME_LIMIT);
    if (problem == null) {
      problem = checkText("refundOf", event.refundOf(), ID_LIMIT);
    }
    if (problem == null) {
      problem = checkText("disputeOf", event.disputeOf(), ID_LIMIT);
    }
    var context = event.context();
    if (problem == null && context != null) {
      problem = checkContext(context, event.time());
    }
    var video = event.video();
    return problem == null && video != null ? checkVideo(video) : problem;
  }

  private static @Nullable Problem checkContext(GiftContext context, Instant gift) {
    var problem = checkText("deviceId", context.deviceId(), NAME_LIMIT);
    if (problem == null) {
      problem = checkText("paymentMethodId", context.paymentMethodId(), NAME_LIMIT);
    }
    var added = context.paymentMethodAddedAt();
    if (problem == null
        && added != null
        && (added.isBefore(EARLIEST) || added.isAfter(gift.plus(FUTURE_LIMIT)))) {
      problem = Problem.outOfRange("paymentMethodAddedAt", "before the gift and after " + EARLIEST);
    }
    var address = context.ipAddress();
    return problem == null && address != null && !context.hashed() && !isAddress(address)
        ? new Problem("bad_address", "ipAddress must be an IPv4 or IPv6 address.")
        : problem;
  }

  private static boolean isAddress(String text) {
    try {
      return text.length() <= ADDRESS_LIMIT && InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  private static @Nullable Problem checkVideo(VideoDetails video) {
    var problem = checkText("title", video.title(), TITLE_LIMIT);
    if (problem == null) {
      problem = checkText("sound", video.sound(), NAME_LIMIT);
    }
    if (problem == null) {
      problem = checkText("category", video.category(), NAME_LIMIT);
    }
    if (problem == null && video.hashtags().size() > HASHTAG_LIMIT) {
      problem = Problem.outOfRange("hashtags", "a list of at most %d".formatted(HASHTAG_LIMIT));
    }
    for (var hashtag : video.hashtags()) {
      if (problem == null) {
        problem = checkText("hashtags", hashtag, NAME_LIMIT);
      }
    }
    return problem;
  }

  private static @Nullable Problem checkText(String field, @Nullable String text, int limit) {
    if (text == null) {
      return null;
    }
    if (text.length() > limit) {
      return Problem.outOfRange(field, "at most %d characters long".formatted(limit));
    }
    return StorableText.is(text) ? null : uncleanText(field);
  }

  private static Problem uncleanText(String field) {
    return new Problem("bad_text", field + " holds a NUL character or half of a surrogate pair.");
  }
}
