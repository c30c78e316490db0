package ai.profithack.classifiers;

import ai.profithack.classifiers.Classification.Absent;
import ai.profithack.classifiers.Classification.Classified;
import jakarta.annotation.PostConstruct;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// The local classifiers. Their models are loaded when they are first needed.
///
/// Each call takes one processor, the caller's thread. A classifier that is not part of the build
/// or does not run on this machine answers [Absent], and the others go on.
@Component
public class Classifiers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Classifiers.class);

  private final Models models;

  @Autowired
  public Classifiers() {
    this(new Models());
  }

  Classifiers(Models models) {
    this.models = models;
  }

  @PostConstruct
  void sayWhatIsMissing() {
    missing().forEach((kind, reason) -> log.warn("{} is absent. {}", kind.title(), reason));
  }

  /// Looks at the frames of one recording, or at a still, which is a recording of one frame.
  ///
  /// One frame a second is what the limits in [NsfwEvidence] and the patience with faces and texts
  /// are meant for.
  public Viewer viewer() {
    return new Viewer(
        ready(() -> {
          var nsfw = new NsfwModels(models);
          return new Classified<>(nsfw, nsfw.facts());
        }),
        ready(() -> {
          var faces = new FaceFinder(models);
          return new Classified<>(faces, faces.facts());
        }),
        ready(() -> {
          var text = new TextReader(models);
          return new Classified<>(text, text.facts());
        }));
  }

  /// When somebody speaks.
  ///
  /// `samples`: one channel of 16 bits, 16,000 a second; not kept.
  public Classification<SpeechEvidence> speech(short[] samples) {
    return ready(() -> {
      var detector = new SpeechDetector(models);
      return new Classified<>(detector.hear(samples), detector.facts());
    });
  }

  /// Which classifiers the build lacks, and why. Whether ONNX Runtime runs on this machine is found
  /// out when it is first needed, and by [#absent].
  public Map<ClassifierKind, String> missing() {
    var missing = new EnumMap<ClassifierKind, String>(ClassifierKind.class);
    for (var kind : ClassifierKind.values()) {
      try {
        for (var file : files(kind)) {
          models.facts(file);
        }
      } catch (ModelAbsent absent) {
        missing.put(kind, absent.reason());
      }
    }
    return missing;
  }

  /// Which classifiers cannot be used here, and why. Loads all that can.
  public Map<ClassifierKind, String> absent() {
    var absent = new EnumMap<ClassifierKind, String>(ClassifierKind.class);
    for (var kind : ClassifierKind.values()) {
      try {
        for (var file : files(kind)) {
          if (file.endsWith(".onnx")) {
            models.require(file);
          } else {
            models.facts(file);
          }
        }
      } catch (ModelAbsent reason) {
        absent.put(kind, reason.reason());
      }
    }
    return absent;
  }

  @Override
  public void close() {
    models.close();
  }

  private static List<String> files(ClassifierKind kind) {
    return switch (kind) {
      case NSFW -> List.of(NsfwModels.SMALL, NsfwModels.MID);
      case FACES -> List.of(FaceFinder.MODEL);
      case TEXT -> List.of(TextFinder.MODEL, LineReader.MODEL, LineReader.LETTERS);
      case SPEECH -> List.of(SpeechDetector.MODEL);
    };
  }

  @FunctionalInterface
  private interface Loading<T> {
    Classification<T> load() throws ModelAbsent;
  }

  private static <T> Classification<T> ready(Loading<T> loading) {
    try {
      return loading.load();
    } catch (ModelAbsent absent) {
      return new Absent<>(absent.reason());
    }
  }
}
