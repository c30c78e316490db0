package ai.profithack.textrules;

import java.util.ArrayList;
import java.util.List;

/// A text with a space wherever capitals give way to a small letter or the other way round, but for
/// a word that merely begins with a capital: there, whatever reads pictures has most likely lost
/// one.
///
/// `places`: where each of its characters was before.
record CaseParts(String text, List<Integer> places) {
  static CaseParts of(String text) {
    var parts = new StringBuilder();
    var places = new ArrayList<Integer>();
    for (var at = 0; at < text.length(); at++) {
      if (isBoundary(text, at)) {
        parts.append(' ');
        places.add(at);
      }
      parts.append(text.charAt(at));
      places.add(at);
    }
    return new CaseParts(parts.toString(), places);
  }

  int before(int at) {
    return places.get(at);
  }

  private static boolean isBoundary(String text, int at) {
    return (capital(text, at - 2) && capital(text, at - 1) && small(text, at))
        || (small(text, at - 1) && capital(text, at) && !small(text, at + 1));
  }

  private static boolean capital(String text, int at) {
    return at >= 0 && at < text.length() && Character.isUpperCase(text.charAt(at));
  }

  private static boolean small(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLowerCase(text.charAt(at));
  }
}
