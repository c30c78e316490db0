package ai.profithack.classifiers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Joins what is read at several moments: the same words at about the same place are one text.
/// Other digits are another text, so that a counter or a price is said to stand only while it
/// stood.
final class TextTracker {
  /// Share of letters that may be read differently.
  private static final double MISREAD_MAX = 0.25;

  /// How far a line may move between two readings, as a share of the picture.
  private static final double MOVED_MAX = 0.15;

  private final List<ShownText> shown = new ArrayList<>();
  private List<Integer> current = List.of();
  private int reads;

  /// What is read now. Texts of before that are not among it have gone.
  void read(double seconds, List<TextLine> lines) {
    var now = new ArrayList<Integer>();
    for (var line : lines) {
      var before =
          current.stream()
              .filter(index -> !now.contains(index) && same(shown.get(index).line(), line))
              .min(Comparator.comparingDouble(index -> apart(shown.get(index).line(), line)));
      if (before.isPresent()) {
        var text = shown.get(before.orElseThrow());
        var surer = line.confidence() > text.line().confidence() ? line : text.line();
        shown.set(
            before.orElseThrow(),
            new ShownText(surer, text.fromSeconds(), seconds, text.firstRead(), reads));
        now.add(before.orElseThrow());
      } else {
        shown.add(new ShownText(line, seconds, seconds, reads, reads));
        now.add(shown.size() - 1);
      }
    }
    current = now;
    reads++;
  }

  /// The picture looks as it did when it was read last.
  void unchanged(double seconds) {
    for (var index : current) {
      var text = shown.get(index);
      shown.set(
          index,
          new ShownText(
              text.line(), text.fromSeconds(), seconds, text.firstRead(), text.lastRead()));
    }
  }

  /// In the order in which they appeared.
  List<ShownText> texts() {
    return List.copyOf(shown);
  }

  private static boolean same(TextLine one, TextLine other) {
    var a = letters(one);
    var b = letters(other);
    return apart(one, other) <= MOVED_MAX
        && digits(a).equals(digits(b))
        && distance(a, b) <= MISREAD_MAX * Math.max(a.length(), b.length());
  }

  private static String digits(String text) {
    return text.replaceAll("\\D", "");
  }

  private static String letters(TextLine line) {
    return line.text().toLowerCase(Locale.ROOT).replaceAll("\\s", "");
  }

  private static double apart(TextLine one, TextLine other) {
    var a = one.box();
    var b = other.box();
    return Math.hypot(
            a.left() + a.right() - b.left() - b.right(),
            a.top() + a.bottom() - b.top() - b.bottom())
        / 2;
  }

  /// How many letters have to be put in, left out or replaced (Levenshtein 1966).
  static int distance(String from, String to) {
    var row = new int[to.length() + 1];
    for (var j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (var i = 1; i <= from.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
