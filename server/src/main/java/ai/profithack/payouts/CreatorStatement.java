package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What happened to a creator's money in a month, in one currency: what was owed at its beginning,
/// what each kind of entry of the ledger changed, and what was owed at its end.
///
/// Owed is everything that is the creator's: pending, available, in payout, withheld, less what is
/// to be recovered. A release, a reservation or a recovery of what is owed out of what is available
/// changes where it is, not how much, and is no line.
///
/// It is as the ledger was at `asOf`. While the month goes on it is `provisional`: it ends there.
public record CreatorStatement(
    long creatorId,
    YearMonth month,
    Money opening,
    List<Kind> kinds,
    Instant asOf,
    boolean provisional) {

  /// Entries of a kind, and by how much they changed what is owed.
  public record Kind(String kind, long entries, Money amount) {}

  /// An entry of the ledger, and by how much it changed what is owed.
  public record Movement(long entryId, Instant at, String kind, String key, Money amount) {}

  public Money closing() {
    return kinds.stream().map(Kind::amount).reduce(opening, Money::plus);
  }

  public long entries() {
    return kinds.stream().mapToLong(Kind::entries).sum();
  }

  /// The sum of each kind of entry, in the order in which the kinds first occur.
  public Map<String, Money> sums() {
    var sums = new LinkedHashMap<String, Money>();
    kinds.forEach(each -> sums.merge(words(each.kind()), each.amount(), Money::plus));
    return sums;
  }

  /// A kind of entry in words.
  static String words(String kind) {
    return switch (kind) {
      case "gift" -> "Gifts";
      case "gift_refunded" -> "Refunded gifts";
      case "subscription" -> "Subscriptions";
      case "ad_revenue" -> "Advertising";
      case "hold_posted" -> "Payouts sent";
      case "reassignment" -> "Taken back to be booked again";
      case "payout_back" -> "Payouts that came back";
      default -> {
        var spaced = kind.replace('_', ' ');
        yield Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
      }
    };
  }
}
