package ai.profithack.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// PDQ, the perceptual hash that the field exchanges: pictures that look alike have hashes that
/// differ in few bits.
///
/// The picture is blurred by two passes of box filters in each direction (a tent, so that every
/// part counts), sampled down to 64 × 64, and transformed: of its discrete cosine transform the 16
/// × 16 lowest frequencies are kept, without the constant one. A bit says whether its coefficient
/// is above their median. Brightness and contrast hardly matter; a mirrored or turned picture has
/// the same coefficients with other signs and places, which gives its hash without another
/// transform.
///
/// The quality, 0 to 100, grows with the gradients of the 64 × 64 picture. A hash of quality below
/// [#QUALITY_MIN] says nothing: pictures without features are all alike.
///
/// Source: PDQ and TMK + PDQF, Facebook 2019, and the repository facebook/ThreatExchange.
public final class Pdq {
  /// Hashes below it are to be discarded, by the reference.
  public static final int QUALITY_MIN = 50;

  private static final int SIDE = 64;
  private static final int FREQUENCIES = 16;
  private static final int PASSES = 2;
  private static final int QUALITY_DIVISOR = 90;
  private static final float[][] COSINES = cosines();

  private Pdq() {}

  /// A hash and how much there was to see.
  public record Hashed(PdqHash hash, int quality) {
    /// Whether the hash says something about its picture.
    public boolean usable() {
      return quality >= QUALITY_MIN;
    }
  }

  /// How a picture can be laid: as it is, mirrored, turned. Turns are clockwise.
  public enum Laid {
    UPRIGHT(false, false, false),
    /// Left and right exchanged.
    MIRRORED(false, true, false),
    /// Top and bottom exchanged.
    FLIPPED(true, false, false),
    TURNED_180(true, true, false),
    /// Rows and columns exchanged.
    TRANSPOSED(false, false, true),
    TURNED_90(true, false, true),
    TURNED_270(false, true, true),
    /// Rows and columns exchanged, then turned by 180 degrees.
    TRANSVERSED(true, true, true);

    private final boolean upsideDown;
    private final boolean leftIsRight;
    private final boolean transposed;

    /// Top and bottom, then left and right, then rows and columns are exchanged.
    Laid(boolean upsideDown, boolean leftIsRight, boolean transposed) {
      this.upsideDown = upsideDown;
      this.leftIsRight = leftIsRight;
      this.transposed = transposed;
    }
  }

  /// The hash of a picture.
  public static Hashed hash(Luma picture) {
    return hash(sampled(Blurred.of(picture)));
  }

  private static Hashed hash(float[] small) {
    return new Hashed(bits(transformed(small), Laid.UPRIGHT), quality(small));
  }

  /// The hashes of a picture in all eight layings, from one transform.
  public static Map<Laid, Hashed> hashes(Luma picture) {
    var small = sampled(Blurred.of(picture));
    var coefficients = transformed(small);
    var quality = quality(small);
    var hashes = new EnumMap<Laid, Hashed>(Laid.class);
    for (var laid : Laid.values()) {
      hashes.put(laid, new Hashed(bits(coefficients, laid), quality));
    }
    return hashes;
  }

  /// The hash of a picture as it is, then the hashes that it has after each edit, near enough: a
  /// few bits differ from hashing the edited picture, because it is blurred before the edit and not
  /// after. That is what makes many of them cheap.
  static List<Hashed> hashes(Luma picture, List<Edit> edits) {
    var blurred = Blurred.of(picture);
    var hashes = new ArrayList<Hashed>();
    hashes.add(hash(sampled(blurred)));
    for (var edit : edits) {
      hashes.add(hash(edit.sampled(blurred, SIDE)));
    }
    return hashes;
  }

  /// A picture after the blur.
  @SuppressWarnings("ArrayRecordComponent") // as large as the picture
  record Blurred(int width, int height, float[] values) {
    static Blurred of(Luma picture) {
      var width = picture.width();
      var height = picture.height();
      var values = new float[width * height];
      Rows.decode(picture.pixels().clone(), values);
      var other = new float[values.length];
      for (var pass = 0; pass < PASSES; pass++) {
        BoxFilter.alongRows(values, other, width, height, window(width));
        BoxFilter.alongColumns(other, values, width, height, window(height));
      }
      return new Blurred(width, height, values);
    }

