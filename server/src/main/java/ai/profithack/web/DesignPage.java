package ai.profithack.web;

import static ai.profithack.web.Html.html;

import ai.profithack.templates.Templates;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// All components on one page, with made-up figures: to look at, to copy from, and to test.
@Controller
public class DesignPage {
  private static final LocalDate LAST = LocalDate.of(2026, 3, 31);
  private static final int DAYS = 60;
  private static final int ROWS = 23;
  private static final int SIZE = 6;

  private final Templates templates;

  DesignPage(Templates templates) {
    this.templates = templates;
  }

  /// A row of the sample table.
  public record Row(String name, long views, long revenueMinor, String state) {}

  @GetMapping("/design")
  View show(Page page, @RequestParam MultiValueMap<String, String> parameters) {
    var listing = Listing.of("/design", parameters, List.of("views", "name", "revenue"), SIZE);
    var range =
        DateRange.of(
            "/design",
            parameters.getFirst("range"),
            parameters.getFirst("from"),
            parameters.getFirst("to"),
            LAST);
    return html(
        templates.webDesign(
            page.titled("Design system", "Every component, with made-up figures.")
                .with(Notice.info("A notice that informs."))
                .with(Notice.success("A notice that something worked."))
                .with(Notice.warning("A notice that asks for care."))
                .with(Notice.error("A notice that something did not work.")),
            tiles(page.format()),
            overDays(),
            stacked(),
            overNames(),
            listing,
            rows(listing),
            ROWS,
            range));
  }

  /// The error pages, to look at.
  @GetMapping("/design/errors/{status}")
  View error(Page page, @PathVariable int status) {
    var known = HttpStatus.resolve(status);
    if (known == null || !known.isError()) {
      throw Refused.notFound("There is no such error page.");
    }
    var id = known == HttpStatus.INTERNAL_SERVER_ERROR ? "00c0ffee00c0ffee" : null;
    return html(
        known,
        templates.webError(
            page.titled(known.getReasonPhrase()), status, "This is how it looks.", id));
  }

  private static List<Tile> tiles(Formats formats) {
    return List.of(
        Tile.of("Revenue", formats.money(12_345_678L))
            .comparedTo(BigDecimal.valueOf(100), BigDecimal.valueOf(112))
            .withRecent(wave(14, 5)),
        Tile.of("Active users", formats.compact(48_213))
            .comparedTo(BigDecimal.valueOf(100), BigDecimal.valueOf(96))
            .withRecent(wave(14, 9)),
        Tile.of("Engagement", formats.percent(new BigDecimal("7.25")))
            .comparedTo(BigDecimal.ONE, BigDecimal.ONE)
            .withRecent(wave(14, 2)),
        Tile.of("Retention after 90 days", Formats.UNKNOWN).noting("not reached yet"));
  }

  private static Chart overDays() {
    var days = LAST.minusDays(DAYS - 1L).datesUntil(LAST.plusDays(1)).toList();
    var measured = new ArrayList<@Nullable BigDecimal>(wave(DAYS - 14, 40));
    var expected = new ArrayList<@Nullable BigDecimal>();
    var lower = new ArrayList<@Nullable BigDecimal>();
    var upper = new ArrayList<@Nullable BigDecimal>();
    for (int i = 0; i < DAYS; i++) {
      var known = i < DAYS - 14;
      var value = BigDecimal.valueOf(1200 + 10L * i);
      expected.add(known ? null : value);
      lower.add(known ? null : value.subtract(BigDecimal.valueOf(12L * (i - DAYS + 16))));
      upper.add(known ? null : value.add(BigDecimal.valueOf(12L * (i - DAYS + 16))));
      if (!known) {
        measured.add(null);
      }
    }
    return Chart.overDays(
        "sample-days",
        "Revenue and forecast",
        Chart.Unit.MONEY,
        days,
        Series.area("Measured", measured),
        Series.expected("Expected", expected, lower, upper));
  }

  private static Chart stacked() {
    var days = LAST.minusDays(29).datesUntil(LAST.plusDays(1)).toList();
    return Chart.overDays(
        "sample-stack",
        "Revenue by source",
        Chart.Unit.MONEY,
        days,
        Series.stacked("Gifts", wave(30, 60)),
        Series.stacked("Subscriptions", wave(30, 21)),
        Series.stacked("Advertising", wave(30, 13)));
  }

  private static Chart overNames() {
    return Chart.overNames(
        "sample-names",
        "Top sparks",
        Chart.Unit.COUNT,
        List.of("Rose", "Rocket", "Golden lion with a rather long name", "Heart", "Star"),
        Series.bars("Sent", Series.values(9120, 4410, 3980, 1200, 15)));
  }

  private static List<Row> rows(Listing listing) {
    var order =
        switch (listing.sort()) {
          case "name" -> Comparator.comparing(Row::name);
          case "revenue" -> Comparator.comparingLong(Row::revenueMinor);
          default -> Comparator.comparingLong(Row::views);
        };
    return IntStream.rangeClosed(1, ROWS)
        .mapToObj(i ->
            new Row(
                "Creator " + i,
                7919L * i % 9973 * 11,
                104_729L * i % 99_991 * 7,
                i % 4 == 0 ? "held" : "paid"))
        .sorted(listing.descending() ? order.reversed() : order)
        .skip(listing.offset())
        .limit(listing.size())
        .toList();
  }

  private static List<@Nullable BigDecimal> wave(int count, int size) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(i ->
                BigDecimal.valueOf(size * 20L + (i * 5L % 7) * size + (i * 37L % 11) * size / 3))
            .toList());
  }
}
