package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The ranking of creators beside plain loops over the same rows, with few different values, so
/// that many creators are equal.
class CreatorRankingTests {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final int DAYS = 40;
  private static final int CREATORS = 60;
  private static final List<DayRange> RANGES =
      List.of(
          DayRange.of(FIRST.plusDays(20)),
          new DayRange(FIRST.plusDays(10), FIRST.plusDays(30)),
          new DayRange(FIRST.minusDays(5), FIRST.plusDays(DAYS + 5)),
          new DayRange(FIRST.minusDays(9), FIRST));

  private static final List<Row> ROWS = rows();
  private static @Nullable CreatorQueries queries;

  private record Row(
      long creator, LocalDate day, long views, long likes, BigDecimal revenue, long followers) {}

  @BeforeAll
  static void fill() {
    var database = new PGSimpleDataSource();
    database.setURL(TestPostgres.migratedDatabase());
    var sql = JdbcClient.create(database);
    var rows = new FigureRows(sql);
    for (var creator = 1; creator <= CREATORS; creator++) {
      rows.creator(creator, "Creator " + creator);
    }
    for (var row : ROWS) {
      rows.creatorDay(
          row.creator, row.day, row.views, row.likes, row.revenue.toString(), row.followers);
    }
    // What an earlier installation wrote twice does not count.
    sql.sql(
            """
            insert into public.creator_metrics (creator_id, date, video_views, gift_revenue, followers, superseded)
            select creator_id, date + interval '5 minutes', 1000000, 99999, 1000000, true from public.creator_metrics
            """)
        .update();
    queries =
        new CreatorQueries(
            DSL.using(database, SQLDialect.POSTGRES),
            new ReportingFrame(ZoneOffset.UTC, Currency.getInstance("USD")));
  }

  @ParameterizedTest
  @EnumSource
  void isThatOfPlainLoopsWhateverThePagesSize(CreatorOrder order) {
    for (var range : RANGES) {
      var expected =
          totals(range, creatorsIn(range)).stream()
              .sorted(
                  Comparator.comparing((CreatorTotals totals) -> value(order, totals))
                      .reversed()
                      .thenComparing(CreatorTotals::creatorId))
              .toList();
      for (var size : new int[] {1, 7, 50, CREATORS + 1}) {
        assertThat(paged(range, order, size))
            .as("by %s in %s, %d a page", order, range, size)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void theFilledTablesHaveEqualCreatorsAndSuchAsWereIdle() {
    var range = RANGES.get(1);
    var values = totals(range, creatorsIn(range)).stream().map(CreatorTotals::giftRevenue).toList();
    assertThat(values.stream().distinct().count()).isLessThan(values.size());
    assertThat(creatorsIn(range)).hasSizeLessThan(CREATORS);
  }

  @Test
  void theSumsOfNamedCreatorsAreZerosWhereNothingHappened() {
    var all = LongStream.rangeClosed(1, CREATORS).boxed().toList();
    for (var range : RANGES) {
      assertThat(queries().totals(all, range))
          .containsExactlyInAnyOrderElementsOf(totals(range, all));
    }
    assertThat(queries().totals(List.of(), RANGES.getFirst())).isEmpty();
  }

  private static List<CreatorTotals> paged(DayRange range, CreatorOrder order, int size) {
    var all = new ArrayList<CreatorTotals>();
    var page = queries().ranking(range, order, null, size);
    while (!page.isEmpty()) {
      all.addAll(page);
      var last = page.getLast();
      var place = new CreatorQueries.Place(value(order, last), last.creatorId());
      page = queries().ranking(range, order, place, size);
    }
    return all;
  }

  private static BigDecimal value(CreatorOrder order, CreatorTotals totals) {
    return switch (order) {
      case REVENUE -> totals.giftRevenue();
      case VIEWS -> BigDecimal.valueOf(totals.views());
      case FOLLOWERS -> BigDecimal.valueOf(totals.followers());
    };
  }

  private static List<Long> creatorsIn(DayRange range) {
    return ROWS.stream().filter(row -> isIn(range, row)).map(Row::creator).distinct().toList();
  }

  private static List<CreatorTotals> totals(DayRange range, List<Long> creators) {
    Map<Long, List<Row>> byCreator = ROWS.stream().collect(Collectors.groupingBy(Row::creator));
    return creators.stream()
        .map(creator -> totals(creator, range, byCreator.getOrDefault(creator, List.of())))
        .toList();
  }

  /// A row of these tests has 2 comments, 1 share, 4 gifts and 1 follower gained.
  private static CreatorTotals totals(long creator, DayRange range, List<Row> rows) {
    var counted = rows.stream().filter(row -> isIn(range, row)).toList();
    var followers =
        rows.stream()
            .filter(row -> row.day.isBefore(range.until()))
            .max(Comparator.comparing(Row::day))
            .map(Row::followers)
            .orElse(0L);
    return new CreatorTotals(
        creator,
        sum(counted, Row::views),
        sum(counted, Row::likes),
        2L * counted.size(),
        counted.size(),
        4L * counted.size(),
        counted.stream().map(Row::revenue).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add),
        followers,
        counted.size());
  }

  private static long sum(List<Row> rows, Function<Row, Long> column) {
    return rows.stream().mapToLong(column::apply).sum();
  }

  private static boolean isIn(DayRange range, Row row) {
    return !row.day.isBefore(range.from()) && row.day.isBefore(range.until());
  }

  private static List<Row> rows() {
    var random = new Random(20260101);
    var rows = new ArrayList<Row>();
    for (var day = 0; day < DAYS; day++) {
      // The last ten of them never do anything.
      for (var creator = 1L; creator <= CREATORS - 10; creator++) {
        if (random.nextInt(20) == 0) {
          rows.add(
              new Row(
                  creator,
                  FIRST.plusDays(day),
                  random.nextInt(3),
                  random.nextInt(3),
                  BigDecimal.valueOf(random.nextInt(5) - 1, 0).setScale(2),
                  random.nextInt(4)));
        }
      }
    }
    return rows;
  }

  private static CreatorQueries queries() {
    if (queries == null) {
      throw new AssertionError("nothing filled");
    }
    return queries;
  }
}
