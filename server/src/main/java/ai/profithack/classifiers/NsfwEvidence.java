package ai.profithack.classifiers;

import java.util.List;
import java.util.Optional;

/// What both models say about each moment that was looked at, and whether a person should look.
///
/// It never carries a removal: the models err, and they err against women (see
/// [ClassifierKind#NSFW]).
public record NsfwEvidence(List<NsfwFrame> frames) {
  /// From this share on the small model counts as sure.
  public static final float SURE = 0.85f;

  /// From this share on both models together count as agreeing.
  public static final float AGREED = 0.5f;

  private static final double APART_SECONDS = 1;

  public NsfwEvidence {
    frames = List.copyOf(frames);
  }

  /// The moments for which a person should look; empty if there is no reason to.
  ///
  /// A moment counts when both models give explicit classes [#AGREED] or more; or when the small
  /// one gives them [#SURE] or more, and does so again at least a second apart. The mid model alone
  /// is no reason: it takes photos for drawings.
  public List<NsfwFrame> suspicious() {
    var sure = frames.stream().filter(frame -> frame.small().explicit() >= SURE).toList();
    var lasting =
        !sure.isEmpty() && sure.getLast().seconds() - sure.getFirst().seconds() >= APART_SECONDS;
    return frames.stream()
        .filter(frame -> (lasting && frame.small().explicit() >= SURE) || frame.agreed())
        .toList();
  }

  /// The moment at which the small model is surest; empty if nothing was looked at.
  public Optional<NsfwFrame> worst() {
    return frames.stream().max((a, b) -> Float.compare(a.small().explicit(), b.small().explicit()));
  }
}
