package ai.profithack.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;

/// Figures, ranges and tables as they are written and linked.
class FormatsTests {
  private final Formats dollars =
      new Formats(new ReportingFrame(ZoneId.of("Europe/Berlin"), Currency.getInstance("USD")));
  private final Formats yen =
      new Formats(new ReportingFrame(ZoneId.of("Asia/Tokyo"), Currency.getInstance("JPY")));

  @Test
  void writesMoneyExactlyAndTheUnknownAsADash() {
    assertThat(dollars.money(123_450L)).isEqualTo("$1,234.50");
    assertThat(dollars.money(-5L)).isEqualTo("−$0.05");
    assertThat(yen.money(1_234L)).isEqualTo("¥1,234");
    assertThat(dollars.money(null)).isEqualTo("–");
    assertThat(dollars.compactAmount(new BigDecimal("9999.99"))).isEqualTo("$9,999.99");
    assertThat(dollars.compactAmount(new BigDecimal("1234567.00"))).isEqualTo("$1.23M");
    assertThat(dollars.compact(48_213)).isEqualTo("48.2K");
    assertThat(dollars.compact(9_876)).isEqualTo("9,876");
    assertThat(dollars.percent(new BigDecimal("7.125"))).isEqualTo("7.13 %");
    assertThat(dollars.number(Long.MAX_VALUE)).isEqualTo("9,223,372,036,854,775,807");
  }

  @Test
  void writesTimesInTheReportingZone() {
    assertThat(dollars.moment(Instant.parse("2026-03-31T22:30:00Z")))
        .isEqualTo("1 Apr 2026, 00:30");
    assertThat(dollars.day(LocalDate.of(2026, 4, 1))).isEqualTo("1 Apr 2026");
    assertThat(dollars.duration(Duration.ofMinutes(125))).isEqualTo("2 h 05 min");
    assertThat(dollars.duration(Duration.ofMillis(1_234))).isEqualTo("1.23 s");
  }

  @Test
  void comparesWithThePeriodBefore() {
    var tile = Tile.of("Revenue", "$1").comparedTo(new BigDecimal("80"), new BigDecimal("90"));
    assertThat(tile.changeText()).isEqualTo("+12.5 %");
    assertThat(tile.direction()).isEqualTo("up");
    assertThat(Tile.of("x", "1").comparedTo(BigDecimal.ZERO, BigDecimal.ONE).change()).isNull();
  }

  @Test
  void readsARangeOfDaysOrSaysWhatIsWrong() {
    var today = LocalDate.of(2026, 3, 31);
    var week = DateRange.of("/x", "7d", null, null, today);
    assertThat(week.days().count()).isEqualTo(7);
    assertThat(week.days().until()).isEqualTo(LocalDate.of(2026, 4, 1));
    assertThat(week.before().until()).isEqualTo(week.from());
    assertThat(DateRange.of("/x", null, "2026-02-01", "2026-02-28", today).days().count())
        .isEqualTo(28);
    assertThat(DateRange.of("/x", null, "2026-02-30", "", today).problem()).contains("2026-01-31");
    assertThat(DateRange.of("/x", null, "2026-03-02", "2026-03-01", today).problem())
        .contains("must not be after");
    assertThat(DateRange.of("/x", "nonsense", null, null, today).preset()).isEqualTo("30d");
  }

  @Test
  void linksKeepFiltersAndTurnTheOrderRound() {
    var parameters = new LinkedMultiValueMap<String, String>();
    parameters.add("q", "a&b");
    parameters.add("sort", "views");
    parameters.add("page", "3");
    var listing = Listing.of("/x", parameters, List.of("name", "views"), 10);
    assertThat(listing.offset()).isEqualTo(20);
    assertThat(listing.sortedBy("views")).isEqualTo("/x?q=a%26b&sort=views&order=asc");
    assertThat(listing.sortedBy("name")).isEqualTo("/x?q=a%26b&sort=name&order=desc");
    assertThat(listing.atPage(4)).isEqualTo("/x?q=a%26b&sort=views&order=desc&page=4");
    parameters.set("sort", "; drop table");
    parameters.set("page", "-1");
    var wrong = Listing.of("/x", parameters, List.of("name", "views"), 10);
    assertThat(wrong.sort()).isEqualTo("name");
    assertThat(wrong.page()).isEqualTo(1);
  }
}
