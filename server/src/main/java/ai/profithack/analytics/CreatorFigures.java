package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.platform.Creators;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What happened to each creator.
@Component
public class CreatorFigures {
  /// A search names at most so many creators; a longer answer asks for more letters.
  public static final int SEARCH_LIMIT = 200;

  private final CreatorQueries queries;
  private final Creators creators;

  CreatorFigures(CreatorQueries queries, Creators creators) {
    this.queries = queries;
    this.creators = creators;
  }

  /// A creator's days, newest first, and what they add up to.
  public record Report(List<CreatorDailyRow> metrics, Summary summary) {}

  /// Over the days of a report. `topDay` is the day of the highest gift revenue, of equal ones that
  /// with the most views, of equal ones the earliest; null where there is no day.
  public record Summary(
      @Schema(example = "156300") long totalViews,
      @Schema(example = "12900") long totalLikes,
      @Schema(example = "1140") long totalComments,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "369.00")
          BigDecimal totalRevenue,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "9.39")
          BigDecimal avgEngagement,
      @Nullable CreatorDailyRow topDay) {}

  /// A creator in a ranking, with the name to show where one is known.
  public record Ranked(@Nullable String name, CreatorTotals totals) {}

  /// One page of a ranking; `next` continues it, null on the last page. `cut` says that a search
  /// found more than are listed.
  public record Ranking(List<Ranked> creators, @Nullable String next, boolean cut) {}

  /// The creator's name; empty where there is no creator of this id. Somebody who has figures of a
  /// creator is one, whatever the platform says.
  public Optional<Creators.Person> find(long creatorId) {
    return creators
        .find(creatorId)
        .filter(person -> person.isCreator() || queries.hasFigures(creatorId));
  }

  /// What happened to the creator on the days of the range, newest first, and what it adds up to.
  public Report report(long creatorId, DayRange range) {
    var days = queries.days(creatorId, range);
    return new Report(days, summary(days));
  }

  /// What a creator's days in the range add up to; zeros where nothing happened.
  public CreatorTotals totals(long creatorId, DayRange range) {
    return queries.totals(List.of(creatorId), range).getFirst();
  }

  public Optional<LocalDate> firstDay(long creatorId) {
    return queries.firstDay(creatorId);
  }

  /// The creators to whom something happened in the range, highest first, from `cursor` on.
  ///
  /// Errors: [IllegalArgumentException] where `cursor` was not handed out as `next`.
  public Ranking ranking(DayRange range, CreatorOrder order, @Nullable String cursor, int limit) {
    var found = queries.ranking(range, order, cursor == null ? null : place(cursor), limit + 1);
    var page = found.subList(0, Math.min(limit, found.size()));
    var next = found.size() <= limit ? null : cursor(order, page.getLast());
    return new Ranking(named(page), next, false);
  }

  /// The creators with this id or name, highest first; also those to whom nothing happened.
  public Ranking search(String text, DayRange range, CreatorOrder order) {
    var ids = creators.matching(text, SEARCH_LIMIT + 1);
    var cut = ids.size() > SEARCH_LIMIT;
    var listed = ids.subList(0, Math.min(SEARCH_LIMIT, ids.size()));
    var all = queries.totals(listed, range).stream().sorted(byOrder(order)).toList();
    return new Ranking(named(all), null, cut);
  }

  private List<Ranked> named(List<CreatorTotals> totals) {
    Map<Long, String> names =
        creators.names(totals.stream().map(CreatorTotals::creatorId).toList());
    return totals.stream().map(each -> new Ranked(names.get(each.creatorId()), each)).toList();
  }

  private static Summary summary(List<CreatorDailyRow> days) {
    return new Summary(
        sum(days, CreatorDailyRow::videoViews),
        sum(days, CreatorDailyRow::videoLikes),
        sum(days, CreatorDailyRow::videoComments),
        Decimals.sum(days, CreatorDailyRow::giftRevenue),
        Decimals.mean(days, CreatorDailyRow::engagementRate),
        days.stream()
            .max(
                Comparator.comparing(CreatorDailyRow::giftRevenue)
                    .thenComparing(CreatorDailyRow::videoViews)
                    .thenComparing(CreatorDailyRow::day, Comparator.reverseOrder()))
            .orElse(null));
  }

  private static long sum(List<CreatorDailyRow> days, ToLongFunction<CreatorDailyRow> column) {
    return days.stream().mapToLong(column).reduce(0, Math::addExact);
  }

  private static Comparator<CreatorTotals> byOrder(CreatorOrder order) {
    return Comparator.comparing((CreatorTotals totals) -> ranked(order, totals))
        .reversed()
        .thenComparing(CreatorTotals::creatorId);
  }

  private static BigDecimal ranked(CreatorOrder order, CreatorTotals totals) {
    return switch (order) {
      case REVENUE -> totals.giftRevenue();
      case VIEWS -> BigDecimal.valueOf(totals.views());
      case FOLLOWERS -> BigDecimal.valueOf(totals.followers());
    };
  }

  private static String cursor(CreatorOrder order, CreatorTotals last) {
    return ranked(order, last).toPlainString() + "_" + last.creatorId();
  }

  private static CreatorQueries.Place place(String cursor) {
    var parts = cursor.split("_", -1);
    if (!cursor.matches("-?\\d{1,19}(\\.\\d{1,2})?_\\d{1,18}")) {
      throw new IllegalArgumentException("cursor is not one that an earlier page handed out");
    }
    return new CreatorQueries.Place(new BigDecimal(parts[0]), Long.parseLong(parts[1]));
  }
}
