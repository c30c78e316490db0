package ai.profithack.moderation;

import ai.profithack.classifiers.Box;
import ai.profithack.classifiers.Classification;
import ai.profithack.classifiers.Classification.Absent;
import ai.profithack.classifiers.Classification.Classified;
import ai.profithack.classifiers.ClassifierKind;
import ai.profithack.classifiers.Classifiers;
import ai.profithack.classifiers.FaceTrack;
import ai.profithack.classifiers.Model;
import ai.profithack.classifiers.NsfwEvidence;
import ai.profithack.classifiers.NsfwFrame;
import ai.profithack.classifiers.ShownText;
import ai.profithack.classifiers.SpeechEvidence;
import ai.profithack.classifiers.Viewer;
import ai.profithack.kernel.Counted;
import ai.profithack.media.Sound;
import ai.profithack.moderation.Evidence.Area;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What the local classifiers tell: nudity, faces, text in the picture and what the rules for texts
/// say of it, speech.
@Component
@Order(40)
class ClassifierEvidence implements EvidenceKind {
  private static final double MILLIS = 1_000;

  /// So many findings of a sort are told one by one.
  private static final int TOLD = 40;

  /// Goes with every score that could be mistaken for a judgement.
  private static final Map<String, Object> HONEST =
      Map.of(
          "meaning", ClassifierKind.NSFW.says(), "knownErrors", ClassifierKind.NSFW.knownErrors());

  /// Moments that are no further apart are one finding.
  private static final double TOGETHER_SECONDS = 2.5;

  /// How far words may move between two readings, as a share of the picture.
  private static final double MOVED_MAX = 0.15;

  private final Classifiers classifiers;
  private final WordEvidence words;

  ClassifierEvidence(Classifiers classifiers, WordEvidence words) {
    this.classifiers = classifiers;
    this.words = words;
  }

  @Override
  public String name() {
    return "classifiers";
  }

  @Override
  public Look look(Subject subject) {
    return new Watching(classifiers.viewer());
  }

  private final class Watching implements Look {
    private final Viewer viewer;
    private @Nullable Sound sound;

    Watching(Viewer viewer) {
      this.viewer = viewer;
    }

    @Override
    public void see(Shot shot) {
      if (shot.chosen()) {
        viewer.see(shot.frame());
      }
    }

    @Override
    public void hear(Sound heard) {
      sound = heard;
    }

    @Override
    public List<Evidence> conclude() {
      var viewing = viewer.viewing();
      var all = new ArrayList<Evidence>();
      all.addAll(told("nsfw", ClassifierKind.NSFW, viewing.nsfw(), ClassifierEvidence::nudity));
      all.addAll(told("faces", ClassifierKind.FACES, viewing.faces(), ClassifierEvidence::faces));
      all.addAll(told("text", ClassifierKind.TEXT, viewing.text(), ClassifierEvidence.this::texts));
      var heard = sound;
      if (heard == null) {
        all.add(
            Evidence.notApplicable(
                "speech", ClassifierKind.SPEECH.title(), "There is no sound to listen to."));
      } else {
        all.addAll(
            told(
                "speech",
                ClassifierKind.SPEECH,
                classifiers.speech(heard.samples()),
                ClassifierEvidence::speech));
      }
      return all;
    }
  }

  @FunctionalInterface
  private interface Telling<T> {
    List<Evidence> of(T seen, String version);
  }

  private static <T> List<Evidence> told(
      String kind, ClassifierKind classifier, Classification<T> seen, Telling<T> telling) {
    return switch (seen) {
      case Absent<T>(var reason) -> List.of(Evidence.unavailable(kind, classifier.title(), reason));
      case Classified<T>(var value, var models) ->
          telling.of(
              value,
              models.stream().map(Model::source).distinct().collect(Collectors.joining(", ")));
    };
  }