    /// Two passes of this many pixels blur over what one of the 64 samples stands for.
    private static int window(int length) {
      return Math.ceilDiv(length, 2 * SIDE);
    }
  }

  private static float[] sampled(Blurred picture) {
    var small = new float[SIDE * SIDE];
    for (var i = 0; i < SIDE; i++) {
      var row = (2 * i + 1) * picture.height / (2 * SIDE) * picture.width;
      for (var j = 0; j < SIDE; j++) {
        small[i * SIDE + j] = picture.values[row + (2 * j + 1) * picture.width / (2 * SIDE)];
      }
    }
    return small;
  }

  /// Steps between neighbours, in whole per cent of the range, added up.
  private static int quality(float[] small) {
    var gradients = 0;
    for (var i = 0; i < SIDE; i++) {
      for (var j = 0; j < SIDE; j++) {
        var value = small[i * SIDE + j];
        if (i + 1 < SIDE) {
          gradients += step(value, small[(i + 1) * SIDE + j]);
        }
        if (j + 1 < SIDE) {
          gradients += step(value, small[i * SIDE + j + 1]);
        }
      }
    }
    return Math.min(100, gradients / QUALITY_DIVISOR);
  }

  private static int step(float value, float neighbour) {
    return Math.abs((int) ((value - neighbour) * 100 / 255));
  }

  /// The cosine transform's rows and columns 1 to 16, of 64.
  private static float[] transformed(float[] small) {
    var half = new float[FREQUENCIES * SIDE];
    for (var i = 0; i < FREQUENCIES; i++) {
      for (var k = 0; k < SIDE; k++) {
        var cosine = COSINES[i][k];
        for (var j = 0; j < SIDE; j++) {
          half[i * SIDE + j] += cosine * small[k * SIDE + j];
        }
      }
    }
    var whole = new float[FREQUENCIES * FREQUENCIES];
    for (var i = 0; i < FREQUENCIES; i++) {
      for (var j = 0; j < FREQUENCIES; j++) {
        var sum = 0f;
        for (var k = 0; k < SIDE; k++) {
          sum += half[i * SIDE + k] * COSINES[j][k];
        }
        whole[i * FREQUENCIES + j] = sum;
      }
    }
    return whole;
  }

  /// Mirroring negates every coefficient of an odd frequency; index 0 is frequency 1.
  private static PdqHash bits(float[] coefficients, Laid laid) {
    var placed = new float[coefficients.length];
    for (var i = 0; i < FREQUENCIES; i++) {
      for (var j = 0; j < FREQUENCIES; j++) {
        var negated = (laid.upsideDown && i % 2 == 0) != (laid.leftIsRight && j % 2 == 0);
        var value = coefficients[i * FREQUENCIES + j];
        placed[laid.transposed ? j * FREQUENCIES + i : i * FREQUENCIES + j] =
            negated ? -value : value;
      }
    }
    var median = median(placed);
    var words = new long[PdqHash.BITS / Long.SIZE];
    for (var bit = 0; bit < placed.length; bit++) {
      if (placed[bit] > median) {
        words[words.length - 1 - bit / Long.SIZE] |= 1L << bit;
      }
    }
    return new PdqHash(words[0], words[1], words[2], words[3]);
  }

  /// The lower of the two in the middle.
  private static float median(float[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2 - 1];
  }

  private static float[][] cosines() {
    var cosines = new float[FREQUENCIES][SIDE];
    for (var i = 0; i < FREQUENCIES; i++) {
      for (var j = 0; j < SIDE; j++) {
        cosines[i][j] =
            (float) (Math.sqrt(2.0 / SIDE) * Math.cos(Math.PI / 2 / SIDE * (i + 1) * (2 * j + 1)));
      }
    }
    return cosines;
  }
}
