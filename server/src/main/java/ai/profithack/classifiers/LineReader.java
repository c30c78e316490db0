package ai.profithack.classifiers;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads one line of text, Latin or Chinese, by the recogniser of PP-OCRv4.
///
/// The line is straightened and made 48 pixels high. The model gives for every eight columns of
/// pixels the likelihood of each letter, or of none; what stays the same is one letter (Graves et
/// al. 2006, doi:10.1145/1143844.1143891, the best path).
final class LineReader {
  static final String MODEL = "text-lines.onnx";
  static final String LETTERS = "text-letters.txt";

  private static final int HEIGHT = 48;
  private static final int WIDTH_MIN = 320;
  private static final int WIDTH_MAX = 1_920;
  private static final float HALF_RANGE = 127.5f;

  /// From this on it is taken for a line that runs up or down.
  private static final double UPRIGHT = 1.5;

  private final Models models;
  private final List<String> letters;

  LineReader(Models models) throws ModelAbsent {
    this.models = models;
    models.require(MODEL);
    // The first is none, the last a space; between them the letters of the file.
    letters =
        Stream.of(
                Stream.of(""),
                new String(models.content(LETTERS), StandardCharsets.UTF_8).lines(),
                Stream.of(" "))
            .flatMap(part -> part)
            .toList();
  }

  /// Empty where nothing is read.
  Optional<TextLine> read(Raster picture, Quad line) {
    if (line.halfHeight() < UPRIGHT * line.halfWidth()) {
      return reading(picture, line);
    }
    var up = reading(picture, line.quarterBack());
    var down = reading(picture, line.quarterOn());
    if (up.isEmpty() || down.isEmpty()) {
      return up.or(() -> down);
    }
    return up.orElseThrow().confidence() > down.orElseThrow().confidence() ? up : down;
  }

  private Optional<TextLine> reading(Raster picture, Quad line) {
    var ratio = line.halfWidth() / line.halfHeight();
    var width = Math.clamp((int) Math.ceil(HEIGHT * ratio), HEIGHT / 4, WIDTH_MAX);
    var padded = Math.max(WIDTH_MIN, width);
    var likelihoods =
        models.run(MODEL, prepared(picture, line, width, padded), 1, 3, HEIGHT, padded);
    return decoded(likelihoods)
        .map(reading ->
            new TextLine(
                reading.text(),
                line.box(picture.width(), picture.height()),
                (float) Math.toDegrees(line.angle()),
                reading.confidence()));
  }

  /// Channels one after another, blue first; what is beside the line is in the middle of the range.
  private static float[] prepared(Raster picture, Quad line, int width, int padded) {
    var input = new float[3 * HEIGHT * padded];
    // Where a pixel of the result covers several, their mean is taken.
    var taps = Math.clamp(Math.round(2 * line.halfHeight() / HEIGHT), 1, 4);
    for (var y = 0; y < HEIGHT; y++) {
      for (var x = 0; x < width; x++) {
        var sums = new float[3];
        for (var tapY = 0; tapY < taps; tapY++) {
          for (var tapX = 0; tapX < taps; tapX++) {
            var place =
                line.corner(
                    2 * (x + (tapX + 0.5) / taps) / width - 1,
                    2 * (y + (tapY + 0.5) / taps) / HEIGHT - 1);
            for (var channel = 0; channel < 3; channel++) {
              sums[channel] += picture.between(place.x() - 0.5, place.y() - 0.5, channel);
            }
          }
        }
        for (var channel = 0; channel < 3; channel++) {
          input[(channel * HEIGHT + y) * padded + x] =
              sums[2 - channel] / (taps * taps) / HALF_RANGE - 1;
        }
      }
    }
    return input;
  }

  private record Reading(String text, float confidence) {}

  private Optional<Reading> decoded(float[] likelihoods) {
    var text = new StringBuilder();
    var sum = 0.0;
    var count = 0;
    var last = 0;
    for (var column = 0; column < likelihoods.length; column += letters.size()) {
      var best = 0;
      for (var i = 1; i < letters.size(); i++) {
        if (likelihoods[column + i] > likelihoods[column + best]) {
          best = i;
        }
      }
      if (best != 0 && best != last) {
        text.append(letters.get(best));
        sum += likelihoods[column + best];
        count++;
      }
      last = best;
    }
    var read = text.toString().strip();
    return read.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reading(read, (float) (sum / count)));
  }
}
