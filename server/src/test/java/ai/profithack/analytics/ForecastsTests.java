package ai.profithack.analytics;

import static ai.profithack.events.EventType.GIFT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.profithack.analytics.Forecasts.Outcome.Issued;
import ai.profithack.analytics.Forecasts.Outcome.NotEnoughData;
import java.time.LocalDate;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the forecast's rows say, by hand-checked lines.
class ForecastsTests {
  private static final LocalDate TODAY = LocalDate.parse("2025-03-10");
  private final Platform platform = new Platform();

  @AfterEach
  void close() {
    platform.close();
  }

  /// Days that end yesterday with 1290.00 and grew by 10.00 a day.
  private void perfectLine(int days) {
    platform.users(2, TODAY.minusDays(days).toString());
    for (var ago = 1; ago <= days; ago++) {
      platform
          .on(TODAY.minusDays(ago).toString())
          .by(1)
          .to(2)
          .worth(129_000 - (ago - 1) * 1000L)
          .is(GIFT);
    }
    platform.rollups.catchUp();
  }

  @Test
  void aPerfectLineGoesOnFromToday() {
    perfectLine(60);
    assertThat(platform.forecasts.issue()).isInstanceOf(Issued.class);
    assertThat(
            platform.value(
                "select string_agg(to_char(forecast_date, 'MM-DD') || ' ' || projected_revenue, ', ' order by forecast_date) from (select * from revenue_forecasts order by forecast_date limit 2) as f"))
        .isEqualTo("03-10 1300.00, 03-11 1310.00");
    assertThat(
            platform.value(
                "select count(*) || ' days, narrowest bands: ' || max(hi95 - lo95) || ', confidence ' || min(confidence) from revenue_forecasts"))
        .isEqualTo("30 days, narrowest bands: 0.00, confidence 100.00");
  }

  @Test
  void issuingTwiceReplaces() {
    perfectLine(30);
    platform.forecasts.issue();
    platform.forecasts.issue();
    assertThat(platform.value("select count(*) from revenue_forecasts")).isEqualTo("30");
  }

  @Test
  void fewerThanSevenDaysAreNotEnough() {
    perfectLine(6);
    assertThat(platform.forecasts.issue()).isEqualTo(new NotEnoughData(6));
    assertThat(platform.value("select count(*) from revenue_forecasts")).isEqualTo("0");
  }

  @Test
  void aFallingLineNeverBecomesNegative() {
    platform.users(2, "2025-03-01");
    for (var day = 1; day <= 9; day++) {
      platform.on("2025-03-0" + day).by(1).to(2).worth(1000 - day * 100L + day % 2).is(GIFT);
    }
    platform.rollups.catchUp();
    platform.forecasts.issue();
    assertThat(
            platform.value(
                "select min(least(projected_revenue, lo80, lo95)) || ' ' || (max(projected_revenue) < 0.02) from revenue_forecasts"))
        .isEqualTo("0.00 true");
  }

  /// y = 2, 4, 5, 4, 5, 7, 9 at x = 1 … 7, by hand: Sxx = 28, Sxy = 171 - 144 = 27, SSE =
  /// 30.857142857 - 27² / 28 = 4.821428571, s = √(SSE / 5) = 0.981980506; ŷ(8) = 36/7 + 4 · 27/28 =
  /// 9; √(1 + 1/7 + 4²/28) = 1.309307341; t(5; 0.975) = 2.570581836 and t(5; 0.9) = 1.475884049
  /// from the table.
  @Test
  void theIntervalIsTheTextbooks() {
    var y = new double[] {2, 4, 5, 4, 5, 7, 9};
    var points = new ArrayList<Point>();
    for (var i = 0; i < y.length; i++) {
      points.add(new Point(i + 1, y[i]));
    }
    var at8 = LinearTrend.through(points).at(8);
    assertThat(at8.mean()).isCloseTo(9, offset(1e-9));
    assertThat(at8.hi95() - at8.mean())
        .isCloseTo(2.570581836 * 0.981980506 * 1.309307341, offset(1e-7));
    assertThat(at8.mean() - at8.lo80())
        .isCloseTo(1.475884049 * 0.981980506 * 1.309307341, offset(1e-7));
  }

  @Test
  void daysThatCloseFillInWhatWasEarnedAndHowGoodTheForecastWas() {
    perfectLine(10);
    platform.forecasts.issue();
    platform.on("2025-03-10").by(1).to(2).worth(100_000).is(GIFT);
    platform.rollups.refresh();
    assertThat(platform.value("select count(actual_revenue) from revenue_forecasts"))
        .isEqualTo("0");
    platform.now("2025-03-11T00:05:00Z").rollups.catchUp();
    assertThat(
            platform.value(
                "select projected_revenue || ' ' || actual_revenue || ' ' || accuracy from revenue_forecasts where actual_revenue is not null"))
        .isEqualTo("1300.00 1000.00 70.00");
    platform.on("2025-03-10").by(1).to(2).worth(30_000).is(GIFT);
    platform.rollups.refresh();
    assertThat(
            platform.value(
                "select actual_revenue || ' ' || accuracy from revenue_forecasts where actual_revenue is not null"))
        .isEqualTo("1300.00 100.00");
  }
}
