package ai.profithack.imports;

import ai.profithack.events.EventType;
import ai.profithack.imports.Mapping.AmountRule;
import ai.profithack.imports.Mapping.ContextRule;
import ai.profithack.imports.Mapping.Counter;
import ai.profithack.imports.Mapping.Counters;
import ai.profithack.imports.Mapping.Details;
import ai.profithack.imports.Mapping.EventRule;
import ai.profithack.imports.Mapping.First;
import ai.profithack.imports.Mapping.Gaps;
import ai.profithack.imports.Mapping.GiftType;
import ai.profithack.imports.Mapping.Outcome;
import ai.profithack.imports.Mapping.Publication;
import ai.profithack.imports.Mapping.Recognition;
import ai.profithack.imports.Mapping.Refuse;
import ai.profithack.imports.Mapping.Rule;
import ai.profithack.imports.Mapping.StreakRule;
import ai.profithack.imports.Mapping.TimeRule;
import ai.profithack.imports.Mapping.UserName;
import ai.profithack.imports.Value.Column;
import ai.profithack.imports.Value.Constant;
import ai.profithack.imports.Value.FileName;
import ai.profithack.imports.Value.Template;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads a mapping from its file and says exactly what is wrong with one that is none.
final class MappingReader {
  private static final List<String> OUTCOMES =
      List.of("event", "counters", "streak", "gift-type", "refuse");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private ZoneId zone = ZoneOffset.UTC;

  private MappingReader() {}

  /// Errors: [InvalidMapping] naming `file`, the line and what belongs there.
  static Mapping read(String file, Reader text) {
    try {
      var node = new Yaml(new SafeConstructor(new LoaderOptions())).compose(text);
      if (node == null) {
        throw new InvalidMapping(file + " is empty.");
      }
      return new MappingReader().mapping(new Settings(file, "", node));
    } catch (MarkedYAMLException malformed) {
      var mark = malformed.getProblemMark();
      throw new InvalidMapping(
          "%s, line %d: this is not YAML: %s."
              .formatted(file, mark == null ? 1 : mark.getLine() + 1, malformed.getProblem()));
    } catch (YAMLException malformed) {
      throw new InvalidMapping("%s is not YAML: %s.".formatted(file, malformed.getMessage()));
    }
  }

  private Mapping mapping(Settings settings) {
    var name = settings.text("mapping");
    if (!NAME.matcher(name).matches()) {
      throw settings.problem("mapping", "should be a name of small letters, digits and hyphens");
    }
    zone = zone(settings, zone);
    var rules = settings.blocks("rules").stream().map(this::rule).toList();
    if (rules.isEmpty()) {
      throw settings.problem("rules", "should be a list of at least one rule");
    }
    var unused = new LinkedHashMap<String, String>();
    var left = settings.blockOrNull("unused");
    if (left != null) {
      left.free().forEach((column, reason) -> unused.put(column, String.join(" ", reason)));
    }
    var mapping =
        new Mapping(
            name,
            settings.text("description"),
            recognition(settings.block("recognise")),
            format(settings.block("format")),
            settings.text("namespace"),
            rules,
            unused);
    settings.finish();
    return mapping;
  }

  private Recognition recognition(Settings settings) {
    var fileName = settings.textOrNull("file-name");
    var recognition =
        new Recognition(
            settings.texts("columns"),
            fileName == null ? null : pattern(settings, "file-name", fileName));
    if (recognition.columns().isEmpty() && recognition.fileName() == null) {
      throw settings.problem("columns", "or file-name is needed to recognise a file");
    }
    settings.finish();
    return recognition;
  }

