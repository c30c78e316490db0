package ai.profithack.jobs.web;

import ai.profithack.jobs.JobStatus;
import ai.profithack.web.Formats;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A job as a page shows it at a moment.
public record JobRow(JobStatus job, Instant now) {
  private static final int BAR_WIDTH = 3;
  private static final int BAR_STEP = 4;
  private static final int HEIGHT = 28;
  private static final int LOWEST = 3;

  public String path() {
    return "/jobs/" + job.name();
  }

  public @Nullable RunRow lastRun() {
    return job.lastRun().map(run -> new RunRow(run, now)).orElse(null);
  }

  /// When it runs next; a time that passed is made good as soon as a server looks.
  public String nextAt(Formats formats) {
    return job.nextAt().isAfter(now) ? formats.moment(job.nextAt()) : "as soon as possible";
  }

  /// One run as a bar: the higher, the longer it took.
  public record Bar(int x, int y, int height, String tone) {
    public int width() {
      return BAR_WIDTH;
    }
  }

  /// The newest runs as bars, oldest first.
  public List<Bar> bars() {
    var runs = job.newestRuns().reversed();
    var longest =
        Math.max(1, runs.stream().mapToLong(run -> run.duration(now).toMillis()).max().orElse(1));
    return IntStream.range(0, runs.size())
        .mapToObj(place -> {
          var run = runs.get(place);
          var share = (HEIGHT - LOWEST) * run.duration(now).toMillis() / longest;
          var height = LOWEST + (int) share;
          return new Bar(place * BAR_STEP, HEIGHT - height, height, new RunRow(run, now).tone());
        })
        .toList();
  }

  public int barsWidth() {
    return Math.max(1, job.newestRuns().size() * BAR_STEP - 1);
  }

  /// What the bars show, for those who do not see them.
  public String barsText(Formats formats) {
    var failures =
        job.newestRuns().stream()
            .filter(run ->
                switch (run.state()) {
                  case FAILED, ABANDONED -> true;
                  case RUNNING, SUCCEEDED -> false;
                })
            .count();
    var longest =
        job.newestRuns().stream()
            .map(run -> run.duration(now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return "Durations of the last %s: the longest %s, %d not to a good end"
        .formatted(
            formats.count(job.newestRuns().size(), "run", "runs"),
            formats.duration(longest),
            failures);
  }
}
