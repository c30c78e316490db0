package ai.profithack.kernel;

import java.util.Locale;

/// A number with what it counts, in a sentence.
public final class Counted {
  private Counted() {}

  /// `1 day`, `0 days`, `12,345 days`; also with the verb: `1 entry was`, `2 entries were`.
  public static String of(long number, String one, String many) {
    return String.format(Locale.US, "%,d %s", number, number == 1 ? one : many);
  }
}
