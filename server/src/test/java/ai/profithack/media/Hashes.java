package ai.profithack.media;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Hashes made by chance, and hashes at a distance from others.
final class Hashes {
  private final Random random;

  Hashes(long seed) {
    this.random = new Random(seed);
  }

  PdqHash any() {
    return new PdqHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  /// One that differs in exactly so many bits.
  PdqHash at(int distance, PdqHash from) {
    var bits = new ArrayList<>(IntStream.range(0, 256).boxed().toList());
    Collections.shuffle(bits, random);
    long[] words = {from.first(), from.second(), from.third(), from.fourth()};
    for (var bit : bits.subList(0, distance)) {
      words[bit / 64] ^= 1L << bit % 64;
    }
    return new PdqHash(words[0], words[1], words[2], words[3]);
  }

  /// A recording that looks different every 100 ms.
  VideoHash recording(int seconds) {
    var frames =
        IntStream.range(0, seconds * 10)
            .mapToObj(i -> new FrameHash(i * 100, i * 100, 100, List.of(any())))
            .toList();
    return new VideoHash(seconds * 1_000L, frames);
  }

  /// A recording as a bank has it: looked at ten times a second, at most 1,800 times, each moment
  /// under as many edits as [Edit#FORESEEN], all of them near the picture as it is.
  VideoHash reference(int seconds) {
    var count = Math.min(1_800, seconds * 10);
    var frames = new ArrayList<FrameHash>();
    for (var i = 0; i < count; i++) {
      var picture = any();
      var hashes = new ArrayList<>(List.of(picture));
      for (var edit = 0; edit < Edit.FORESEEN.size(); edit++) {
        hashes.add(at(16, picture));
      }
      var at = (int) (i * 1_000L * seconds / count);
      frames.add(new FrameHash(at, at, 100, hashes));
    }
    return new VideoHash(seconds * 1_000L, frames);
  }

  /// Looks at a recording once a second from a moment on, for so many frames, each so many bits
  /// away.
  VideoHash glance(VideoHash recording, int fromMillis, int frames, double speed, int distance) {
    var seen = new ArrayList<FrameHash>();
    for (var i = 0; i < frames; i++) {
      var at = fromMillis + speed * i * 1_000;
      var shown = (int) Math.round(at * recording.frames().size() / recording.lengthMillis());
      seen.add(frame(i * 1_000, at(distance, recording.frames().get(shown).hashes().getFirst())));
    }
    return new VideoHash(frames * 1_000L, seen);
  }

  FrameHash frame(int atMillis, PdqHash upright) {
    return new FrameHash(atMillis, atMillis, 100, List.of(upright));
  }
}