  private Format format(Settings settings) {
    var kinds = new ArrayList<Format.Kind>();
    for (var kind : settings.texts("kind")) {
      kinds.add(constant(settings, "kind", kind, Format.Kind.class));
    }
    if (kinds.isEmpty()) {
      throw settings.problem("kind", "is missing");
    }
    var delimiter = settings.textOrNull("delimiter");
    var quote = settings.textOrNull("quote");
    var records = settings.textOrNull("records");
    var format =
        new Format(
            kinds,
            delimiter == null ? ',' : character(settings, "delimiter", delimiter),
            quote == null
                ? Character.valueOf('"')
                : quote.equals("none") ? null : character(settings, "quote", quote),
            settings.texts("columns"),
            records == null ? "" : records);
    settings.finish();
    return format;
  }

  private Rule rule(Settings settings) {
    var when = new LinkedHashMap<String, Set<String>>();
    var conditions = settings.blockOrNull("when");
    if (conditions != null) {
      conditions.free().forEach((column, values) -> when.put(column, Set.copyOf(values)));
    }
    var present = OUTCOMES.stream().filter(settings::has).toList();
    if (present.size() != 1) {
      throw settings.problem(
          present.isEmpty() ? "rule" : present.getLast(),
          "should be exactly one of " + String.join(", ", OUTCOMES));
    }
    var outcome = outcome(settings, present.getFirst());
    var video = settings.blockOrNull("video");
    var rule =
        new Rule(
            Map.copyOf(when),
            outcome,
            video == null ? null : publication(video),
            settings.blocks("users").stream().map(this::userName).toList());
    settings.finish();
    return rule;
  }

  private Outcome outcome(Settings settings, String key) {
    return switch (key) {
      case "refuse" -> new Refuse(settings.text(key));
      case "event" -> event(settings.block(key));
      case "counters" -> counters(settings.block(key));
      case "streak" -> streak(settings.block(key));
      case "gift-type" -> giftType(settings.block(key));
      default -> throw new IllegalStateException(key);
    };
  }

  private EventRule event(Settings settings) {
    var hasDetails =
        List.of("title", "hashtags", "sound", "category").stream().anyMatch(settings::has);
    var event =
        new EventRule(
            value(settings, "id"),
            type(settings),
            time(settings, "time"),
            valueOrNull(settings, "user"),
            valueOrNull(settings, "video"),
            valueOrNull(settings, "creator"),
            valueOrNull(settings, "gift"),
            valueOrNull(settings, "gift-name"),
            amountOrNull(settings, "amount"),
            valueOrNull(settings, "quantity"),
            valueOrNull(settings, "duration"),
            hasDetails ? details(settings) : null,
            valueOrNull(settings, "refund-of"),
            valueOrNull(settings, "dispute-of"),
            contextOrNull(settings));
    settings.finish();
    return event;
  }

  private @Nullable ContextRule contextOrNull(Settings settings) {
    var context =
        new ContextRule(
            valueOrNull(settings, "device"),
            valueOrNull(settings, "payment-method"),
            settings.has("payment-method-added") ? time(settings, "payment-method-added") : null,
            valueOrNull(settings, "ip-address"));
    return context.equals(new ContextRule(null, null, null, null)) ? null : context;
  }

  /// A type by its name, or a column that holds one.
  private Value type(Settings settings) {
    if (settings.isBlock("type")) {
      return value(settings, "type");
    }
    return new Constant(eventType(settings, "type", settings.text("type")).wireName());
  }

  private static EventType eventType(Settings settings, String key, String name) {
    return EventType.ofWireName(name)
        .orElseThrow(() ->
            settings.problem(
                key,
                "is %s and should be one of %s"
                    .formatted(
                        name,
                        Arrays.stream(EventType.values())
                            .map(EventType::wireName)
                            .collect(Collectors.joining(", ")))));
  }

  private Counters counters(Settings settings) {
    var published = settings.has("published") ? time(settings, "published") : null;
    var video = valueOrNull(settings, "video");
    var creator = valueOrNull(settings, "creator");
    var each =
        settings.blocks("each").stream()
            .map(one -> counter(one, video, creator, published))
            .toList();
    if (each.isEmpty()) {
      throw settings.problem("each", "should be a list of at least one counter");
    }
    var counters = new Counters(time(settings, "captured"), published, video, creator, each);
    settings.finish();
    return counters;
  }

