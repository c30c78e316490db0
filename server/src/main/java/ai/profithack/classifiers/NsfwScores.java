package ai.profithack.classifiers;

/// How a model of NSFWJS divides a picture among its five classes; the shares add up to 1.
public record NsfwScores(float drawing, float hentai, float neutral, float porn, float sexy) {
  private static final int CLASSES = 5;

  static NsfwScores of(float[] shares) {
    if (shares.length != CLASSES) {
      throw new IllegalStateException(shares.length + " classes instead of " + CLASSES);
    }
    return new NsfwScores(shares[0], shares[1], shares[2], shares[3], shares[4]);
  }

  /// The share of what shows sexual acts or organs, photographed or drawn.
  ///
  /// "Sexy" is left out on purpose: it is high for women who are fully dressed.
  public float explicit() {
    return porn + hentai;
  }
}
