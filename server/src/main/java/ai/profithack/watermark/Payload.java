package ai.profithack.watermark;

import java.util.Locale;

/// What an invisible watermark says: 24 to 32 bits, written as 6 to 8 hexadecimal digits. Leading
/// zeros count: 00abcd and 0000abcd are two payloads.
///
/// Errors: [IllegalArgumentException] for other texts.
public record Payload(String hex) {
  static final int DIGITS_MIN = 6;
  static final int DIGITS_MAX = 8;
  private static final int DIGIT_BITS = 4;
  private static final int RADIX = 16;

  public Payload {
    if (!hex.matches("[0-9a-fA-F]{%d,%d}".formatted(DIGITS_MIN, DIGITS_MAX))) {
      throw new IllegalArgumentException(
          "A payload has %d to %d hexadecimal digits, such as 00c0ffee."
              .formatted(DIGITS_MIN, DIGITS_MAX));
    }
    hex = hex.toLowerCase(Locale.ROOT);
  }

  /// A number as eight digits.
  public static Payload of(int bits) {
    return of(bits, DIGITS_MAX);
  }

  /// The value of its digits, as the bits of an int.
  public int bits() {
    return Integer.parseUnsignedInt(hex, RADIX);
  }

  static Payload of(int bits, int digits) {
    return new Payload("%08x".formatted(bits).substring(DIGITS_MAX - digits));
  }

  /// Whether the bits can be written with so many digits.
  static boolean fits(int bits, int digits) {
    return digits == DIGITS_MAX || bits >>> (DIGIT_BITS * digits) == 0;
  }

  int digits() {
    return hex.length();
  }
}
