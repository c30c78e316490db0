package ai.profithack.classifiers;

/// Classifiers as in a build that could fetch no weights.
public final class NoModels {
  private NoModels() {}

  public static Classifiers classifiers() {
    return new Classifiers(new Models("not-fetched/"));
  }
}
