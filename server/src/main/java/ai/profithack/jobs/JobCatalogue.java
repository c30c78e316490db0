package ai.profithack.jobs;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.stereotype.Component;

/// Every job that some module offers, in the order of their schedules.
///
/// Errors: [IllegalStateException] at start for a name that cannot be typed, a name used twice, or
/// a schedule that is none.
@Component
class JobCatalogue {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /// A Monday's first second: the schedules in the order of their first time from here.
  private static final LocalDateTime A_MONDAY = LocalDateTime.parse("2024-01-01T00:00:00");

  private final Map<String, Scheduled> jobs;

  private record Scheduled(Job job, CronExpression cron) {}

  JobCatalogue(List<Job> jobs) {
    this.jobs =
        jobs.stream()
            .map(job -> new Scheduled(job, checkedSchedule(job)))
            .sorted(
                comparing((Scheduled scheduled) -> firstTime(scheduled.cron()))
                    .thenComparing(scheduled -> scheduled.job().name()))
            .collect(
                toMap(
                    scheduled -> scheduled.job().name(),
                    scheduled -> scheduled,
                    (one, other) -> {
                      throw new IllegalStateException(
                          "two jobs are called " + one.job().name() + ": " + one + ", " + other);
                    },
                    LinkedHashMap::new));
  }

  List<Job> all() {
    return jobs.values().stream().map(Scheduled::job).toList();
  }

  Optional<Job> find(String name) {
    return Optional.ofNullable(jobs.get(name)).map(Scheduled::job);
  }

  /// The first time of its schedule after `time`.
  ///
  /// Errors: [IllegalStateException] for a schedule that has no further time.
  Instant nextTime(Job job, Instant time) {
    var cron = CronExpression.parse(job.schedule());
    var next = cron.next(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    if (next == null) {
      throw new IllegalStateException(job.name() + " never runs again: " + job.schedule());
    }
    return next.toInstant(ZoneOffset.UTC);
  }

  /// The names that somebody who typed `name` may have meant, likeliest first.
  List<String> resembling(String name) {
    var typed = name.toLowerCase(Locale.ROOT).strip();
    return jobs.keySet().stream()
        .filter(known -> closeness(typed, known) <= Math.max(2, known.length() / 3))
        .sorted(comparing((String known) -> closeness(typed, known)).thenComparing(known -> known))
        .limit(3)
        .toList();
  }

  private static int closeness(String typed, String known) {
    return typed.length() >= 3 && known.contains(typed) ? 0 : distance(typed, known);
  }

  /// Edits (insert, delete, replace a letter) that turn one word into the other.
  ///
  /// Source: Wagner & Fischer 1974, doi:10.1145/321796.321811, keeping one row.
  private static int distance(String from, String to) {
    var bounded = from.length() > 100 ? from.substring(0, 100) : from;
    var row = IntStream.rangeClosed(0, to.length()).toArray();
    for (var i = 1; i <= bounded.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var replaced = diagonal + (bounded.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  private static LocalDateTime firstTime(CronExpression cron) {
    var first = cron.next(A_MONDAY);
    return first == null ? LocalDateTime.MAX : first;
  }

  private static CronExpression checkedSchedule(Job job) {
    if (!NAME.matcher(job.name()).matches()) {
      throw new IllegalStateException(
          "the name of a job is lower-case words joined by hyphens, and not " + job.name());
    }
    try {
      return CronExpression.parse(job.schedule());
    } catch (IllegalArgumentException malformed) {
      throw new IllegalStateException(
          "%s has a schedule that is no cron expression with seconds: %s"
              .formatted(job.name(), job.schedule()),
          malformed);
    }
  }
}
