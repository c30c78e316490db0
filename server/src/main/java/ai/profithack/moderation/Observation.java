package ai.profithack.moderation;

import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.media.Footage;
import ai.profithack.media.Frame;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Rgb;
import ai.profithack.media.Sampling;
import ai.profithack.media.Sound;
import ai.profithack.media.Taking;
import ai.profithack.media.VideoHasher;
import ai.profithack.moderation.EvidenceKind.Look;
import ai.profithack.moderation.EvidenceKind.Shot;
import ai.profithack.moderation.EvidenceKind.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Shows a video to every kind of evidence, in one decoding of its pictures and its sound.
///
/// Pictures come twice a second, at least 16 and at most 240 of a recording. Chosen are one a
/// second (fewer of long recordings) and the first of each scene.
@Component
class Observation {
  /// The longest side of what is shown: 720p is shown as it is.
  static final int SIDE = 1_280;

  private static final Logger LOG = LoggerFactory.getLogger(Observation.class);
  private static final double RATE = 2;
  private static final double RATE_MAX = 10;
  private static final int PICTURES_MAX = 240;

  private final Decoder decoder;
  private final List<EvidenceKind> kinds;

  Observation(Decoder decoder, List<EvidenceKind> kinds) {
    this.decoder = decoder;
    this.kinds = kinds;
  }

  private record Begun(EvidenceKind kind, Look look, List<Evidence> failure) {}

  /// What the file says of itself; to be asked before any other program touches it.
  List<Evidence> read(Path file) {
    var all = new ArrayList<Evidence>();
    for (var kind : kinds) {
      try {
        all.addAll(kind.read(file));
      } catch (IOException | RuntimeException | LinkageError problem) {
        all.add(unavailable(kind, problem));
      }
    }
    return all;
  }

  /// What all kinds found, in their order. Refused where the file cannot be decoded to its end:
  /// then nothing that was found counts.
  Decoding<List<Evidence>> observe(Subject subject, Progress progress)
      throws IOException, InterruptedException {
    progress.at("Words and metadata", 8);
    var looks = new ArrayList<Begun>();
    var sounds = new ArrayList<Sound>();
    var taken =
        decoder.takeSparingly(
            subject.file(),
            subject.facts(),
            () -> {
              looks.clear();
              sounds.clear();
              kinds.forEach(kind -> looks.add(begin(kind, subject)));
              return takings(subject, looks, sounds, progress);
            });
    if (taken instanceof Refused<Footage>(var reason)) {
      return new Refused<>(reason);
    }
    progress.at("Sound", 75);
    sounds.forEach(sound -> looks.forEach(each -> guarded(each, () -> each.look().hear(sound))));
    var all = new ArrayList<Evidence>();
    for (var i = 0; i < looks.size(); i++) {
      progress.at("Conclusions", 80 + 15 * i / looks.size());
      all.addAll(conclude(looks.get(i)));
    }
    return new Decoded<>(all);
  }

  private static Begun begin(EvidenceKind kind, Subject subject) {
    // Pictures are shown by several threads.
    var failure = new CopyOnWriteArrayList<Evidence>();
    try {
      return new Begun(kind, kind.look(subject), failure);
    } catch (IOException | RuntimeException | LinkageError problem) {
      failure.add(unavailable(kind, problem));
      return new Begun(kind, List::of, failure);
    }
  }

  /// A kind that fails is not asked again for this video.
  private static void guarded(Begun begun, Runnable step) {
    if (begun.failure().isEmpty()) {
      try {
        step.run();
      } catch (RuntimeException | LinkageError problem) {
        begun.failure().add(unavailable(begun.kind(), problem));
      }
    }
  }

  private static List<Evidence> conclude(Begun begun) throws InterruptedException {
    if (begun.failure().isEmpty()) {
      try {
        return begun.look().conclude();
      } catch (IOException | RuntimeException | LinkageError problem) {
        begun.failure().add(unavailable(begun.kind(), problem));
      }
    }
    return begun.failure();
  }

  private static Evidence unavailable(EvidenceKind kind, Throwable problem) {
    LOG.warn("Evidence of kind {} is not to be had.", kind.name(), problem);
    return Evidence.unavailable(
        kind.name(),
        kind.name(),
        "This could not be looked at, so nothing is known of it; the server's log says why.");
  }

  private static List<Taking> takings(
      Subject subject, List<Begun> looks, List<Sound> sounds, Progress progress) {
    var takings = new ArrayList<Taking>();
    var sampling = sampling(subject.facts());
    takings.add(new Taking.Colour(sampling, new Seeing(subject, looks, sampling, progress)::see));
    for (var each : looks) {
      each.look()
          .grey()
          .ifPresent(wanted ->
              takings.add(
                  new Taking.Grey(
                      wanted, frame -> guarded(each, () -> each.look().seeGrey(frame)))));
    }
    if (!subject.facts().audioCodec().isEmpty()) {
      takings.add(new Taking.Heard(sounds::add));
    }
    return takings;
  }

  /// Which pictures are shown.
  static Sampling sampling(MediaFacts facts) {
    return Sampling.of(rate(facts)).within(SIDE);
  }

  private static double rate(MediaFacts facts) {
    var millis = facts.lengthMillis().orElse(0);
    if (millis == 0) {
      return 1;
    }
    var seconds = millis / 1_000.0;
    var wanted = Math.max(RATE, VideoHasher.SAMPLES_MIN / seconds);
    return Math.max(0.02, Math.min(Math.min(wanted, RATE_MAX), PICTURES_MAX / seconds));
  }

  /// Passes on the pictures, and notices scenes.
  private static final class Seeing {
    private final Subject subject;
    private final List<Begun> looks;
    private final SceneCuts cuts = new SceneCuts();
    private final Progress progress;
    private final long chosenEveryMillis;
    private long nextChosenMillis;

    Seeing(Subject subject, List<Begun> looks, Sampling sampling, Progress progress) {
      this.subject = subject;
      this.looks = looks;
      this.progress = progress;
      this.chosenEveryMillis = Math.max(1_000, Math.round(2_000 / sampling.perSecond()));
    }

    void see(Frame<Rgb> frame) {
      var cut = cuts.isCut(frame.picture());
      var due = frame.atMillis() >= nextChosenMillis;
      if (due) {
        nextChosenMillis = frame.atMillis() + chosenEveryMillis;
      }
      var shot = new Shot(frame, due || cut, cut);
      looks.forEach(each -> guarded(each, () -> each.look().see(shot)));
      var length = subject.facts().lengthMillis().orElse(0);
      progress.at(
          "Pictures", length == 0 ? 70 : (int) Math.min(70, 10 + 60 * frame.atMillis() / length));
    }
  }
}
