package ai.profithack.analytics.web;

import ai.profithack.access.CurrentActor;
import ai.profithack.access.Entitlements;
import ai.profithack.access.Role;
import ai.profithack.analytics.DailyFigures;
import ai.profithack.kernel.DayRange;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// How much of a creator's figures their tier shows them, on pages, in downloads and in answers:
/// the last 30 closed days to everybody, 90 with advanced analytics, all there are with premium,
/// today while it runs with real-time. The operator's people see everything.
@Component
class AnalyticsLevels {
  private static final int USUAL_DAYS = 30;
  private static final int ADVANCED_DAYS = 90;

  private final DailyFigures daily;
  private final CurrentActor current;
  private final Entitlements entitlements;

  AnalyticsLevels(DailyFigures daily, CurrentActor current, Entitlements entitlements) {
    this.daily = daily;
    this.current = current;
    this.entitlements = entitlements;
  }

  /// Why whoever asks may not see these days of the creator, in one sentence; empty where they may.
  Optional<String> missing(long creatorId, LocalDate from, LocalDate last) {
    if (current.require().role() != Role.CREATOR) {
      return Optional.empty();
    }
    var closed = usual().last();
    var reach = from.until(closed, ChronoUnit.DAYS) + 1;
    return Stream.of(
            needed(reach > USUAL_DAYS, "advanced_analytics"),
            needed(reach > ADVANCED_DAYS, "premium_analytics"),
            needed(last.isAfter(closed), "real_time_analytics"))
        .flatMap(Optional::stream)
        .flatMap(benefit -> entitlements.missing(creatorId, benefit).stream())
        .findFirst();
  }

  /// The 30 days of the creator that end with today, or with the last closed day where whoever asks
  /// may not see today.
  DayRange lately(long creatorId) {
    var today = DayRange.endingWith(daily.today(), USUAL_DAYS);
    return missing(creatorId, today.from(), today.last()).isEmpty() ? today : usual();
  }

  private DayRange usual() {
    var today = daily.today();
    var hasClosedDays = daily.firstDay().filter(first -> first.isBefore(today)).isPresent();
    return DayRange.endingWith(hasClosedDays ? today.minusDays(1) : today, USUAL_DAYS);
  }

  private static Optional<String> needed(boolean isNeeded, String benefit) {
    return isNeeded ? Optional.of(benefit) : Optional.empty();
  }
}
