package ai.profithack.imports;

/// A file cannot be read on: what is wrong, where, and what to do, in one sentence.
final class UnreadableFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableFile(String message) {
    super(message);
  }

  UnreadableFile(String message, Throwable cause) {
    super(message, cause);
  }
}
