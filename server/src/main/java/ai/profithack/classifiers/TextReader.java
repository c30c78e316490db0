package ai.profithack.classifiers;

import java.util.List;
import java.util.Optional;

/// Reads the text in a picture: finds the lines, then reads each.
final class TextReader {
  /// What is read with less confidence is left out: it is more often texture than text.
  static final float CONFIDENCE_MIN = 0.6f;

  private final Models models;
  private final TextFinder finder;
  private final LineReader reader;

  TextReader(Models models) throws ModelAbsent {
    this.models = models;
    finder = new TextFinder(models);
    reader = new LineReader(models);
  }

  List<Model> facts() throws ModelAbsent {
    return List.of(models.facts(TextFinder.MODEL), models.facts(LineReader.MODEL));
  }

  /// The lines from top to bottom.
  List<TextLine> read(Raster picture) {
    return finder.find(picture).stream()
        .map(line -> reader.read(picture, line))
        .flatMap(Optional::stream)
        .filter(line -> line.confidence() >= CONFIDENCE_MIN)
        .toList();
  }
}
