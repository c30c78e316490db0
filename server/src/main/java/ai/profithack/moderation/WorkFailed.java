package ai.profithack.moderation;

/// Carries out of a piece of work why nothing came of it, where that is known.
final class WorkFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  WorkFailed(Failure failure) {
    super(failure.sentence());
    this.failure = failure;
  }

  /// Because of its file.
  WorkFailed(String sentence) {
    this(Failure.ofFile(sentence));
  }

  Failure failure() {
    return failure;
  }
}
