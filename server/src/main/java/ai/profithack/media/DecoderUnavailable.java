package ai.profithack.media;

/// There is no ffmpeg that runs here. The message says, in a sentence, what an operator can do.
public final class DecoderUnavailable extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DecoderUnavailable(String message) {
    super(message);
  }
}
