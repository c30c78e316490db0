package ai.profithack.risk;

import java.util.Arrays;
import java.util.Optional;

/// What is looked for in gifts. Each raises a signal from exactly its limits on.
///
/// A window is closed on the left and open on the right: two gifts that are exactly its length
/// apart are never in one.
///
/// Sources: laundering of gifts on a live-streaming platform (about 9.8 million dollars through
/// some 2,400 streamers, 70 to 80 % of it kicked back; channels of 40 to 50 viewers with large
/// incomes), as reported in 2021 and 2022; limits per sender of 500 dollars a day as other
/// platforms have them; limits by at least one personal and one other scope, as is usual against
/// stolen cards.
public enum RiskRule {
  SELF_GIFT("Gift to oneself", 0, 0, 0, 1, 0),
  SHARED_DEVICE("Gifts from a device of the receiver", 50, 0, 0, 720, 0),
  SHARED_METHOD("Gifts paid with a payment method of the receiver", 50, 0, 0, 720, 0),
  RING("Gifts in a ring", 20, 0, 0, 168, 0),
  KICKBACK("Gifts that come back", 50, 0, 50, 48, 0),
  VELOCITY_ACCOUNT("Many gifts from one account", 1_000, 500, 0, 24, 0),
  VELOCITY_DEVICE("Many gifts from one device", 2_000, 1_000, 0, 24, 0),
  VELOCITY_METHOD("Many gifts with one payment method", 2_000, 1_000, 0, 24, 0),
  VELOCITY_ADDRESS("Many gifts from one address", 5_000, 3_000, 0, 24, 0),
  NEW_METHOD("Large gifts with a new payment method", 100, 0, 0, 24, 0),
  ONE_GIVER("Nearly all from one giver", 1_000, 0, 90, 720, 0),
  FEW_VIEWERS("High income with few viewers", 500, 40, 1, 720, 2_000);

  private final String title;
  private final long amount;
  private final long count;
  private final int percent;
  private final long hours;
  private final long views;

  RiskRule(String title, long amount, long count, int percent, long hours, long views) {
    this.title = title;
    this.amount = amount;
    this.count = count;
    this.percent = percent;
    this.hours = hours;
    this.views = views;
  }

  /// The built-in limits, the amount in units of the reporting currency.
  record Defaults(long amount, long count, int percent, long hours, long views) {}

  public String title() {
    return title;
  }

  /// As it stands in settings and in the database: `velocity-account`.
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  Defaults defaults() {
    return new Defaults(amount, count, percent, hours, views);
  }

  static Optional<RiskRule> named(String code) {
    return Arrays.stream(values()).filter(rule -> rule.code().equals(code)).findFirst();
  }

  static RiskRule of(String code) {
    return named(code).orElseThrow(() -> new IllegalArgumentException("no rule is called " + code));
  }
}
