package ai.profithack.monetization;

import java.math.BigDecimal;
import java.util.List;

/// What each tier asks for and gives: one document, in force as a whole, kept under its version so
/// that every decision can be made again.
///
/// A tier is met when all its criteria are, over 30 closed days:
/// - **earnings**: what the ledger booked to the creator, net of what was taken back, in the
///   reporting currency. The thresholds are numbers of that currency, whichever it is;
/// - **engagement**: likes (net of unlikes), comments and shares for a hundred views of the window;
/// - **average views**: the views of the window divided by its 30 days, days without any included.
///   Views a day and not views a video: it can be recomputed from the figures by day, and nobody
///   falls by publishing more often.
///
/// All three are compared exactly: nothing is rounded up into a tier.
public record TierRules(int version, List<Line> lines) {
  /// The window, in closed days.
  static final int WINDOW_DAYS = 30;

  /// For how many daily decisions in a row a creator must miss a tier before it is lost. Promotion
  /// is at once. A creator therefore holds the highest tier that was met in any of the last 14.
  static final int GRACE_DECISIONS = 14;

  /// The rules in force.
  public static final TierRules CURRENT =
      new TierRules(
          1,
          List.of(
              line(Tier.STARTER, "0", "0", 0, 100, 55),
              line(Tier.BRONZE, "100", "2", 0, 500, 55),
              line(Tier.SILVER, "500", "4", 10_000, 1_000, 55),
              line(Tier.GOLD, "2000", "6", 50_000, 2_000, 55),
              line(Tier.PLATINUM, "5000", "8", 100_000, 5_000, 60)));

  private static final List<TierRules> VERSIONS = List.of(CURRENT);

  /// What one tier asks for and gives. `earnings` a window, in units of the reporting currency;
  /// `engagement` in per cent; `averageViews` a day; `credits` a month; `sharePercent` of each
  /// gift.
  public record Line(
      Tier tier,
      BigDecimal earnings,
      BigDecimal engagement,
      long averageViews,
      int credits,
      int sharePercent) {}

  public TierRules {
    lines = List.copyOf(lines);
    if (!lines.stream().map(Line::tier).toList().equals(List.of(Tier.values()))) {
      throw new IllegalArgumentException("rules have each tier once, lowest first: " + lines);
    }
  }

  /// The rules of a version, for decisions that were made under it.
  ///
  /// Errors: [IllegalArgumentException] where there never was such a version.
  public static TierRules ofVersion(int version) {
    return VERSIONS.stream()
        .filter(rules -> rules.version() == version)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tier rules have version " + version));
  }

  public Line line(Tier tier) {
    return lines.stream().filter(line -> line.tier() == tier).findFirst().orElseThrow();
  }

  /// The highest tier of which a window meets all criteria. `earningsMinor` counts minor units of
  /// which `10^decimals` make one of the currency.
  Tier met(long earningsMinor, int decimals, long views, long reactions) {
    var met = Tier.STARTER;
    for (var line : lines) {
      if (BigDecimal.valueOf(earningsMinor, decimals).compareTo(line.earnings()) >= 0
          && engages(line, views, reactions)
          && BigDecimal.valueOf(views)
                  .compareTo(BigDecimal.valueOf(line.averageViews()).multiply(DAYS))
              >= 0) {
        met = line.tier();
      }
    }
    return met;
  }

  private static final BigDecimal DAYS = BigDecimal.valueOf(WINDOW_DAYS);

  /// Nobody's engagement is 0 %, which meets no threshold but 0.
  private static boolean engages(Line line, long views, long reactions) {
    return line.engagement().signum() == 0
        || (views > 0
            && BigDecimal.valueOf(reactions)
                    .movePointRight(2)
                    .compareTo(line.engagement().multiply(BigDecimal.valueOf(views)))
                >= 0);
  }

  private static Line line(
      Tier tier,
      String earnings,
      String engagement,
      long averageViews,
      int credits,
      int sharePercent) {
    return new Line(
        tier,
        new BigDecimal(earnings),
        new BigDecimal(engagement),
        averageViews,
        credits,
        sharePercent);
  }
}