  static List<Evidence> nudity(NsfwEvidence seen, String version) {
    var source = ClassifierKind.NSFW.title();
    var suspicious = seen.suspicious();
    if (suspicious.isEmpty()) {
      var worst = seen.worst();
      var nothing =
          Evidence.nothing(
              "nsfw",
              source,
              version,
              "In %s nothing was found for which a person should look."
                  .formatted(Counted.of(seen.frames().size(), "picture", "pictures")));
      return List.of(
          worst.isEmpty()
              ? nothing
              : nothing
                  .scored(Math.clamp(worst.orElseThrow().small().explicit(), 0f, 1f))
                  .with(HONEST));
    }
    var all = new ArrayList<Evidence>();
    var group = new ArrayList<NsfwFrame>();
    for (var frame : suspicious) {
      if (!group.isEmpty() && frame.seconds() - group.getLast().seconds() > TOGETHER_SECONDS) {
        all.add(explicit(group, version));
        group.clear();
      }
      group.add(frame);
    }
    all.add(explicit(group, version));
    return all;
  }

  private static Evidence explicit(List<NsfwFrame> group, String version) {
    var score =
        group.stream().map(frame -> frame.small().explicit()).max(Float::compare).orElseThrow();
    return Evidence.concern(
            "nsfw",
            ClassifierKind.NSFW.title(),
            version,
            FlagType.SEXUAL_CONTENT,
            // A reason to look, never to remove: the models err.
            Severity.MEDIUM,
            "Two small image models take %s for explicit; they err often, so a person should look."
                .formatted(group.size() == 1 ? "a picture" : group.size() + " pictures"))
        .scored(Math.clamp(score, 0f, 1f))
        .from(millis(group.getFirst().seconds()), millis(group.getLast().seconds()))
        .with(HONEST);
  }

  static List<Evidence> faces(List<FaceTrack> tracks, String version) {
    var source = ClassifierKind.FACES.title();
    if (tracks.isEmpty()) {
      return List.of(Evidence.nothing("faces", source, version, "No face was seen."));
    }
    return told(
        tracks,
        "faces",
        source,
        version,
        track ->
            Evidence.fact(
                    "faces",
                    source,
                    version,
                    "A face was seen in %d of the pictures.".formatted(track.sightings().size()))
                .scored(Math.clamp(track.score(), 0f, 1f))
                .from(millis(track.fromSeconds()), millis(track.toSeconds()))
                .in(area(track.sightings().getFirst().box())));
  }

  List<Evidence> texts(List<ShownText> texts, String version) {
    var source = ClassifierKind.TEXT.title();
    if (texts.isEmpty()) {
      return List.of(Evidence.nothing("text", source, version, "No text was read."));
    }
    var all = new ArrayList<Evidence>();
    for (var text : texts.subList(0, Math.min(TOLD, texts.size()))) {
      all.add(
          Evidence.fact("text", source, version, "It reads “%s”.".formatted(text.line().text()))
              .scored(Math.clamp(text.line().confidence(), 0f, 1f))
              .from(millis(text.fromSeconds()), millis(text.toSeconds()))
              .in(area(text.line().box()))
              .with(Map.of("text", text.line().text())));
    }
    if (texts.size() > TOLD) {
      all.add(more("text", source, version, texts.size()));
    }
    var caught = caught(texts);
    all.addAll(caught);
    if (caught.isEmpty()) {
      all.add(
          Evidence.nothing(
              "text",
              WordEvidence.SOURCE,
              WordEvidence.VERSION,
              "No rule for words catches what was read in the picture."));
    }
    return all;
  }

  /// What the rules for texts find in all that is seen together, told or not; each once, however
  /// long it stays.
  private List<Evidence> caught(List<ShownText> texts) {
    var all = new ArrayList<Caught>();
    for (var together : ShownTogether.of(texts)) {
      for (var found : words.inPicture(together.text())) {
        var places = WordEvidence.places(found);
        var lines =
            places.stream()
                .flatMap(place -> together.between(place.start(), place.end()).stream())
                .distinct()
                .toList();
        if (!lines.isEmpty()) {
          add(Caught.of(found, lines), all);
        }
      }
    }
    return all.stream().map(Caught::evidence).toList();
  }

