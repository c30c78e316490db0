package ai.profithack.imports;

import ai.profithack.events.Event.VideoDetails;
import ai.profithack.events.EventType;
import ai.profithack.events.GiftContext;
import ai.profithack.imports.Draft.Behaviour;
import ai.profithack.imports.Draft.CaptureDraft;
import ai.profithack.imports.Draft.EventDraft;
import ai.profithack.imports.Draft.GiftTypeDraft;
import ai.profithack.imports.Draft.SeriesKey;
import ai.profithack.imports.Draft.StreakTerms;
import ai.profithack.imports.Draft.UserNameDraft;
import ai.profithack.imports.Mapping.AmountRule;
import ai.profithack.imports.Mapping.ContextRule;
import ai.profithack.imports.Mapping.Counters;
import ai.profithack.imports.Mapping.Details;
import ai.profithack.imports.Mapping.EventRule;
import ai.profithack.imports.Mapping.GiftType;
import ai.profithack.imports.Mapping.Publication;
import ai.profithack.imports.Mapping.Refuse;
import ai.profithack.imports.Mapping.Rule;
import ai.profithack.imports.Mapping.StreakRule;
import ai.profithack.imports.Mapping.TimeRule;
import ai.profithack.imports.Mapping.UserName;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads records by a mapping. Knows no database: what a record says follows from the record, the
/// mapping and the file alone.
final class Translator {
  private static final Duration FUTURE_LIMIT = Duration.ofMinutes(10);
  private static final int KEY_LIMIT = 300;
  private static final int NAME_LIMIT = 255;
  private static final int TITLE_LIMIT = 1_000;
  private static final int HASHTAG_LIMIT = 100;
  private static final long STREAK_LIMIT = 1_000_000;
  private static final long AMOUNT_LIMIT_MINOR = 100_000_000_000L;
  private static final int NUMBER_LIMIT = 40;
  private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");

  private final Mapping mapping;
  private final SourceFile file;
  private final ReportingFrame frame;
  private final Clock clock;
  private final Set<String> identifying;

  Translator(Mapping mapping, SourceFile file, ReportingFrame frame, Clock clock) {
    this.mapping = mapping;
    this.file = file;
    this.frame = frame;
    this.clock = clock;
    this.identifying = mapping.identifying();
  }

  /// Errors: [RefusedRecord] where the record cannot become what the mapping says.
  Draft translate(SourceRecord source) {
    var problem = source.problem();
    if (problem != null) {
      throw new RefusedRecord("unreadable", "The record cannot be used: " + problem + ".");
    }
    var rule = rule(source);
    var publication = rule.publication();
    var companion = publication == null ? null : publication(publication, source);
    var names = rule.names().stream().map(name -> name(name, source)).toList();
    EventDraft event = null;
    List<CaptureDraft> captures = List.of();
    GiftTypeDraft giftType = null;
    switch (rule.outcome()) {
      case Refuse(var reason) -> throw new RefusedRecord("left_out", reason);
      case EventRule one -> event = event(one, source);
      case Counters counters -> captures = captures(counters, source);
      case StreakRule streak -> captures = List.of(streak(streak, source));
      case GiftType type -> giftType = giftType(type, source);
    }
    return new Draft(
        source.number(), source.line(), kept(source), companion, event, captures, giftType, names);
  }

  private Rule rule(SourceRecord source) {
    for (var rule : mapping.rules()) {
      if (rule.when().entrySet().stream()
          .allMatch(condition -> {
            var value = source.text(condition.getKey());
            return value != null && condition.getValue().contains(value);
          })) {
        return rule;
      }
    }
    throw new RefusedRecord(
        "no_rule", "No rule of the mapping " + mapping.name() + " fits this record.");
  }

  private EventDraft publication(Publication rule, SourceRecord source) {
    var video = key("video", rule.video(), source);
    return new EventDraft(
        mapping.namespace() + ":published:" + video,
        EventType.VIDEO_PUBLISHED,
        time("published", rule.time(), source),
        null,
        video,
        key("creator", rule.creator(), source),
        null,
        null,
        null,
        1,
        null,
        details(rule.details(), source),
        null,
        null,
        null);
  }

  private EventDraft event(EventRule rule, SourceRecord source) {
    var typeName = required("type", rule.type(), source);
    var type =
        EventType.ofWireName(typeName)
            .orElseThrow(() ->
                refused("type", "is %s, which is no type of event".formatted(clipped(typeName))));
    var amount = rule.amount();
    var quantity = rule.quantity();
    var duration = optional(rule.duration(), source);
    var details = rule.details();
    return new EventDraft(
        required("id", rule.id(), source),
        type,
        time("time", rule.time(), source),
        optionalKey("user", rule.user(), source),
        optionalKey("video", rule.video(), source),
        optionalKey("creator", rule.creator(), source),
        optionalKey("gift", rule.gift(), source),
        clipped(optional(rule.giftName(), source), NAME_LIMIT),
        amount == null || optional(amount.value(), source) == null
            ? null
            : amount("amount", amount, source),
        quantity == null ? 1 : count("quantity", required("quantity", quantity, source)),
        duration == null ? null : seconds(duration),
        details == null || type != EventType.VIDEO_PUBLISHED ? null : details(details, source),
        eventId(rule.refundOf(), source),
        eventId(rule.disputeOf(), source),
        context(rule.context(), source));
  }

