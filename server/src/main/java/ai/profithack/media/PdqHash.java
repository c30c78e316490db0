package ai.profithack.media;

import java.util.HexFormat;

/// A PDQ hash: 256 bits, of which about half are set.
///
/// Bit `16 i + j` belongs to row `i` and column `j` of the transform; the first word holds bits 255
/// to 192, as the hexadecimal form begins with them.
///
/// Source: PDQ and TMK + PDQF, Facebook 2019, and the repository facebook/ThreatExchange.
public record PdqHash(long first, long second, long third, long fourth) {
  /// Two pictures count as the same up to this distance, by the reference.
  public static final int SAME = 31;

  static final int BITS = 256;
  static final int BYTES = BITS / 8;
  private static final int WORD_DIGITS = 16;

  /// Reads 64 hexadecimal digits, in upper or lower case.
  ///
  /// Errors: [IllegalArgumentException] for anything else.
  public static PdqHash parse(String hex) {
    if (hex.length() != BITS / 4) {
      throw new IllegalArgumentException(
          "a PDQ hash has 64 hexadecimal digits, not " + hex.length());
    }
    return new PdqHash(word(hex, 0), word(hex, 1), word(hex, 2), word(hex, 3));
  }

  private static long word(String hex, int number) {
    return HexFormat.fromHexDigitsToLong(hex, number * WORD_DIGITS, (number + 1) * WORD_DIGITS);
  }

  /// In how many bits the two differ, 0 to 256.
  public int distance(PdqHash other) {
    return Long.bitCount(first ^ other.first)
        + Long.bitCount(second ^ other.second)
        + Long.bitCount(third ^ other.third)
        + Long.bitCount(fourth ^ other.fourth);
  }

  /// 64 hexadecimal digits in lower case.
  public String hex() {
    var digits = HexFormat.of();
    return digits.toHexDigits(first)
        + digits.toHexDigits(second)
        + digits.toHexDigits(third)
        + digits.toHexDigits(fourth);
  }

  @Override
  public String toString() {
    return hex();
  }
}
