package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import java.util.List;
import org.springframework.stereotype.Component;

/// What each gift type ("spark") brought.
@Component
public class SparkFigures {
  private final SparkQueries queries;

  SparkFigures(SparkQueries queries) {
    this.queries = queries;
  }

  /// What each gift type adds up to over the range, highest revenue first.
  public List<SparkTotals> totals(DayRange range) {
    return queries.totals(range);
  }

  /// Newest day first, within a day the highest revenue first.
  public List<GiftDailyRow> days(DayRange range) {
    return queries.days(range);
  }
}
