package ai.profithack.analytics.web;

import ai.profithack.analytics.CreatorFigures;
import ai.profithack.analytics.CreatorOrder;
import ai.profithack.web.DateRange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One page of the list of creators, and the links that change it.
public record CreatorsView(
    DateRange range,
    CreatorOrder order,
    String search,
    boolean continued,
    CreatorFigures.Ranking ranking) {

  public String sortedBy(CreatorOrder other) {
    return link(other, null);
  }

  public @Nullable String ariaSort(CreatorOrder column) {
    return column == order ? "descending" : null;
  }

  public @Nullable String next() {
    return ranking.next() == null ? null : link(order, ranking.next());
  }

  public String first() {
    return link(order, null);
  }

  /// The range as parameters: `range=30d`, or both days.
  public String rangeQuery() {
    return range.preset() == null
        ? "from=%s&to=%s".formatted(range.from(), range.to())
        : "range=" + range.preset();
  }

  private String link(CreatorOrder by, @Nullable String cursor) {
    var link = "/creators?%s&sort=%s".formatted(rangeQuery(), by.name().toLowerCase(Locale.ROOT));
    if (!search.isEmpty()) {
      link += "&search=" + URLEncoder.encode(search, StandardCharsets.UTF_8);
    }
    return cursor == null
        ? link
        : link + "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
  }
}
