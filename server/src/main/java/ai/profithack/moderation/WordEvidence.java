package ai.profithack.moderation;

import static java.util.Objects.requireNonNull;

import ai.profithack.platform.Directory;
import ai.profithack.textrules.TextCategory;
import ai.profithack.textrules.TextFindings;
import ai.profithack.textrules.TextHit;
import ai.profithack.textrules.TextRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What the rules for texts find in a video's title and hashtags, and in the lines of its picture.
/// They know no context: what they find is a reason to look.
@Component
@Order(15)
class WordEvidence implements EvidenceKind {
  private static final String KIND = "words";
  static final String SOURCE = "text rules";
  static final String VERSION = "2";

  private final TextRules rules;
  private final Describing describing;

  /// What a video is called: its title and hashtags, by the place of each text; empty where nothing
  /// is known.
  @FunctionalInterface
  interface Describing {
    Map<String, String> texts(long videoId);
  }

  @Autowired
  WordEvidence(TextRules rules, Directory directory) {
    this(rules, videoId -> texts(directory, videoId));
  }

  WordEvidence(TextRules rules, Describing describing) {
    this.rules = rules;
    this.describing = describing;
  }

  private static Map<String, String> texts(Directory directory, long videoId) {
    var texts = new LinkedHashMap<String, String>();
    directory
        .words(videoId)
        .ifPresent(words -> {
          texts.put("title", words.title());
          texts.put("hashtags", String.join(" ", words.hashtags()));
        });
    texts.values().removeIf(String::isBlank);
    return texts;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Look look(Subject subject) {
    var texts = describing.texts(subject.videoId());
    var all = new ArrayList<Evidence>();
    texts.forEach((place, text) -> all.addAll(in(place, text)));
    if (texts.isEmpty()) {
      all.add(
          Evidence.notApplicable(
              KIND, SOURCE, "Neither a title nor hashtags of it are known to this server."));
    } else if (all.isEmpty()) {
      all.add(
          Evidence.nothing(
              KIND,
              SOURCE,
              VERSION,
              "No rule catches its %s.".formatted(String.join(" or ", texts.keySet()))));
    }
    return () -> all;
  }

  /// What the rules find in a text that was read from the picture; see [#in].
  List<Evidence> inPicture(String text) {
    return concerns("picture", text, rules.findRead(text));
  }

  /// A concern for each category that a text is flagged for, with the spans of its hits, which
  /// count characters of Unicode. `place`: where the text stands, such as `title` or `picture`.
  List<Evidence> in(String place, String text) {
    return concerns(place, text, rules.find(text));
  }

  private static List<Evidence> concerns(String place, String text, TextFindings findings) {
    return findings.flags().stream()
        .sorted()
        .map(category -> concern(place, text, category, findings))
        .toList();
  }

  private static Evidence concern(
      String place, String text, TextCategory category, TextFindings findings) {
    var hits = findings.hits().stream().filter(hit -> hit.category() == category).toList();
    var severity =
        hits.stream().map(TextHit::severity).max(Enum::compareTo).map(Enum::name).orElseThrow();
    var said =
        hits.stream()
            .map(hit -> "“%s”".formatted(text.substring(hit.start(), hit.end())))
            .distinct()
            .collect(Collectors.joining(", "));
    return Evidence.concern(
            KIND,
            SOURCE,
            VERSION,
            flag(category),
            Severity.valueOf(severity),
            "The %s says %s, which a rule about %s catches; rules know no context."
                .formatted(place, said, category.label().replace('_', ' ')))
        .scored(findings.scores().getOrDefault(category, 0.0))
        .with(
            Map.of(
                "place",
                place,
                "text",
                text,
                "spans",
                hits.stream().map(hit -> span(hit, text)).toList()));
  }

  private static Map<String, Object> span(TextHit hit, String text) {
    return Map.of(
        "rule",
        hit.rule(),
        "severity",
        hit.severity().name().toLowerCase(Locale.ROOT),
        "start",
        hit.startCodePoint(),
        "end",
        hit.endCodePoint(),
        "text",
        text.substring(hit.start(), hit.end()));
  }

  /// Where a hit stands in its text, in characters of Unicode; the end is exclusive.
  record Place(int start, int end) {}

  /// The places of the hits that a concern of [#in] rests on.
  static List<Place> places(Evidence concern) {
    return concern.detail().get("spans") instanceof List<?> spans
        ? spans.stream().map(span -> place((Map<?, ?>) span)).toList()
        : List.of();
  }

  /// What was caught, without spaces and signs, which are read now so and now so.
  static String letters(Evidence concern) {
    return concern.detail().get("spans") instanceof List<?> spans
        ? spans.stream()
            .map(span -> String.valueOf(((Map<?, ?>) span).get("text")))
            .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", ""))
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "))
        : "";
  }

  private static Place place(Map<?, ?> span) {
    return new Place(
        (Integer) requireNonNull(span.get("start")), (Integer) requireNonNull(span.get("end")));
  }

  private static FlagType flag(TextCategory category) {
    return switch (category) {
      case VIOLENCE -> FlagType.VIOLENCE;
      case SEXUAL -> FlagType.SEXUAL_CONTENT;
      case HATE -> FlagType.HATE;
      case MISINFORMATION -> FlagType.MISINFORMATION;
      case COPYRIGHT -> FlagType.COPYRIGHT;
      case SPAM -> FlagType.SPAM;
      case CHILD_SAFETY -> FlagType.CHILD_SAFETY;
      case HARASSMENT -> FlagType.HARASSMENT;
    };
  }
}
