package ai.profithack.moderation;

import ai.profithack.classifiers.Box;
import ai.profithack.classifiers.ShownText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Lines of text that are seen at the same moment, as one text: row by row, each from left to
/// right, with spaces between them. What finds text in pictures often takes the words of a phrase
/// for lines of their own.
record ShownTogether(List<ShownText> lines) {
  ShownTogether {
    lines = List.copyOf(lines);
  }

  /// One for each moment at which a line appears, the earliest first.
  static List<ShownTogether> of(List<ShownText> texts) {
    return texts.stream()
        .map(ShownText::fromSeconds)
        .distinct()
        .sorted()
        .map(moment ->
            new ShownTogether(
                inRows(
                    texts.stream()
                        .filter(text -> text.fromSeconds() <= moment && text.toSeconds() >= moment)
                        .toList())))
        .toList();
  }

  String text() {
    return String.join(" ", lines.stream().map(ShownTogether::words).toList());
  }

  /// The lines of which characters of Unicode from `start` to before `end` are a part.
  List<ShownText> between(int start, int end) {
    var part = new ArrayList<ShownText>();
    var at = 0;
    for (var line : lines) {
      var length = words(line).codePointCount(0, words(line).length());
      if (at < end && at + length > start) {
        part.add(line);
      }
      at += length + 1;
    }
    return part;
  }

  private static String words(ShownText line) {
    return line.line().text();
  }

  /// A row is opened by its highest line, and takes those whose middle is within that one.
  private static List<ShownText> inRows(List<ShownText> texts) {
    var left = new ArrayList<>(texts);
    left.sort(Comparator.comparingDouble(text -> box(text).top()));
    var ordered = new ArrayList<ShownText>();
    while (!left.isEmpty()) {
      var first = box(left.getFirst());
      var row = new ArrayList<ShownText>();
      for (var text : left) {
        var middle = (box(text).top() + box(text).bottom()) / 2;
        if (row.isEmpty() || (middle >= first.top() && middle <= first.bottom())) {
          row.add(text);
        }
      }
      left.removeAll(row);
      row.sort(Comparator.comparingDouble(text -> box(text).left()));
      ordered.addAll(row);
    }
    return ordered;
  }

  private static Box box(ShownText text) {
    return text.line().box();
  }
}
