package ai.profithack.media;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes the hashes of a recording: sparse to ask with, dense and under many edits to be found by.
///
/// A query is looked at once a second, at least 16 and at most 120 times; each frame is hashed in
/// all eight layings, so that a mirrored copy is found. A reference is looked at ten times a
/// second, at most 1,800 times, and once more between two looks where the picture moves so fast
/// that a query's look could fall in between; frames that look like the one before only lengthen
/// it; each is hashed under every edit of [Edit#FORESEEN]. Where bars frame the picture, the part
/// inside is hashed too, and of a query also the part inside blurred surroundings. Frames without
/// features are left out of both.
@Component
public class VideoHasher {
  /// All pictures are hashed at this size; the hash of a larger one would be another.
  public static final int SIDE = 512;

  /// How many pictures of a recording a query is made of at least.
  public static final int SAMPLES_MIN = 16;

  private static final int QUERY_FRAMES_MAX = 120;
  private static final double QUERY_RATE_MAX = 10;

  /// Every second one of these only counts where the picture moves fast.
  private static final double REFERENCE_RATE = 20;

  private static final int REFERENCE_FRAMES_MAX = 3_600;

  /// A frame that differs in fewer bits looks like the one before.
  private static final int UNCHANGED = 8;

  /// A frame between two looks that differs in more bits is a look of its own: half of what is
  /// taken for the same, so that what lies between two looks is near to one of them.
  private static final int MOVED = 24;

  private final Decoder decoder;

  public VideoHasher(Decoder decoder) {
    this.decoder = decoder;
  }

  /// The hashes to compare a recording with a bank by.
  public Decoding<VideoHash> query(Path file) throws IOException, InterruptedException {
    var seen = new ArrayList<Frame<Luma>>();
    return switch (sparse(file, seen)) {
      case Refused<Footage>(var reason) -> new Refused<>(reason);
      case Decoded<Footage>(var footage) ->
          new Decoded<>(new VideoHash(length(footage), queried(seen)));
    };
  }

  /// The same from pictures that were decoded already: [#SAMPLES_MIN] or more of a recording, with
  /// sides up to [#SIDE] (see [Luma#of]).
  ///
  /// `lengthMillis`: of the recording, 0 for a still.
  public static VideoHash query(long lengthMillis, List<Frame<Luma>> pictures) {
    return new VideoHash(lengthMillis, pictures.isEmpty() ? List.of() : queried(pictures));
  }

  /// The hashes to put into a bank.
  public Decoding<VideoHash> reference(Path file) throws IOException, InterruptedException {
    var seen = new ArrayList<Frame<Luma>>();
    var first = sparse(file, seen);
    if (first instanceof Refused<Footage>(var reason)) {
      return new Refused<>(reason);
    }
    var reference = new Reference(box(seen));
    var rate =
        Math.min(REFERENCE_RATE, rate(((Decoded<Footage>) first).value(), REFERENCE_FRAMES_MAX));
    return switch (decoder.grey(file, Sampling.of(rate).within(SIDE), reference::add)) {
      case Refused<Footage>(var reason) -> new Refused<>(reason);
      case Decoded<Footage>(var footage) ->
          new Decoded<>(new VideoHash(length(footage), reference.frames()));
    };
  }

  private Decoding<Footage> sparse(Path file, List<Frame<Luma>> seen)
      throws IOException, InterruptedException {
    return switch (decoder.probe(file)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> {
        var few = rate(new Footage(facts, 0), SAMPLES_MIN);
        var many = rate(new Footage(facts, 0), QUERY_FRAMES_MAX);
        var rate = Math.min(Math.max(1, few), Math.min(many, QUERY_RATE_MAX));
        yield decoder.grey(file, Sampling.of(rate).within(SIDE), seen::add);
      }
    };
  }

  /// The rate at which a recording has this many frames; a still has one at any.
  private static double rate(Footage footage, int frames) {
    var length = footage.facts().lengthMillis();
    return length.isEmpty() || length.getAsLong() == 0
        ? 1
        : Math.max(0.02, frames * 1_000.0 / length.getAsLong());
  }

  private static long length(Footage footage) {
    return footage.facts().lengthMillis().orElse(0);
  }

  private static List<FrameHash> queried(List<Frame<Luma>> seen) {
    var pictures = seen.stream().map(Frame::picture).toList();
    var parts =
        Stream.of(ContentBox.of(pictures), ContentBox.inSmooth(pictures))
            .filter(part -> !part.isAllOf(pictures.getFirst()))
            .toList();
    var frames = new ArrayList<FrameHash>();
    for (var frame : seen) {
      var at = Math.toIntExact(frame.atMillis());
      laid(frame.picture(), at).ifPresent(frames::add);
      parts.forEach(part -> laid(part.of(frame.picture()), at).ifPresent(frames::add));
    }
    return frames;
  }

  private static Optional<FrameHash> laid(Luma picture, int at) {
    var hashes = Pdq.hashes(picture);
    var upright = hashes.values().iterator().next();
    return upright.usable()
        ? Optional.of(
            new FrameHash(
                at, at, upright.quality(), hashes.values().stream().map(Pdq.Hashed::hash).toList()))
        : Optional.empty();
  }

  /// Where the picture is inside bars; null where there are none.
  private static @Nullable ContentBox box(List<Frame<Luma>> seen) {
    var pictures = seen.stream().map(Frame::picture).toList();
    var box = ContentBox.of(pictures);
    return box.isAllOf(pictures.getFirst()) ? null : box;
  }

  /// Takes the frames of a reference one by one.
  private static final class Reference {
    private final @Nullable ContentBox box;
    private final Track whole = new Track();
    private final Track inside = new Track();
    private boolean between;

    Reference(@Nullable ContentBox box) {
      this.box = box;
    }

    void add(Frame<Luma> frame) {
      var at = Math.toIntExact(frame.atMillis());
      whole.add(frame.picture(), at, between);
      if (box != null) {
        inside.add(box.of(frame.picture()), at, between);
      }
      between = !between;
    }

    List<FrameHash> frames() {
      var frames = new ArrayList<>(whole.frames);
      frames.addAll(inside.frames);
      frames.sort(java.util.Comparator.comparingInt(FrameHash::fromMillis));
      return frames;
    }
  }

  private static final class Track {
    private final List<FrameHash> frames = new ArrayList<>();
    private boolean continued;

    /// `between`: a frame between two looks.
    void add(Luma picture, int at, boolean between) {
      var upright = Pdq.hash(picture);
      if (!upright.usable()) {
        continued = false;
        return;
      }
      var moved =
          continued
              ? frames.getLast().hashes().getFirst().distance(upright.hash())
              : Integer.MAX_VALUE;
      if (moved <= UNCHANGED) {
        var last = frames.removeLast();
        frames.add(new FrameHash(last.fromMillis(), at, last.quality(), last.hashes()));
      } else if (!between || moved > MOVED) {
        var hashes = Pdq.hashes(picture, Edit.FORESEEN).stream().map(Pdq.Hashed::hash).toList();
        frames.add(new FrameHash(at, at, upright.quality(), hashes));
        continued = true;
      }
    }
  }
}
