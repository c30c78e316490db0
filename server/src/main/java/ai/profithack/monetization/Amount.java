package ai.profithack.monetization;

import ai.profithack.kernel.Allocation;
import ai.profithack.kernel.Money;
import java.math.BigInteger;
import java.util.Currency;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An amount as it counts, in minor units of the reporting currency, and as it was sent: `original`
/// minor units of `currency`. Where that is the reporting currency, `currency` is null and both are
/// the same number.
record Amount(long minor, long original, @Nullable String currency) {
  static final Amount NOTHING = new Amount(0, 0, null);

  Amount {
    if (minor < 0 || original < 0 || (currency == null && minor != original)) {
      throw new IllegalArgumentException(
          "no amount counts as %d and was sent as %d of %s".formatted(minor, original, currency));
    }
  }

  /// As it is kept: the original is null where it was sent in the reporting currency.
  static Amount of(long minor, @Nullable Long original, @Nullable String currency) {
    return original == null || currency == null
        ? new Amount(minor, minor, null)
        : new Amount(minor, original, currency);
  }

  static Amount of(long minor, @Nullable Money original) {
    return original == null
        ? of(minor, null, null)
        : of(minor, original.minor(), original.currency().getCurrencyCode());
  }

  /// As it is kept: null where it was sent in the reporting currency.
  @Nullable Long keptOriginal() {
    return currency == null ? null : (Long) original;
  }

  /// As it was sent, in words: `10.00 EUR`; empty where that was in the reporting currency.
  String sent() {
    return currency == null ? "" : new Money(original, Currency.getInstance(currency)).toString();
  }

  boolean isNothing() {
    return minor == 0 && original == 0;
  }

  boolean isOfCurrency(Amount other) {
    return Objects.equals(currency, other.currency);
  }

  /// Errors: [IllegalArgumentException] where `part` is none of it.
  Amount minus(Amount part) {
    if (!isOfCurrency(part)) {
      throw new IllegalArgumentException(part + " is no part of " + this);
    }
    return new Amount(minor - part.minor, original - part.original, currency);
  }

  /// The part of it that is `part` as sent: it counts in proportion, rounded half up, and all of it
  /// counts as all. Parts taken one after another of what is left add up to the whole.
  Amount partOfOriginal(long part) {
    return new Amount(
        part == original ? minor : Allocation.proportional(minor, part, original - part)[0],
        part,
        currency);
  }

  /// The part of it that counts as `part`. As sent it is in proportion, rounded down, so that
  /// something stays as sent for what stays.
  Amount partOfMinor(long part) {
    var sent =
        part == 0
            ? 0
            : BigInteger.valueOf(original)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(minor))
                .longValueExact();
    return new Amount(part, sent, currency);
  }

  /// What a refund takes back of a gift, and of the refund what that settles.
  record Match(Amount ofGift, Amount ofRefund) {
    /// By what was sent, where gift and refund were sent in the same currency: the gift gives back
    /// what that part of it brought, whatever the rate is by now. Else by what they count.
    static Match between(Amount left, Amount refund) {
      if (left.isOfCurrency(refund)) {
        var original = Math.min(left.original(), refund.original());
        return new Match(left.partOfOriginal(original), refund.partOfOriginal(original));
      }
      var minor = Math.min(left.minor(), refund.minor());
      return new Match(left.partOfMinor(minor), refund.partOfMinor(minor));
    }

    boolean isNothing() {
      return ofGift.isNothing() && ofRefund.isNothing();
    }

    /// What the payer got beyond what the gift had brought; below 0 where the gift had brought
    /// more.
    long exchangeDifferenceMinor() {
      return ofRefund.minor() - ofGift.minor();
    }
  }
}
