package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Computes the daily tables from the event log: platform, creators, gift types, users, revenue by
/// source and cohorts.
///
/// A day is replaced in one transaction, and its follow-ups (followers of later days, the ages that
/// cohorts reach on it, the accuracy of forecasts) with it. Safe to repeat; safe to race, on any
/// number of servers: one transaction writes figures at a time. In a run of several days the
/// followers of days after them are carried forward with the last one; a run that breaks off leaves
/// a note, and the next one settles it.
@Component
public class Rollups {
  private final RollupRepository days;
  private final RegistrationRepository registrations;
  private final CohortRepository cohorts;
  private final Earnings earnings;
  private final ReportingFrame frame;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Rollups(
      RollupRepository days,
      RegistrationRepository registrations,
      CohortRepository cohorts,
      Earnings earnings,
      ReportingFrame frame,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.days = days;
    this.registrations = registrations;
    this.cohorts = cohorts;
    this.earnings = earnings;
    this.frame = frame;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /// What was computed, and which days were left as an earlier installation wrote them.
  public record Closing(List<LocalDate> computed, List<LocalDate> keptAdopted) {
    @Override
    public String toString() {
      var kept =
          keptAdopted.isEmpty()
              ? ""
              : " %s taken over from an earlier installation stayed as they were."
                  .formatted(count(keptAdopted.size()));
      if (computed.isEmpty()) {
        return "Nothing was due." + kept;
      }
      return (computed.size() == 1
              ? "Computed " + computed.getFirst() + " into all daily tables."
              : "Computed %s from %s to %s into all daily tables."
                  .formatted(count(computed.size()), computed.getFirst(), computed.getLast()))
          + kept;
    }

    private static String count(int days) {
      return days == 1 ? "1 day" : "%,d days".formatted(days);
    }
  }

  /// Computes these days again, whatever is there, days of an earlier installation too.
  ///
  /// Errors: [IllegalArgumentException] for a day that has not begun.
  public Closing close(DayRange range) {
    if (range.until().isAfter(today().plusDays(1))) {
      throw new IllegalArgumentException(
          "%s has not begun; the last day with figures is today, %s."
              .formatted(range.last(), today()));
    }
    return compute(range.days().toList(), true);
  }

  /// Computes every day that is due: those never computed, those computed before they were over,
  /// those touched since, and today as far as it has come.
  public Closing catchUp() {
    transaction.executeWithoutResult(status -> {
      days.begin();
      recount();
    });
    return compute(days.due(today()), false);
  }

  /// Computes the days that were touched since they were computed, today among them.
  public Closing refresh() {
    return compute(days.touched(today()), false);
  }

  private Closing compute(List<LocalDate> due, boolean evenAdopted) {
    var computed = new ArrayList<LocalDate>();
    var kept = new ArrayList<LocalDate>();
    for (var day : due) {
      var last = day.equals(due.getLast());
      if (computeInTransaction(day, evenAdopted, last)) {
        computed.add(day);
      } else {
        kept.add(day);
      }
    }
    return new Closing(List.copyOf(computed), List.copyOf(kept));
  }

  /// Whether the day was computed; false where it stays an earlier installation's.
  private boolean computeInTransaction(LocalDate day, boolean evenAdopted, boolean last) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          days.begin();
          var compute = evenAdopted || !days.isAdopted(day);
          days.takeNotes(day);
          if (compute) {
            // After the notes: whose note is gone, that event is booked before it is counted.
            earnings.bookPending();
            computeDay(day);
          }
          if (last) {
            days.settleFollowers();
            recount();
            days.forgetBeforeHistory();
          }
          return compute;
        }));
  }

  private void computeDay(LocalDate day) {
    var over = day.isBefore(today());
    days.stage(day);
    days.replace(day);
    days.markComputed(day, over);
    if (over) {
      cohorts.recompute(List.of(day));
      cohorts.reach(day);
      days.scoreForecasts(day);
    }
  }

  /// Brings the counts of registrations in step with the users there are, and with them every row
  /// that says how many there were. Comes after the notes of the run were taken away: a user whom
  /// an event created or moved is seen by whoever takes that event's note.
  private void recount() {
    cohorts.recompute(registrations.recount(today()));
  }

  private LocalDate today() {
    return frame.dayOf(clock.instant());
  }
}
