package ai.profithack.analytics;

import ai.profithack.jobs.Job;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The revenue of the next 30 days.
@Component
class RevenueForecastJob implements Job {
  private final Rollups rollups;
  private final Forecasts forecasts;

  RevenueForecastJob(Rollups rollups, Forecasts forecasts) {
    this.rollups = rollups;
    this.forecasts = forecasts;
  }

  @Override
  public String name() {
    return "revenue-forecast";
  }

  @Override
  public String schedule() {
    return "0 30 0 * * MON";
  }

  @Override
  public String description() {
    return "Forecasts the revenue of the 30 days that begin with the first day not yet over.";
  }

  /// A forecast is always made today, from what is known today: for another day there is nothing to
  /// do again.
  @Override
  public String run(@Nullable LocalDate day) {
    rollups.catchUp();
    return forecasts.issue().toString();
  }
}
