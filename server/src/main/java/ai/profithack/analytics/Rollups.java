package ai.profithack.analytics;

import ai.profithack.jobs.JobProgress;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Computes the daily tables from the event log: platform, creators, gift types, users, revenue by
/// source and cohorts.
///
/// A day is replaced in one transaction, and its follow-ups (followers of later days, the ages that
/// cohorts reach on it, the accuracy of forecasts) with it; days in a row on which nothing happened
/// are replaced together. Safe to repeat; safe to race, on any number of servers: one transaction
/// writes figures at a time. In a run of several days the followers of days after them are carried
/// forward with the last one; a run that breaks off leaves a note, and the next one settles it.
@Component
public class Rollups {
  /// Quiet days that are written together at most.
  private static final int QUIET_DAYS = 366;

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
              : " %s taken over from an earlier installation stayed %s."
                  .formatted(
                      count(keptAdopted.size()),
                      keptAdopted.size() == 1 ? "as it was" : "as they were");
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
      return Counted.of(days, "day", "days");
    }
  }

  /// Computes these days again, whatever is there, days of an earlier installation too.
  ///
  /// Errors: [IllegalArgumentException] for a day that has not begun, or one before all history.
  public Closing close(DayRange range) {
    if (range.until().isAfter(today().plusDays(1))) {
      throw new IllegalArgumentException(
          "%s has not begun; the last day with figures is today, %s."
              .formatted(range.last(), today()));
    }
    if (range.from().isBefore(LocalDate.EPOCH)) {
      throw new IllegalArgumentException(
          "%s is before %s, the first day that can have figures."
              .formatted(range.from(), LocalDate.EPOCH));
    }
    return compute(range.days().toList(), true, JobProgress.silent());
  }

  /// Computes every day that is due: those never computed, those computed before they were over,
  /// those touched since, and today as far as it has come.
  public Closing catchUp() {
    return catchUp(JobProgress.silent());
  }

  /// The same, telling how many days are done.
  Closing catchUp(JobProgress progress) {
    transaction.executeWithoutResult(status -> {
      days.begin();
      recount();
    });
    return compute(days.due(today()), false, progress);
  }

  /// Computes the days that were touched since they were computed, today among them.
  public Closing refresh() {
    return compute(days.touched(today()), false, JobProgress.silent());
  }

  private Closing compute(List<LocalDate> due, boolean evenAdopted, JobProgress progress) {
    var computed = new ArrayList<LocalDate>();
    var kept = new ArrayList<LocalDate>();
    var done = 0L;
    for (var stretch : stretches(due)) {
      var last = stretch.last().equals(due.getLast());
      if (computeInTransaction(stretch, evenAdopted, last)) {
        computed.addAll(stretch.days().toList());
      } else {
        kept.add(stretch.from());
      }
      done += stretch.count();
      progress.done(done, due.size(), "days");
    }
    return new Closing(List.copyOf(computed), List.copyOf(kept));
  }

  /// The days, oldest first: each by itself, but days in a row without any event together.
  private List<DayRange> stretches(List<LocalDate> due) {
    var quiet = due.size() == 1 ? Set.<LocalDate>of() : days.quiet(due);
    var stretches = new ArrayList<DayRange>();
    for (var day : due) {
      var before = stretches.isEmpty() ? null : stretches.getLast();
      if (before != null
          && before.until().equals(day)
          && before.count() < QUIET_DAYS
          && quiet.contains(before.last())
          && quiet.contains(day)
          && day.isBefore(today())) {
        stretches.set(stretches.size() - 1, new DayRange(before.from(), day.plusDays(1)));
      } else {
        stretches.add(DayRange.of(day));
      }
    }
    return stretches;
  }

  /// Whether the stretch was computed; false for a day that stays an earlier installation's.
  private boolean computeInTransaction(DayRange stretch, boolean evenAdopted, boolean last) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          days.begin();
          var compute = evenAdopted || !days.isAdopted(stretch.from());
          days.takeNotes(stretch);
          if (compute) {
            // After the notes: whose note is gone, that event is booked before it is counted.
            earnings.bookPending();
            computeNoted(stretch);
          }
          if (last) {
            days.settleFollowers();
            recount();
            days.forgetBeforeHistory();
          }
          return compute;
        }));
  }

  /// Computes a stretch whose notes were taken. Where an event arrived on a quiet day meanwhile,
  /// its days are no longer alike.
  private void computeNoted(DayRange stretch) {
    if (stretch.count() == 1 || days.quiet(stretch.days().toList()).size() == stretch.count()) {
      computeAlike(stretch);
    } else {
      stretch.days().forEach(day -> computeAlike(DayRange.of(day)));
    }
  }

  private void computeAlike(DayRange stretch) {
    var over = stretch.last().isBefore(today());
    days.stage(stretch.from());
    days.replace(stretch);
    days.markComputed(stretch, over);
    if (over) {
      computeCohorts(stretch);
      days.scoreForecasts(stretch);
    }
  }

  private void computeCohorts(DayRange stretch) {
    var concerned = cohorts.concernedBy(stretch);
    if (stretch.count() > 1) {
      cohorts.recompute(concerned);
      return;
    }
    var own = stretch.from();
    if (concerned.remove(own)) {
      cohorts.recompute(List.of(own));
    }
    cohorts.reach(own, concerned);
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