  private @Nullable String eventId(@Nullable Value value, SourceRecord source) {
    var id = filled(value, source);
    return id == null ? null : EventIds.of(id);
  }

  private @Nullable GiftContext context(@Nullable ContextRule rule, SourceRecord source) {
    if (rule == null) {
      return null;
    }
    var device = filled(rule.device(), source);
    var method = filled(rule.paymentMethod(), source);
    var added = rule.paymentMethodAdded();
    var since =
        added == null || filled(added.value(), source) == null
            ? null
            : time("payment-method-added", added, source);
    var address = filled(rule.ipAddress(), source);
    return device == null && method == null && since == null && address == null
        ? null
        : new GiftContext(device, method, since, address);
  }

  /// The record as it may be kept: without what identifies people.
  String kept(SourceRecord source) {
    var raw = source.raw();
    for (var column : identifying) {
      var value = source.text(column);
      if (value != null && !value.isBlank()) {
        raw = raw.replace(value, "(not kept)");
      }
    }
    return raw;
  }

  private @Nullable String filled(@Nullable Value value, SourceRecord source) {
    var text = optional(value, source);
    return text == null || text.isBlank() ? null : text.strip();
  }

  private List<CaptureDraft> captures(Counters rule, SourceRecord source) {
    var at = notInFuture("captured", time("captured", rule.captured(), source));
    var publishedRule = rule.published();
    var published = publishedRule == null ? null : time("published", publishedRule, source);
    var video = optionalKey("video", rule.video(), source);
    var creator = optionalKey("creator", rule.creator(), source);
    var captures = new ArrayList<CaptureDraft>();
    for (var counter : rule.each()) {
      var value = optional(counter.value(), source);
      if (value != null) {
        captures.add(
            new CaptureDraft(
                new SeriesKey(
                    counter.subject(),
                    key(counter.subject(), counter.key(), source),
                    counter.measure()),
                counter.gauge() ? Behaviour.GAUGE : Behaviour.COUNTER,
                counter.event(),
                clipped(optional(counter.label(), source), NAME_LIMIT),
                counter.first(),
                counter.gaps(),
                published,
                counter.subject().equals("video") ? video : null,
                creator,
                null,
                at,
                count(counter.measure(), value)));
      }
    }
    if (captures.isEmpty()) {
      throw new RefusedRecord("no_counter", "The record has none of the counters.");
    }
    return captures;
  }

  private CaptureDraft streak(StreakRule rule, SourceRecord source) {
    var count = count("count", required("count", rule.count(), source));
    if (count == 0) {
      throw refused("count", "is 0 and should be at least 1");
    }
    var unit = amount("unit", rule.unit(), source);
    if (count > STREAK_LIMIT || unit.minor() > AMOUNT_LIMIT_MINOR / count) {
      throw refused("count", "is %d, more than one gift can be worth".formatted(count));
    }
    return new CaptureDraft(
        new SeriesKey("streak", key("streak", rule.key(), source), "gifts"),
        Behaviour.STREAK,
        EventType.GIFT,
        null,
        Mapping.First.AT_CAPTURE,
        Mapping.Gaps.AT_CAPTURE,
        null,
        optionalKey("video", rule.video(), source),
        key("creator", rule.creator(), source),
        new StreakTerms(
            key("user", rule.user(), source),
            key("gift", rule.gift(), source),
            clipped(optional(rule.giftName(), source), NAME_LIMIT),
            unit),
        notInFuture("time", time("time", rule.time(), source)),
        count);
  }

  private GiftTypeDraft giftType(GiftType rule, SourceRecord source) {
    var price = rule.price();
    return new GiftTypeDraft(
        key("gift", rule.gift(), source),
        String.valueOf(clipped(required("name", rule.name(), source), NAME_LIMIT)),
        time("time", rule.time(), source),
        price == null ? null : amount("price", price, source));
  }

  private UserNameDraft name(UserName rule, SourceRecord source) {
    var user = key("user", rule.user(), source);
    var name = optional(rule.name(), source);
    return new UserNameDraft(user, name == null ? "" : String.valueOf(clipped(name, NAME_LIMIT)));
  }

  private VideoDetails details(Details rule, SourceRecord source) {
    return new VideoDetails(
        clipped(optional(rule.title(), source), TITLE_LIMIT),
        hashtags(rule, source),
        clipped(optional(rule.sound(), source), NAME_LIMIT),
        clipped(optional(rule.category(), source), NAME_LIMIT));
  }