  private Counter counter(
      Settings settings,
      @Nullable Value video,
      @Nullable Value creator,
      @Nullable TimeRule published) {
    var subject = settings.text("of");
    var named = settings.textOrNull("event");
    var event = named == null ? null : eventType(settings, "event", named);
    var key =
        switch (subject) {
          case "video" -> video;
          case "creator" -> creator;
          default -> value(settings, "key");
        };
    if (key == null) {
      throw settings.problem("of", "needs the setting %s beside `each`".formatted(subject));
    }
    if (event != null) {
      checkCounted(settings, event, subject);
    }
    var first = settings.textOrNull("first");
    var gaps = settings.textOrNull("gaps");
    var counter =
        new Counter(
            subject,
            key,
            valueOrNull(settings, "label"),
            event == null || settings.has("measure") ? settings.text("measure") : named(event),
            value(settings, "value"),
            event,
            "true".equals(settings.textOrNull("gauge")),
            first == null ? First.AT_CAPTURE : constant(settings, "first", first, First.class),
            gaps == null ? Gaps.SPREAD : constant(settings, "gaps", gaps, Gaps.class));
    if (counter.gauge() && event != null) {
      throw settings.problem("gauge", "cannot become events: it has no movement to count");
    }
    if (counter.first() == First.AT_PUBLICATION && published == null) {
      throw settings.problem("first", "needs the setting published beside `each`");
    }
    settings.finish();
    return counter;
  }

  private static void checkCounted(Settings settings, EventType event, String subject) {
    var fits =
        switch (event) {
          case VIEW, LIKE, COMMENT, SHARE -> subject.equals("video");
          case FOLLOW -> subject.equals("creator");
          default -> false;
        };
    if (!fits) {
      throw settings.problem(
          "event",
          "should be view, like, comment or share of a video, or follow of a creator; a counter of anything else has no event and is kept as a trend");
    }
  }

  private static String named(EventType event) {
    return event.wireName() + "s";
  }

  private StreakRule streak(Settings settings) {
    var unit = amountOrNull(settings, "unit");
    if (unit == null) {
      throw settings.problem("unit", "is missing: the price of one gift");
    }
    var streak =
        new StreakRule(
            value(settings, "key"),
            value(settings, "count"),
            time(settings, "time"),
            value(settings, "user"),
            value(settings, "creator"),
            valueOrNull(settings, "video"),
            value(settings, "gift"),
            valueOrNull(settings, "gift-name"),
            unit);
    settings.finish();
    return streak;
  }

  private GiftType giftType(Settings settings) {
    var gift =
        new GiftType(
            value(settings, "gift"),
            value(settings, "name"),
            time(settings, "time"),
            amountOrNull(settings, "price"));
    settings.finish();
    return gift;
  }

  private Publication publication(Settings settings) {
    var publication =
        new Publication(
            value(settings, "video"),
            value(settings, "creator"),
            time(settings, "published"),
            details(settings));
    settings.finish();
    return publication;
  }

  private Details details(Settings settings) {
    Value hashtags = null;
    String separator = null;
    if (settings.isBlock("hashtags")) {
      var block = settings.block("hashtags");
      separator = block.textOrNull("split");
      hashtags = value(block);
      block.finish();
    } else {
      hashtags = valueOrNull(settings, "hashtags");
    }
    return new Details(
        valueOrNull(settings, "title"),
        hashtags,
        separator,
        valueOrNull(settings, "sound"),
        valueOrNull(settings, "category"));
  }

  private UserName userName(Settings settings) {
    var name = new UserName(value(settings, "user"), value(settings, "name"));
    settings.finish();
    return name;
  }

