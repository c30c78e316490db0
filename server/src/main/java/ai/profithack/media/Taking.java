package ai.profithack.media;

import java.util.function.Consumer;

/// What is taken of a recording while it is decoded ([Decoder#take]).
public sealed interface Taking {
  /// The brightness of the frames, in the order of time.
  record Grey(Sampling sampling, Consumer<Frame<Luma>> sink) implements Taking {}

  /// The frames in colour, in the order of time.
  record Colour(Sampling sampling, Consumer<Frame<Rgb>> sink) implements Taking {}

  /// The sound, all channels mixed into one, once it is complete. Of a recording that has sound.
  record Heard(Consumer<Sound> sink) implements Taking {}
}
