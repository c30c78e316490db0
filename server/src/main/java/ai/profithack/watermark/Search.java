package ai.profithack.watermark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Looks for a key's pattern in what is left of a recording: the pilot by correlation at every
/// shift (by Fourier transform), at zooms, small turns and mirrored, from coarse to fine; then the
/// word under the few places that stand out most.
final class Search {
  private static final int SIDE = 128;
  private static final int CHIP = SIDE / Pattern.SIDE;
  private static final double ZOOM_LEAST = 0.96;
  private static final double ZOOM_MOST = 1.29;
  private static final double ZOOM_STEP = 1.01;
  private static final double DEGREES_MOST = 2;
  private static final double DEGREES_STEP = 0.5;

  /// Standard deviations by which the pilot stands out where it is worth trying to read. Chance
  /// alone comes near to it somewhere in most recordings; a pilot that is weaker comes with a word
  /// that cannot be read.
  private static final double PILOT_LEAST = 4.9;

  /// The same for the whole pattern of the word that was read. The most probable word of a place
  /// where nothing is stands out too, for there are many to choose from: see docs/watermarks.md.
  private static final double WHOLE_LEAST = 10.7;

  /// So many places are tried, and no more.
  static final int TRIES = 16;

  private final Pattern pattern;
  private final Fft fft = new Fft(SIDE);

  /// The spectra of the pilot and of its mirror image.
  private final float[][] pilots;

  Search(Pattern pattern) {
    this.pattern = pattern;
    var pilot = spread(pattern.pilot());
    var real = pilot.clone();
    var imaginary = new float[SIDE * SIDE];
    fft.forward(real, imaginary);
    var mirroredReal = new Picture(SIDE, SIDE, pilot).mirrored().values();
    var mirroredImaginary = new float[SIDE * SIDE];
    fft.forward(mirroredReal, mirroredImaginary);
    pilots = new float[][] {real, imaginary, mirroredReal, mirroredImaginary};
  }

  /// What was read. `deviations`: by how many standard deviations the whole pattern stands out.
  record Hit(Code.Word word, Geometry geometry, double deviations) {}

  /// The spectrum of a picture's tiles, laid on one another at this zoom and turn.
  @SuppressWarnings("ArrayRecordComponent") // made and used here and in the benchmarks only
  record Laid(double zoom, double degrees, float[] real, float[] imaginary) {}

  /// A place where the pilot may be.
  record Place(double zoom, double degrees, boolean mirrored, double deviations) {
    Geometry geometry() {
      return new Geometry(zoom, degrees, mirrored);
    }

    boolean isNextTo(Place other) {
      return mirrored == other.mirrored
          && Math.abs(Math.log(zoom / other.zoom)) < 1.5 * Math.log(ZOOM_STEP)
          && Math.abs(degrees - other.degrees) < 1.5 * DEGREES_STEP;
    }
  }

  Optional<Hit> read(Picture residue) {
    return read(residue, best(laid(residue)));
  }

  /// What is read at the first of the places at which there is a word.
  Optional<Hit> read(Picture residue, List<Place> places) {
    for (var place : places) {
      var hit = read(residue, refined(residue, place));
      if (hit.isPresent()) {
        return hit;
      }
    }
    return Optional.empty();
  }

  /// The picture's tiles in every way that is searched: the same for every key.
  Stream<Laid> laid(Picture residue) {
    var zooms =
        DoubleStream.iterate(ZOOM_LEAST, zoom -> zoom < ZOOM_MOST, zoom -> zoom * ZOOM_STEP)
            .boxed();
    return zooms.flatMap(zoom ->
        DoubleStream.iterate(-DEGREES_MOST, d -> d <= DEGREES_MOST, d -> d + DEGREES_STEP)
            .mapToObj(degrees -> laid(residue, zoom, degrees)));
  }

  private Laid laid(Picture residue, double zoom, double degrees) {
    var real = residue.folded(SIDE, zoom, degrees);
    var imaginary = new float[real.length];
    fft.forward(real, imaginary);
    return new Laid(zoom, degrees, real, imaginary);
  }

  /// The places that stand out most, best first; of neighbours, which are refined to the same, the
  /// best one.
  List<Place> best(Stream<Laid> tiles) {
    var all = new ArrayList<Place>();
    tiles.forEach(tile -> all.addAll(places(tile)));
    all.sort(Comparator.comparingDouble(Place::deviations).reversed());
    var best = new ArrayList<Place>();
    for (var place : all) {
      if (place.deviations() < PILOT_LEAST || best.size() == TRIES) {
        break;
      }
      if (best.stream().noneMatch(place::isNextTo)) {
        best.add(place);
      }
    }
    return best;
  }

