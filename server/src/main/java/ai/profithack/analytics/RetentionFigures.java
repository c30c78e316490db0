package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import java.util.List;
import org.springframework.stereotype.Component;

/// Who comes back: retention by day of registration.
@Component
public class RetentionFigures {
  private final CohortQueries queries;

  RetentionFigures(CohortQueries queries) {
    this.queries = queries;
  }

  /// The newest `limit` cohorts that registered within the range, newest first.
  public List<CohortRow> cohorts(DayRange registered, int limit) {
    return queries.cohorts(registered, limit);
  }

  /// By week of registration, newest week first.
  public List<WeeklyRetention> weeks(DayRange registered) {
    return queries.weeks(registered);
  }
}