  private List<String> hashtags(Details rule, SourceRecord source) {
    var hashtags = rule.hashtags();
    if (hashtags == null) {
      return List.of();
    }
    var texts =
        hashtags instanceof Value.Column(var name)
            ? source.texts(name)
            : List.of(required("hashtags", hashtags, source));
    var separator = rule.hashtagSeparator();
    return texts.stream()
        .flatMap(text ->
            separator == null
                ? java.util.stream.Stream.of(text)
                : Arrays.stream(text.split(Pattern.quote(separator), -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> String.valueOf(clipped(text, NAME_LIMIT)))
        .distinct()
        .limit(HASHTAG_LIMIT)
        .toList();
  }

  private Instant time(String field, TimeRule rule, SourceRecord source) {
    var text = required(field, rule.value(), source).strip();
    try {
      var time = rule.form().read(text, rule.zone(), frame).truncatedTo(ChronoUnit.MICROS);
      if (time.isBefore(EARLIEST)) {
        throw refused(field, "is %s, before 1990".formatted(time));
      }
      if (time.atOffset(ZoneOffset.UTC).getYear() > 9_999) {
        throw refused(field, "is after the year 9999");
      }
      return time;
    } catch (DateTimeException | NumberFormatException unreadable) {
      throw refused(
          field, "is %s and should be %s".formatted(clipped(text), rule.form().example()));
    }
  }

  private Instant notInFuture(String field, Instant time) {
    if (time.isAfter(clock.instant().plus(FUTURE_LIMIT))) {
      throw refused(field, "is %s, in the future".formatted(time));
    }
    return time;
  }

  private Money amount(String field, AmountRule rule, SourceRecord source) {
    var text = required(field, rule.value(), source).strip();
    var code = required("currency", rule.currency(), source);
    if (text.length() > NUMBER_LIMIT) {
      throw refused(field, "is longer than a number can be");
    }
    Currency currency;
    try {
      currency = Currency.getInstance(code);
    } catch (IllegalArgumentException unknown) {
      throw refused("currency", "is %s and should be a code such as USD".formatted(clipped(code)));
    }
    try {
      var amount = new BigDecimal(text).multiply(rule.price()).stripTrailingZeros();
      if (amount.signum() < 0) {
        throw refused(field, "is %s and should not be negative".formatted(clipped(text)));
      }
      if (Math.abs((long) amount.scale()) > NUMBER_LIMIT) {
        throw refused(field, "is %s, which is no amount".formatted(clipped(text)));
      }
      return Money.of(amount, currency);
    } catch (NumberFormatException unreadable) {
      throw refused(field, "is %s and should be a number".formatted(clipped(text)));
    } catch (IllegalArgumentException inexact) {
      throw refused(field, String.valueOf(inexact.getMessage()));
    }
  }

  /// A count: digits, as they are, however rounded they were when they were written.
  private static long count(String field, String text) {
    try {
      var exact = text.strip();
      var count = exact.length() > NUMBER_LIMIT ? -1 : new BigDecimal(exact).longValueExact();
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException | ArithmeticException unreadable) {
      throw refused(
          field, "is %s and should be a whole number, 0 or more".formatted(clipped(text)));
    }
    throw refused(field, "is %s and should be a whole number, 0 or more".formatted(clipped(text)));
  }

  private static int seconds(String text) {
    var seconds = count("duration", text);
    if (seconds > Integer.MAX_VALUE) {
      throw refused("duration", "is %d seconds, too long".formatted(seconds));
    }
    return (int) seconds;
  }

  private String key(String field, Value value, SourceRecord source) {
    var key = required(field, value, source).strip();
    if (key.length() > KEY_LIMIT) {
      throw refused(field, "is longer than %d characters".formatted(KEY_LIMIT));
    }
    return key;
  }

  private @Nullable String optionalKey(String field, @Nullable Value value, SourceRecord source) {
    return value == null || value.of(source, file) == null ? null : key(field, value, source);
  }

  private @Nullable String optional(@Nullable Value value, SourceRecord source) {
    return value == null ? null : value.of(source, file);
  }

  private String required(String field, Value value, SourceRecord source) {
    var text = value.of(source, file);
    if (text == null || text.isBlank()) {
      throw refused(
          field,
          value.columns().isEmpty()
              ? "is missing"
              : "is missing (column " + String.join(", ", value.columns()) + ")");
    }
    return text;
  }

  private static RefusedRecord refused(String field, String sentence) {
    return new RefusedRecord("bad_" + field, field + " " + sentence + ".");
  }

  /// For messages.
  private static String clipped(String text) {
    return "\"" + clipped(text, 40) + "\"";
  }

  private static @Nullable String clipped(@Nullable String text, int limit) {
    if (text == null || text.length() <= limit) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
  }
}
