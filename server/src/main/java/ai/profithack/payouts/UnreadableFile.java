package ai.profithack.payouts;

/// A file that cannot be read, and why in one sentence.
final class UnreadableFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableFile(String sentence) {
    super(sentence);
  }
}
