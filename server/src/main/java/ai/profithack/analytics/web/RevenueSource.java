package ai.profithack.analytics.web;

import ai.profithack.analytics.RevenueRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What one source brought over a range, and its share of all in per cent; no share where there was
/// no revenue.
public record RevenueSource(String name, BigDecimal amount, @Nullable BigDecimal share) {
  static List<RevenueSource> of(List<RevenueRow> days) {
    var total = sum(days, RevenueRow::total);
    return List.of(
        source("Gifts, net of refunds", sum(days, RevenueRow::giftRevenue), total),
        source("Subscriptions", sum(days, RevenueRow::subscriptionRevenue), total),
        source("Ads", sum(days, RevenueRow::adRevenue), total),
        source("Total", total, total));
  }

  private static RevenueSource source(String name, BigDecimal amount, BigDecimal total) {
    return new RevenueSource(
        name,
        amount,
        total.signum() <= 0
            ? null
            : amount.movePointRight(2).divide(total, 2, RoundingMode.HALF_UP));
  }

  private static BigDecimal sum(List<RevenueRow> days, Function<RevenueRow, BigDecimal> column) {
    return days.stream().map(column).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
  }
}
