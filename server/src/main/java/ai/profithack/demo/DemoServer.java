package ai.profithack.demo;

import ai.profithack.demo.Demo.Step;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.web.Banner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What `demo` adds to a server: the label on every page, the history before the first page is
/// announced, and then life in real time.
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("profithack.demo")
class DemoServer {
  @Bean
  Banner simulatedDataBanner() {
    return new Banner("Simulated data: the people, videos and money on these pages do not exist.");
  }

  @Bean
  Life simulatedLife(
      Demo demo,
      JobRunner jobs,
      Clock clock,
      @Value("${profithack.demo.seed:#{null}}") @Nullable Long seed) {
    return new Life(demo, jobs, clock, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
  }

  /// Writes the history at the start, then every second what has happened meanwhile.
  static final class Life implements ApplicationRunner, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Life.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);
    private static final List<String> FIGURES =
        List.of("daily-analytics", "creator-metrics", "revenue-forecast");

    /// What follows from the figures; the pages are there before it, and the jobs' page tells how
    /// each of these ended.
    private static final List<String> MONEY =
        List.of("earnings-release", "tier-evaluation", "achievements");

    private final Demo demo;
    private final JobRunner jobs;
    private final Clock clock;
    private final OptionalLong seed;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread living;

    Life(Demo demo, JobRunner jobs, Clock clock, OptionalLong seed) {
      this.demo = demo;
      this.jobs = jobs;
      this.clock = clock;
      this.seed = seed;
    }

    @Override
    public void run(ApplicationArguments arguments) {
      var simulation = demo.open(seed);
      System.err.printf(
          "Simulating a platform since %s (seed %d) …%n", simulation.firstDay(), simulation.seed());
      var accepted = demo.catchUp(simulation, clock.instant(), Life::tell);
      System.err.printf("%,d events written. Computing the daily figures …%n", accepted);
      FIGURES.forEach(this::compute);
      living = Thread.ofVirtual().name("simulated-life").start(() -> live(simulation));
    }

    private static void tell(Step step) {
      System.err.printf(
          "  %3d of %d days, %,d events%n", step.dayOfHistory(), step.daysInAll(), step.accepted());
    }

    private void compute(String job) {
      switch (jobs.run(job, null, "the simulation")) {
        case JobEnding.Succeeded(var run) ->
            System.err.printf("  %s: %s%n", run.job(), run.message());
        case JobEnding.Failed(var run) ->
            throw new IllegalStateException(run.job() + " failed: " + run.message());
        case JobEnding.AlreadyRunning _ -> System.err.printf("  %s runs already%n", job);
        case JobEnding.UnknownJob _, JobEnding.NotYet _, JobEnding.Started _ ->
            throw new IllegalStateException("there is no job " + job + " to run now");
      }
    }

    private void live(Simulation simulation) {
      decide();
      var pause = TICK;
      while (!stoppedWithin(pause)) {
        try {
          demo.catchUp(simulation, clock.instant(), _ -> {});
          pause = TICK;
        } catch (RuntimeException failure) {
          LOG.warn("What happens on the simulated platform is written later.", failure);
          pause = PAUSE_AFTER_FAILURE;
        }
      }
    }

    /// A job that fails is shown as failed; where none can be run at all, each waits for its hour.
    private void decide() {
      try {
        MONEY.forEach(job -> jobs.run(job, null, "the simulation"));
      } catch (RuntimeException failure) {
        LOG.warn("Tiers and achievements of the simulated platform wait for their hour.", failure);
      }
    }

    private boolean stoppedWithin(Duration pause) {
      try {
        return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return true;
      }
    }

    /// Life begins with [#run], after the history.
    @Override
    public void start() {}

    /// Ends life before the database does: what did not happen yet happens at the next start.
    @Override
    public void stop() {
      stopped.countDown();
      var thread = living;
      if (thread != null) {
        try {
          thread.join(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public boolean isRunning() {
      return stopped.getCount() > 0;
    }
  }
}
