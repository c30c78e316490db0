package ai.profithack.moderation.web;

import ai.profithack.classifiers.ClassifierKind;
import ai.profithack.moderation.Analyses.Standing;
import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Deepfake;
import ai.profithack.moderation.Evidence;
import ai.profithack.moderation.Evidence.Found;
import ai.profithack.moderation.MediaErasure.Extent;
import ai.profithack.moderation.OpenFlag;
import ai.profithack.moderation.Severity;
import ai.profithack.web.Formats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the page of an analysis shows.
///
/// `held`: whether the file is still here to be played. `asked`: whether somebody asked to see what
/// is covered else. `asker`: who asked for it, as people know them. `extent`: what deleting its
/// files would take with it; null for whoever may not.
public record AnalysisView(
    Analysis analysis,
    List<Evidence> evidence,
    Standing standing,
    boolean held,
    boolean asked,
    String asker,
    @Nullable Extent extent) {
  /// The timeline is drawn in this many units, however long the video is.
  private static final double WIDTH = 1_000;

  private static final double NARROWEST = 6;

  /// What items of banks are called that come from a blocked video.
  static final String ITEM_OF_AN_ANALYSIS = "analysis:[0-9]{1,18}(:[0-9]{1,9})?";

  /// So many facts stand in the table; the others can be unfolded.
  private static final int FACTS = 8;

  public String path() {
    return path(analysis);
  }

  static String path(Analysis analysis) {
    return "/moderation/analyses/" + analysis.analysisId();
  }

  /// Whether its pictures are to be asked for before anybody sees them.
  public boolean isDelicate() {
    var verdict = analysis.verdict();
    return verdict != null && verdict.toBeCovered();
  }

  /// Whether nothing that it shows may be on this page.
  public boolean isCovered() {
    return isDelicate() && !asked;
  }

  /// Where that is asked for.
  public String showPath() {
    return path() + "?show=1#look-title";
  }

  /// Whether there is a player that can be led to a moment.
  public boolean isPlayed() {
    return held && !isPicture() && !isCovered();
  }

  public static String outcome(Analysis analysis) {
    return switch (analysis.state()) {
      case QUEUED -> "waits";
      case RUNNING -> "under way";
      case FAILED -> "failed";
      case DONE -> {
        var verdict = analysis.verdict();
        if (verdict == null || verdict.isSafe()) {
          yield "nothing found";
        }
        yield verdict.flags().size() == 1
            ? verdict.flags().getFirst().title()
            : verdict.flags().size() + " flags";
      }
    };
  }

  public static String tone(Analysis analysis) {
    return switch (analysis.state()) {
      case QUEUED, RUNNING -> "info";
      case FAILED -> "bad";
      case DONE -> {
        var verdict = analysis.verdict();
        yield verdict == null || verdict.severity() == null ? "good" : tone(verdict.severity());
      }
    };
  }

  public static String tone(@Nullable Severity severity) {
    return switch (severity) {
      case null -> "neutral";
      case LOW, MEDIUM -> "warn";
      case HIGH, CRITICAL -> "bad";
    };
  }

  public String tone(Evidence found) {
    return switch (found.found()) {
      case CONCERN -> tone(found.severity());
      case FACT -> "info";
      case NOTHING -> "good";
      case NOT_APPLICABLE -> "neutral";
      case UNAVAILABLE -> "warn";
    };
  }

  public String word(Evidence found) {
    var severity = found.severity();
    return switch (found.found()) {
      case CONCERN -> severity == null ? "concern" : severity.word();
      case FACT -> "fact";
      case NOTHING -> "nothing found";
      case NOT_APPLICABLE -> "nothing to look at";
      case UNAVAILABLE -> "not looked at";
    };
  }

  public boolean isPicture() {
    var facts = analysis.facts();
    return facts != null && facts.lengthMillis() == null;
  }

  /// `1:05.2`.
  public static String clock(@Nullable Long millis) {
    return millis == null
        ? Formats.UNKNOWN
        : String.format(
            Locale.ROOT, "%d:%02d.%d", millis / 60_000, millis / 1_000 % 60, millis % 1_000 / 100);
  }

  public String when(Evidence found) {
    var from = found.fromMillis();
    var to = found.toMillis();
    if (from == null) {
      return "whole video";
    }
    return to == null || to - from < 100 ? clock(from) : clock(from) + " – " + clock(to);
  }

  public static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1_000.0);
  }

  public String score(Evidence found) {
    return found.score() == null
        ? Formats.UNKNOWN
        : String.format(Locale.ROOT, "%.2f", found.score());
  }

  /// What is found at moments of the video, a lane a kind.
  public record Lane(String title, List<Mark> marks) {}

  /// `place`: of the evidence, counted from 0.
  public record Mark(
      int place, double x, double width, String tone, String seconds, String title) {}

  public List<Lane> lanes() {
    var facts = analysis.facts();
    if (facts == null || facts.lengthMillis() == null || facts.lengthMillis() == 0) {
      return List.of();
    }
    var perMilli = WIDTH / facts.lengthMillis();
    var byKind = new LinkedHashMap<String, List<Mark>>();
    for (var place = 0; place < evidence.size(); place++) {
      var found = evidence.get(place);
      var from = found.fromMillis();
      if (from == null) {
        continue;
      }
      var to = found.toMillis() == null ? from : found.toMillis();
      var x = Math.min(from * perMilli, WIDTH - NARROWEST);
      byKind
          .computeIfAbsent(found.kind(), _ -> new ArrayList<>())
          .add(
              new Mark(
                  place,
                  x,
                  Math.max(NARROWEST, Math.min((to - from) * perMilli, WIDTH - x)),
                  tone(found),
                  seconds(from),
                  when(found) + ": " + found.explanation()));
    }
    var lanes = new ArrayList<Lane>();
    byKind.forEach((kind, marks) -> lanes.add(new Lane(title(kind), marks)));
    return lanes;
  }

  public static String title(String kind) {
    return switch (kind) {
      case "bank" -> "Known material";
      case "sound" -> "Known sound";
      case "declared" -> "Declared";
      case "nsfw" -> "Nudity";
      case "faces" -> "Faces";
      case "text" -> "Text in the picture";
      case "speech" -> "Speech";
      case "provenance" -> "Content credentials";
      case "watermark" -> "Watermark";
      case "words" -> "Words";
      default -> kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
    };
  }

  /// Places of what is to be seen first: concerns, the worst first, some facts, and what could not
  /// be looked at.
  public List<Integer> first() {
    return Stream.of(
            places(Found.CONCERN).stream()
                .sorted(
                    Comparator.comparing(
                        place -> evidence.get(place).severity(),
                        Comparator.nullsLast(Comparator.reverseOrder()))),
            places(Found.FACT).stream().limit(FACTS),
            places(Found.UNAVAILABLE).stream())
        .flatMap(part -> part)
        .toList();
  }

  /// Places of the facts that are not among the [#first].
  public List<Integer> moreFacts() {
    return places(Found.FACT).stream().skip(FACTS).toList();
  }

  /// Places of what is not there, and of what there was nothing to look at.
  public List<Integer> nothing() {
    return Stream.concat(places(Found.NOTHING).stream(), places(Found.NOT_APPLICABLE).stream())
        .sorted()
        .toList();
  }

  /// Why there was nothing to look at, a sentence a kind.
  public List<String> absences() {
    return places(Found.NOT_APPLICABLE).stream()
        .map(evidence::get)
        .map(each -> title(each.kind()) + ": " + each.explanation())
        .distinct()
        .toList();
  }

  private List<Integer> places(Found found) {
    return IntStream.range(0, evidence.size())
        .filter(place -> evidence.get(place).found() == found)
        .boxed()
        .toList();
  }

  /// What exactly looked, where that says more than the kind.
  public static String looker(Evidence found) {
    var source =
        found.source().equals(found.kind()) || found.source().equals(title(found.kind()))
            ? ""
            : found.source();
    return Stream.of(source, found.version())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }

  /// The analyses that raised the open flags of the video, the newest first.
  public List<Long> raisers() {
    return standing.raised().stream().map(OpenFlag::analysisId).distinct().toList();
  }

  /// Of other videos, a few by name.
  public static String videos(List<Long> ids) {
    var some = ids.stream().limit(5).map(id -> "video " + id).collect(Collectors.joining(", "));
    return ids.size() <= 5 ? some : some + " and %d more".formatted(ids.size() - 5);
  }

  /// `2 open flags: Deepfake (high) of video 3, Hate (low) of video 4`; empty where there is none.
  public String flagsLost() {
    if (extent == null || extent.flags().isEmpty()) {
      return "";
    }
    return extent.flags().stream()
        .limit(5)
        .map(flag ->
            "%s (%s) of video %d"
                .formatted(flag.type().title(), flag.severity().word(), flag.videoId()))
        .collect(
            Collectors.joining(
                ", ",
                "%d open %s: "
                    .formatted(
                        extent.flags().size(), extent.flags().size() == 1 ? "flag" : "flags"),
                extent.flags().size() <= 5 ? "" : " and more"));
  }

  /// The classifiers whose results are shown, each of which has its known errors.
  public List<ClassifierKind> classifiers() {
    return Stream.of(ClassifierKind.values())
        .filter(kind ->
            evidence.stream()
                .anyMatch(each ->
                    each.source().equals(kind.title())
                        && each.found() != Found.UNAVAILABLE
                        && each.found() != Found.NOT_APPLICABLE))
        .toList();
  }

  /// Matches with a bank, by their place.
  public List<Integer> matches() {
    var places = new ArrayList<Integer>();
    for (var place = 0; place < evidence.size(); place++) {
      if (evidence.get(place).kind().equals("bank")
          && evidence.get(place).found() == Found.CONCERN) {
        places.add(place);
      }
    }
    return places;
  }

  /// Places where it sounds like something of a bank.
  public List<Integer> sounds() {
    var places = new ArrayList<Integer>();
    for (var place = 0; place < evidence.size(); place++) {
      if (evidence.get(place).kind().equals("sound")
          && evidence.get(place).detail().containsKey("itemId")) {
        places.add(place);
      }
    }
    return places;
  }

  /// `0:12.0 – 0:20.1` of the item.
  public String itemWhen(int place) {
    return clock(itemMillis(place, "itemFromMillis"))
        + " – "
        + clock(itemMillis(place, "itemToMillis"));
  }

  /// The page of the video that an item of a bank comes from, at the item's moment; null where it
  /// comes from elsewhere.
  public @Nullable String itemPath(int place) {
    return evidence.get(place).detail().get("itemSourceKey") instanceof String key
            && key.matches(ITEM_OF_AN_ANALYSIS)
        ? "/moderation/analyses/" + key.split(":", -1)[1]
        : null;
  }

  public boolean knowsBankFrame(int place) {
    return itemPath(place) != null;
  }

  public long itemMillis(int place) {
    return itemMillis(place, "itemFromMillis");
  }

  private long itemMillis(int place, String name) {
    return evidence.get(place).detail().get(name) instanceof Number millis ? millis.longValue() : 0;
  }

  public String confidence() {
    var deepfake = analysis.deepfake();
    return deepfake == null
        ? Formats.UNKNOWN
        : String.format(Locale.ROOT, "%.2f", deepfake.confidence());
  }

  public String deepfakeOutcome() {
    var deepfake = analysis.deepfake();
    if (deepfake == null) {
      return Formats.UNKNOWN;
    }
    return deepfake.isDeepfake()
        ? "blocked, appealable"
        : deepfake.isHeld() ? "held for a person" : "no action";
  }

  public String meaning() {
    return Deepfake.MEANING;
  }
}