  /// The same place where the pilot stands out most, at steps below a pixel.
  Place refined(Picture residue, Place coarse) {
    var best = coarse;
    for (var step = 0.5; step > 0.2; step /= 2) {
      var around = best;
      for (var dz = -1; dz <= 1; dz++) {
        for (var dd = -1; dd <= 1; dd++) {
          var zoom = around.zoom() * (1 + dz * step * (ZOOM_STEP - 1));
          for (var place :
              places(laid(residue, zoom, around.degrees() + dd * step * DEGREES_STEP))) {
            if (place.mirrored() == best.mirrored() && place.deviations() > best.deviations()) {
              best = place;
            }
          }
        }
      }
    }
    return best;
  }

  private Optional<Hit> read(Picture residue, Place place) {
    var chips = chips(residue, place);
    return Code.decode(pattern.word(chips))
        .map(word ->
            new Hit(word, place.geometry(), deviations(chips, pattern.tile(word.payload()))))
        .filter(hit -> hit.deviations() >= WHOLE_LEAST);
  }

  /// How much the tile's chips are there, if it lies so.
  float[] chips(Picture residue, Place place) {
    // A mirrored picture is turned back; it was turned the other way then.
    var upright = place.mirrored() ? residue.mirrored() : residue;
    var degrees = place.mirrored() ? -place.degrees() : place.degrees();
    var tile = upright.folded(SIDE, place.zoom(), degrees);
    var surface = correlations(laid(upright, place.zoom(), degrees))[0];
    var shift = highest(surface);
    return chips(tile, shift % SIDE, shift / SIDE);
  }

  /// How far a tile stands out: its correlation with the chips, by what chance would make of chips
  /// of their strength.
  static double deviations(float[] chips, byte[] tile) {
    var agreed = 0.0;
    var squares = 1e-9;
    for (var i = 0; i < Pattern.CHIPS; i++) {
      agreed += tile[i] * chips[i];
      squares += chips[i] * chips[i];
    }
    return agreed / Math.sqrt(squares);
  }

  private static float[] chips(float[] tile, int left, int top) {
    var chips = new float[Pattern.CHIPS];
    for (var y = 0; y < SIDE; y++) {
      for (var x = 0; x < SIDE; x++) {
        chips[y / CHIP * Pattern.SIDE + x / CHIP] +=
            tile[(y + top & SIDE - 1) * SIDE + (x + left & SIDE - 1)];
      }
    }
    return chips;
  }

  /// The best shift of a tile, as it is and mirrored.
  private List<Place> places(Laid tile) {
    var surfaces = correlations(tile);
    return List.of(
        new Place(tile.zoom(), tile.degrees(), false, deviations(surfaces[0])),
        new Place(tile.zoom(), tile.degrees(), true, deviations(surfaces[1])));
  }

  /// How well the pilot and its mirror image fit at each shift: two real surfaces from one inverse
  /// transform.
  private float[][] correlations(Laid tile) {
    var real = tile.real().clone();
    var imaginary = tile.imaginary().clone();
    multiply(real, imaginary, pilots[0], pilots[1], pilots[2], pilots[3]);
    fft.inverse(real, imaginary);
    return new float[][] {real, imaginary};
  }

  /// By the conjugate of one spectrum, and by that of the other one turned by a quarter: then one
  /// correlation becomes the real part, the other one the imaginary part.
  private static void multiply(
      float[] re, float[] im, float[] oneRe, float[] oneIm, float[] otherRe, float[] otherIm) {
    for (var i = 0; i < re.length; i++) {
      var a = re[i] * oneRe[i] + im[i] * oneIm[i];
      var b = im[i] * oneRe[i] - re[i] * oneIm[i];
      var c = re[i] * otherRe[i] + im[i] * otherIm[i];
      var d = im[i] * otherRe[i] - re[i] * otherIm[i];
      re[i] = a - d;
      im[i] = b + c;
    }
  }

  private static double deviations(float[] surface) {
    // Two at a time: each has to wait for the one before of its own.
    var even = 1e-9;
    var odd = 0.0;
    var most = surface[0];
    var mostOdd = surface[1];
    for (var i = 0; i < surface.length; i += 2) {
      var one = surface[i];
      var other = surface[i + 1];
      even += one * one;
      odd += other * other;
      most = one > most ? one : most;
      mostOdd = other > mostOdd ? other : mostOdd;
    }
    return Math.max(most, mostOdd) / Math.sqrt((even + odd) / surface.length);
  }

  private static int highest(float[] surface) {
    var highest = 0;
    for (var i = 1; i < surface.length; i++) {
      if (surface[i] > surface[highest]) {
        highest = i;
      }
    }
    return highest;
  }

  private static float[] spread(byte[] chips) {
    var all = new float[SIDE * SIDE];
    for (var y = 0; y < SIDE; y++) {
      for (var x = 0; x < SIDE; x++) {
        all[y * SIDE + x] = chips[y / CHIP * Pattern.SIDE + x / CHIP];
      }
    }
    return all;
  }
}
