package ai.profithack.classifiers;

/// A model cannot be used here. Never leaves the module.
final class ModelAbsent extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /// `reason`: one sentence for people.
  ModelAbsent(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
