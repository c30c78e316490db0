package ai.profithack.media;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// What is taken of a recording while it is decoded ([Decoder#take]).
public sealed interface Taking {
  /// The brightness of the frames, in the order of time.
  record Grey(Sampling sampling, Consumer<Frame<Luma>> sink) implements Taking {}

  /// The frames in colour, in the order of time.
  record Colour(Sampling sampling, Consumer<Frame<Rgb>> sink) implements Taking {}

  /// The sound, all channels mixed into one, once it is complete. Of a recording that has sound.
  record Heard(Consumer<Sound> sink) implements Taking {}

  /// When the pictures are shown that are decoded, in milliseconds, in the order of time. Where the
  /// sink says false, the decoding ends.
  record Shown(LongPredicate sink) implements Taking {}

  /// When the pictures are shown that the file holds, decoded or not, in milliseconds, in the order
  /// of the file; those before 0 are shown by nobody.
  record Held(LongConsumer sink) implements Taking {}
}
