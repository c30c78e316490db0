package ai.profithack.events;

import ai.profithack.events.Event.VideoDetails;
import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/// Reads one event, token by token. A wrong field does not end the reading: the parser is left
/// behind the object's closing brace, so that the next event can be read.
final class EventReader {
  private static final Map<String, EventType> TYPES =
      Stream.of(EventType.values())
          .collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));
  private static final Map<String, Currency> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .filter(currency -> currency.getDefaultFractionDigits() >= 0)
          .collect(Collectors.toUnmodifiableMap(Currency::getCurrencyCode, Function.identity()));
  private static final int DECIMAL_PLACES_LIMIT = 20;
  private static final int HASHTAGS_READ = 1_000;

  private final JsonParser parser;
  private final boolean mayCount;
  private @Nullable Problem problem;
  private int seen;

  private @Nullable String id;
  private @Nullable EventType type;
  private @Nullable Instant time;
  private @Nullable Long userId;
  private @Nullable Long videoId;
  private @Nullable Long creatorId;
  private @Nullable Long giftId;
  private @Nullable String giftName;
  private @Nullable BigDecimal amount;
  private @Nullable Currency currency;
  private @Nullable Money money;
  private @Nullable Long quantity;
  private @Nullable Integer durationSeconds;
  private @Nullable String title;
  private @Nullable List<String> hashtags;
  private @Nullable String sound;
  private @Nullable String category;
  private @Nullable String refundOf;
  private @Nullable String disputeOf;
  private @Nullable String deviceId;
  private @Nullable String paymentMethodId;
  private @Nullable Instant paymentMethodAddedAt;
  private @Nullable String ipAddress;

  EventReader(JsonParser parser, boolean mayCount) {
    this.parser = parser;
    this.mayCount = mayCount;
  }

  /// Reads from the opening brace, which is the current token, to the closing one. Returns the
  /// first thing that is wrong, or null.
  @Nullable Problem read() {
    for (var name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      readField(name);
      parser.skipChildren();
    }
    if (problem == null) {
      checkComplete();
    }
    return problem;
  }

  @Nullable String id() {
    return id;
  }

  Event event() {
    var hasDetails = title != null || hashtags != null || sound != null || category != null;
    return Event.of(
            Objects.requireNonNull(id), Objects.requireNonNull(type), Objects.requireNonNull(time))
        .user(userId)
        .video(videoId)
        .creator(creatorId)
        .gift(giftId)
        .giftName(giftName)
        .amount(money)
        .quantity(quantity == null ? 1 : quantity)
        .durationSeconds(durationSeconds)
        .details(
            hasDetails
                ? new VideoDetails(title, hashtags == null ? List.of() : hashtags, sound, category)
                : null)
        .refundOf(refundOf)
        .disputeOf(disputeOf)
        .context(context())
        .build();
  }

  /// From where the gift came, also where the rest of the event cannot be read.
  @Nullable GiftContext context() {
    return deviceId == null
            && paymentMethodId == null
            && paymentMethodAddedAt == null
            && ipAddress == null
        ? null
        : new GiftContext(deviceId, paymentMethodId, paymentMethodAddedAt, ipAddress);
  }

  private void readField(String name) {
    switch (name) {
      case "id" -> id = first(0, name) ? text(name) : id;
      case "type" -> readType(name);
      case "time" -> readTime(name);
      case "userId" -> userId = first(3, name) ? whole(name) : userId;
      case "videoId" -> videoId = first(4, name) ? whole(name) : videoId;
      case "creatorId" -> creatorId = first(5, name) ? whole(name) : creatorId;
      case "giftId" -> giftId = first(6, name) ? whole(name) : giftId;
      case "giftName" -> giftName = first(7, name) ? text(name) : giftName;
      case "amount" -> readAmount(name);
      case "currency" -> readCurrency(name);
      case "durationSeconds" -> readSeconds(name);
      case "title" -> title = first(11, name) ? text(name) : title;
      case "hashtags" -> readHashtags(name);
      case "sound" -> sound = first(13, name) ? text(name) : sound;
      case "category" -> category = first(14, name) ? text(name) : category;
      case "refundOf" -> refundOf = first(16, name) ? text(name) : refundOf;
      case "disputeOf" -> disputeOf = first(17, name) ? text(name) : disputeOf;
      case "deviceId" -> deviceId = first(18, name) ? kept(text(name)) : deviceId;
      case "paymentMethodId" ->
          paymentMethodId = first(19, name) ? kept(text(name)) : paymentMethodId;
      case "paymentMethodAddedAt" ->
          paymentMethodAddedAt = first(20, name) ? moment(name) : paymentMethodAddedAt;
      case "ipAddress" -> ipAddress = first(21, name) ? kept(text(name)) : ipAddress;
      case "quantity" -> {
        if (mayCount) {
          quantity = first(15, name) ? whole(name) : quantity;
        } else {
          report("unknown_field", "quantity is not a field of an event.");
        }
      }
      default ->
          report(
              "unknown_field",
              "%s is not a field of an event."
                  .formatted(name.length() > 60 ? name.substring(0, 60) + "…" : name));
    }
  }

  /// What was not kept of a refused event is not there: it is no device of that name.
  private static @Nullable String kept(@Nullable String text) {
    return EventJson.NOT_KEPT.equals(text) ? null : text;
  }

  private boolean first(int field, String name) {
    var bit = 1 << field;
    if ((seen & bit) != 0) {
      report("duplicate_field", name + " is there twice.");
      return false;
    }
    seen |= bit;
    return true;
  }

  private @Nullable String text(String name) {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NULL -> null;
      case null, default -> {
        report("wrong_type", name + " must be a string.");
        yield null;
      }
    };
  }

  private @Nullable Long whole(String name) {
    var token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      report("wrong_type", name + " must be a whole number.");
      return null;
    }
    try {
      return parser.getLongValue();
    } catch (InputCoercionException tooLarge) {
      report("out_of_range", name + " must be a whole number of at most 64 bits.");
      return null;
    }
  }

  private void readType(String name) {
    var sent = first(1, name) ? text(name) : null;
    if (sent != null) {
      type = TYPES.get(sent);
      if (type == null) {
        report("unknown_type", "type must be one of " + String.join(", ", sortedTypes()) + ".");
      }
    }
  }

  private static List<String> sortedTypes() {
    return Stream.of(EventType.values()).map(EventType::wireName).toList();
  }

  private void readTime(String name) {
    time = first(2, name) ? moment(name) : time;
  }

  private @Nullable Instant moment(String name) {
    var sent = text(name);
    var read = sent == null ? null : EventTime.parse(sent);
    if (sent != null && read == null) {
      report(
          "bad_time",
          name + " must be ISO 8601 with an offset, such as 2026-03-01T12:30:00+01:00.");
    }
    return read;
  }

  private void readAmount(String name) {
    if (!first(8, name)) {
      return;
    }
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
        amount = decimal(parser.getString());
        if (amount == null) {
          report("bad_amount", "amount must be a decimal number such as 12.30.");
        }
      }
      case VALUE_NULL -> {}
      case null, default ->
          report("wrong_type", "amount must be a number or a string holding one.");
    }
  }

  private static @Nullable BigDecimal decimal(String text) {
    if (text.isEmpty() || text.length() > 40) {
      return null;
    }
    for (var i = 0; i < text.length(); i++) {
      if ("0123456789.-+eE".indexOf(text.charAt(i)) < 0) {
        return null;
      }
    }
    try {
      var number = new BigDecimal(text);
      return Math.abs((long) number.scale()) <= DECIMAL_PLACES_LIMIT ? number : null;
    } catch (NumberFormatException malformed) {
      return null;
    }
  }

  private void readCurrency(String name) {
    var sent = first(9, name) ? text(name) : null;
    if (sent != null) {
      currency = CURRENCIES.get(sent);
      if (currency == null) {
        report("bad_currency", "currency must be an ISO 4217 code such as USD.");
      }
    }
  }

  private void readSeconds(String name) {
    var sent = first(10, name) ? whole(name) : null;
    if (sent != null) {
      if (sent < 0 || sent > EventRules.SESSION_LIMIT_SECONDS) {
        report(
            "out_of_range",
            "durationSeconds must be from 0 to %d.".formatted(EventRules.SESSION_LIMIT_SECONDS));
      } else {
        durationSeconds = sent.intValue();
      }
    }
  }

  private void readHashtags(String name) {
    if (!first(12, name) || parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      report("wrong_type", "hashtags must be a list of strings.");
      return;
    }
    var read = new ArrayList<String>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        report("wrong_type", "hashtags must be a list of strings.");
        parser.skipChildren();
      } else if (read.size() < HASHTAGS_READ) {
        read.add(parser.getString());
      }
    }
    hashtags = read;
  }

  private void checkComplete() {
    if (id == null) {
      report("missing_field", "id is missing.");
    } else if (type == null) {
      report("missing_field", "type is missing.");
    } else if (time == null) {
      report("missing_field", "time is missing.");
    } else if ((amount == null) != (currency == null)) {
      report("missing_field", "amount and currency go together.");
    } else if (amount != null && currency != null) {
      readMoney(amount, currency);
    }
  }

  private void readMoney(BigDecimal units, Currency of) {
    try {
      money = Money.of(units, of);
    } catch (IllegalArgumentException unfit) {
      report(
          "bad_amount",
          "amount must have at most %d decimals and 18 digits in %s."
              .formatted(of.getDefaultFractionDigits(), of));
    }
  }

  private void report(String code, String reason) {
    if (problem == null) {
      problem = new Problem(code, reason);
    }
  }
}