  private static void add(Caught caught, List<Caught> all) {
    for (var i = 0; i < all.size(); i++) {
      if (all.get(i).goesOnIn(caught)) {
        all.set(i, all.get(i).until(caught));
        return;
      }
    }
    all.add(caught);
  }

  /// What rules caught, in which readings it was, when, and where.
  private record Caught(
      Evidence found,
      String words,
      int firstRead,
      int lastRead,
      double fromSeconds,
      double toSeconds,
      Box box) {
    static Caught of(Evidence found, List<ShownText> lines) {
      return new Caught(
          found,
          WordEvidence.letters(found),
          lines.stream().mapToInt(ShownText::firstRead).max().orElseThrow(),
          lines.stream().mapToInt(ShownText::lastRead).min().orElseThrow(),
          lines.stream().mapToDouble(ShownText::fromSeconds).max().orElseThrow(),
          lines.stream().mapToDouble(ShownText::toSeconds).min().orElseThrow(),
          around(lines));
    }

    /// Whether the same words are at about the same place in the next reading, or still in this
    /// one: then they were there in between, whatever else changed in their lines.
    boolean goesOnIn(Caught next) {
      return found.requireFlag() == next.found.requireFlag()
          && words.equals(next.words)
          && next.firstRead <= lastRead + 1
          && Math.hypot(
                  box.left() + box.right() - next.box.left() - next.box.right(),
                  box.top() + box.bottom() - next.box.top() - next.box.bottom())
              <= 2 * MOVED_MAX;
    }

    Caught until(Caught next) {
      return new Caught(
          found,
          words,
          firstRead,
          Math.max(lastRead, next.lastRead),
          fromSeconds,
          Math.max(toSeconds, next.toSeconds),
          box);
    }

    Evidence evidence() {
      return found.from(millis(fromSeconds), millis(toSeconds)).in(area(box));
    }
  }

  private static Box around(List<ShownText> lines) {
    return lines.stream()
        .map(line -> line.line().box())
        .reduce((one, other) ->
            new Box(
                Math.min(one.left(), other.left()),
                Math.min(one.top(), other.top()),
                Math.max(one.right(), other.right()),
                Math.max(one.bottom(), other.bottom())))
        .orElseThrow();
  }

  private static List<Evidence> speech(SpeechEvidence heard, String version) {
    var source = ClassifierKind.SPEECH.title();
    if (heard.segments().isEmpty()) {
      return List.of(
          Evidence.nothing(
              "speech", source, version, "No speech was heard. Words are not transcribed."));
    }
    return told(
        heard.segments(),
        "speech",
        source,
        version,
        segment ->
            Evidence.fact(
                    "speech",
                    source,
                    version,
                    "Somebody speaks; words are not transcribed, so nobody has checked what is said.")
                .scored(Math.clamp(segment.confidence(), 0.0, 1.0))
                .from(millis(segment.fromSeconds()), millis(segment.toSeconds())));
  }

  /// The first of a long list, and how many there are in all.
  private static <T> List<Evidence> told(
      List<T> seen, String kind, String source, String version, Function<T, Evidence> telling) {
    var all = new ArrayList<Evidence>();
    seen.stream().limit(TOLD).map(telling).forEach(all::add);
    if (seen.size() > TOLD) {
      all.add(more(kind, source, version, seen.size()));
    }
    return all;
  }

  private static Evidence more(String kind, String source, String version, int count) {
    return Evidence.fact(
        kind,
        source,
        version,
        "There are %d of these in all; the first %d are told.".formatted(count, TOLD));
  }

  private static long millis(double seconds) {
    return Math.max(0, Math.round(seconds * MILLIS));
  }

  private static Area area(Box box) {
    var left = Math.clamp(box.left(), 0f, 1f);
    var top = Math.clamp(box.top(), 0f, 1f);
    return new Area(
        left, top, Math.clamp(box.right(), 0f, 1f) - left, Math.clamp(box.bottom(), 0f, 1f) - top);
  }
}
