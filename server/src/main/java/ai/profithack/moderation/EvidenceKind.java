package ai.profithack.moderation;

import ai.profithack.media.Frame;
import ai.profithack.media.Luma;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Rgb;
import ai.profithack.media.Sampling;
import ai.profithack.media.Sound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A kind of evidence: one way to look at a video.
///
/// A file is decoded once for all kinds: each gets a [Look] of its own, is shown every picture
/// while it is decoded, then the sound, and concludes. What a kind throws makes that kind
/// unavailable and nothing else.
interface EvidenceKind {
  /// As in [Evidence#kind].
  String name();

  /// What the file says of itself, read before any other program touches it; nothing where this
  /// kind looks at what is shown.
  default List<Evidence> read(Path file) throws IOException {
    return List.of();
  }

  /// Begins to look at a video.
  ///
  /// Asked again where the video has to be decoded once more; what an earlier look was shown then
  /// counts for nothing.
  Look look(Subject subject) throws IOException;

  /// A video that is being looked at.
  ///
  /// `file`: to be read only. `declared`: what its sender says about how it was made.
  record Subject(
      long videoId, String sha256, Path file, MediaFacts facts, Origin declared, long analysisId) {}

  /// A picture of the video, no larger than [Observation#SIDE].
  ///
  /// `chosen`: one of those that stand for the video, about one a second and one at each cut; the
  /// others are only shown to whoever wants more. `cut`: the first one of a scene.
  record Shot(Frame<Rgb> frame, boolean chosen, boolean cut) {
    long atMillis() {
      return frame.atMillis();
    }
  }

  /// One video as one kind looks at it.
  interface Look {
    /// Shown in the order of time. Only what is kept costs memory.
    default void see(Shot shot) {}

    /// At which moments and how large it wants the brightness of the pictures besides, if at all.
    default Optional<Sampling> grey() {
      return Optional.empty();
    }

    /// Shown what [#grey] asked for, in the order of time, by another thread than [#see].
    default void seeGrey(Frame<Luma> frame) {}

    /// The sound, after the last picture. Not called where there is none.
    default void hear(Sound sound) {}

    /// What was found: at least one line, and be it that there is nothing, unless it was read
    /// already.
    List<Evidence> conclude() throws IOException, InterruptedException;
  }
}
