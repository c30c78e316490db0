package ai.profithack.payouts;

import java.math.BigInteger;
import java.util.Map;

/// International bank account numbers of the countries that SEPA credit transfers reach.
///
/// Source: ISO 13616 (structure, check digits by mod 97 as in ISO 7064); lengths from the IBAN
/// registry for the countries on the European Payments Council's list EPC409-09.
final class Iban {
  private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

  private static final Map<String, Integer> LENGTHS =
      Map.ofEntries(
          Map.entry("AD", 24),
          Map.entry("AL", 28),
          Map.entry("AT", 20),
          Map.entry("BE", 16),
          Map.entry("BG", 22),
          Map.entry("CH", 21),
          Map.entry("CY", 28),
          Map.entry("CZ", 24),
          Map.entry("DE", 22),
          Map.entry("DK", 18),
          Map.entry("EE", 20),
          Map.entry("ES", 24),
          Map.entry("FI", 18),
          Map.entry("FR", 27),
          Map.entry("GB", 22),
          Map.entry("GI", 23),
          Map.entry("GR", 27),
          Map.entry("HR", 21),
          Map.entry("HU", 28),
          Map.entry("IE", 22),
          Map.entry("IS", 26),
          Map.entry("IT", 27),
          Map.entry("LI", 21),
          Map.entry("LT", 20),
          Map.entry("LU", 20),
          Map.entry("LV", 21),
          Map.entry("MC", 27),
          Map.entry("MD", 24),
          Map.entry("ME", 22),
          Map.entry("MK", 19),
          Map.entry("MT", 31),
          Map.entry("NL", 18),
          Map.entry("NO", 15),
          Map.entry("PL", 28),
          Map.entry("PT", 25),
          Map.entry("RO", 24),
          Map.entry("RS", 22),
          Map.entry("SE", 24),
          Map.entry("SI", 19),
          Map.entry("SK", 24),
          Map.entry("SM", 27),
          Map.entry("VA", 22));

  private Iban() {}

  /// Without blanks, in capitals.
  static String canonical(String text) {
    return text.replaceAll("\\s", "").toUpperCase(java.util.Locale.ROOT);
  }

  /// Whether `iban`, in canonical form, can exist: its country, its length, its check digits.
  static boolean isValid(String iban) {
    if (!iban.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]+")) {
      return false;
    }
    var length = LENGTHS.get(iban.substring(0, 2));
    return length != null && length == iban.length() && remainder(iban) == 1;
  }

  private static int remainder(String iban) {
    var digits = new StringBuilder();
    (iban.substring(4) + iban.substring(0, 4))
        .chars()
        .forEach(each -> digits.append(Character.digit(each, 36)));
    return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue();
  }
}