  private @Nullable AmountRule amountOrNull(Settings settings, String key) {
    var block = settings.blockOrNull(key);
    if (block == null) {
      return null;
    }
    var price = block.textOrNull("price");
    var amount =
        new AmountRule(
            value(block, "value"),
            block.isBlock("currency")
                ? value(block, "currency")
                : new Constant(block.text("currency")),
            price == null ? BigDecimal.ONE : decimal(block, "price", price));
    block.finish();
    return amount;
  }

  private TimeRule time(Settings settings, String key) {
    if (!settings.isBlock(key)) {
      return new TimeRule(new Column(settings.text(key)), new TimeForm.Iso(), zone);
    }
    var block = settings.block(key);
    var form = block.textOrNull("format");
    var time =
        new TimeRule(
            value(block),
            form == null ? new TimeForm.Iso() : timeForm(block, form),
            zone(block, zone));
    block.finish();
    return time;
  }

  private static TimeForm timeForm(Settings settings, String form) {
    return switch (form) {
      case "iso" -> new TimeForm.Iso();
      case "unix-seconds" -> new TimeForm.UnixSeconds();
      case "unix-milliseconds" -> new TimeForm.UnixMilliseconds();
      default -> {
        try {
          yield new TimeForm.Pattern(form, DateTimeFormatter.ofPattern(form, Locale.ENGLISH));
        } catch (IllegalArgumentException invalid) {
          throw settings.problem(
              "format",
              "should be iso, unix-seconds, unix-milliseconds or a pattern such as yyyyMMdd");
        }
      }
    };
  }

  private Value value(Settings settings, String key) {
    if (!settings.isBlock(key)) {
      return new Column(settings.text(key));
    }
    var block = settings.block(key);
    var value = value(block);
    block.finish();
    return value;
  }

  private @Nullable Value valueOrNull(Settings settings, String key) {
    return settings.has(key) ? value(settings, key) : null;
  }

  private Value value(Settings block) {
    var column = block.textOrNull("column");
    var constant = block.textOrNull("constant");
    var template = block.textOrNull("template");
    var fileName = block.textOrNull("file-name");
    var given = new ArrayList<Value>();
    if (column != null) {
      given.add(new Column(column));
    }
    if (constant != null) {
      given.add(new Constant(constant));
    }
    if (template != null) {
      given.add(Template.parse(template));
    }
    if (fileName != null) {
      var pattern = pattern(block, "file-name", fileName);
      if (pattern.matcher("").groupCount() < 1) {
        throw block.problem("file-name", "should have a group, such as trending_(.+)\\.json");
      }
      given.add(new FileName(pattern));
    }
    if (given.size() != 1) {
      throw block.problem(
          "column", "should be there, or one of constant, template, file-name, and only one");
    }
    return given.getFirst();
  }

  private static ZoneId zone(Settings settings, ZoneId otherwise) {
    var name = settings.textOrNull("zone");
    try {
      return name == null ? otherwise : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw settings.problem("zone", "should be a time zone such as Europe/Berlin");
    }
  }

  private static Pattern pattern(Settings settings, String key, String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException invalid) {
      throw settings.problem(key, "is not a regular expression: " + invalid.getDescription());
    }
  }

  private static char character(Settings settings, String key, String text) {
    var character = text.equals("tab") ? "\t" : text;
    if (character.length() != 1) {
      throw settings.problem(key, "should be one character, or tab");
    }
    return character.charAt(0);
  }

  private static BigDecimal decimal(Settings settings, String key, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException invalid) {
      throw settings.problem(key, "should be a number such as 0.01");
    }
  }

  private static <E extends Enum<E>> E constant(
      Settings settings, String key, String text, Class<E> type) {
    var names =
        Arrays.stream(type.getEnumConstants())
            .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    var place = names.indexOf(text);
    if (place < 0) {
      throw settings.problem(
          key, "is %s and should be one of %s".formatted(text, String.join(", ", names)));
    }
    return type.getEnumConstants()[place];
  }
}
