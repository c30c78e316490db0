package ai.profithack.demo;

import ai.profithack.demo.Demo.Step;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.web.Banner;
import com.github.kagkarlsson.scheduler.Scheduler;
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
import org.springframework.context.annotation.Primary;

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
  @Primary
  StageClock stageClock() {
    return new StageClock(Clock.systemUTC());
  }

  @Bean
  Life simulatedLife(
      Demo demo,
      Story story,
      JobRunner jobs,
      Scheduler schedule,
      StageClock clock,
      @Value("${profithack.demo.seed:#{null}}") @Nullable Long seed) {
    return new Life(
        demo,
        story,
        jobs,
        schedule,
        clock,
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
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
    private final Story story;
    private final JobRunner jobs;
    private final Scheduler schedule;
    private final StageClock clock;
    private final OptionalLong seed;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread living;

    Life(
        Demo demo,
        Story story,
        JobRunner jobs,
        Scheduler schedule,
        StageClock clock,
        OptionalLong seed) {
      this.demo = demo;
      this.story = story;
      this.jobs = jobs;
      this.schedule = schedule;
      this.clock = clock;
      this.seed = seed;
    }

    /// Until everything that belongs to the history has happened, no job runs by the clock: in the
    /// history it is not that late yet.
    @Override
    public void run(ApplicationArguments arguments) {
      schedule.pause();
      var simulation = demo.open(seed);
      begin(simulation);
      living = Thread.ofVirtual().name("simulated-life").start(() -> live(simulation));
    }

    private void begin(Simulation simulation) {
      System.err.printf(
          "Simulating a platform since %s (seed %d) …%n", simulation.firstDay(), simulation.seed());
      var accepted = act(simulation) + demo.catchUp(simulation, clock.instant(), this::tell);
      System.err.printf("%,d events written. Computing the daily figures …%n", accepted);
      FIGURES.forEach(this::compute);
    }

    /// What was written is booked while more is written.
    private void tell(Step step) {
      System.err.printf("  up to %s, %,d events%n", step.day(), step.accepted());
      jobs.start("earnings-booking", null, "the simulation");
    }

    /// Writes the history up to each scene that is still to come, and plays it; returns how many
    /// events were new.
    private long act(Simulation simulation) {
      var accepted = 0L;
      for (var scene : story.scenes(simulation.presentFrom())) {
        if (demo.isAhead(scene.at())) {
          accepted += demo.catchUp(simulation, scene.at(), this::tell);
          play(scene);
        }
      }
      return accepted;
    }

    /// A scene that fails is missing from the pages, and everything else is there.
    private void play(Scene scene) {
      try {
        clock.asOf(scene.at(), scene.deed());
      } catch (RuntimeException failure) {
        LOG.warn("What people of the demo did at {} is missing.", scene.at(), failure);
      }
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
      try {
        decide(simulation);
      } finally {
        schedule.resume();
      }
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
    private void decide(Simulation simulation) {
      try {
        MONEY.forEach(job -> jobs.run(job, null, "the simulation"));
        story.today(simulation, clock.instant());
      } catch (RuntimeException failure) {
        LOG.warn(
            "Tiers and achievements of the simulated platform wait for their hour, and what follows from them is missing.",
            failure);
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
