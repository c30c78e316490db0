package ai.profithack.moderation;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Works off the analyses that wait, as many at once as the machine has processors. Servers of one
/// database share the work through it: each analysis is claimed with a lease that its worker
/// renews, and that of a server that is gone is taken up again when its lease ends.
@Component
class AnalysisWorkers implements SmartLifecycle {
  /// How often an analysis is begun before it is believed to take its server with it.
  static final int ATTEMPTS_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(AnalysisWorkers.class);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final String LOST =
      "Its server ended %d times while it looked at this file.".formatted(ATTEMPTS_MAX);

  private final AnalysisRepository analyses;
  private final AnalysisRunner runner;
  private final Clock clock;
  private final boolean serving;
  private final int places = Runtime.getRuntime().availableProcessors();
  private final Semaphore free = new Semaphore(places);
  private final Set<Work> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean running;

  AnalysisWorkers(
      AnalysisRepository analyses,
      AnalysisRunner runner,
      Clock clock,
      @Value("${profithack.serving:false}") boolean serving) {
    this.analyses = analyses;
    this.runner = runner;
    this.clock = clock;
    this.serving = serving;
  }

  /// Begins what waits, if there is a free worker. Returns at once.
  void wake() {
    while (running && free.tryAcquire()) {
      try {
        threads.execute(this::work);
      } catch (RuntimeException ending) {
        free.release();
        throw ending;
      }
      if (free.availablePermits() < places - 1) {
        return;
      }
    }
  }

  /// Works until nothing waits.
  private void work() {
    try {
      while (running && one()) {
        // The next one.
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      LOG.warn("Analyses cannot be claimed; it is tried again in a moment.", failure);
    } finally {
      free.release();
    }
  }

  private boolean one() throws InterruptedException {
    var worker = UUID.randomUUID().toString();
    var now = clock.instant();
    var claimed = analyses.claim(worker, now, now.plus(LEASE), ATTEMPTS_MAX);
    if (claimed.isEmpty()) {
      return false;
    }
    var work = new Work(claimed.orElseThrow(), worker);
    underWay.add(work);
    try {
      runner.run(work.analysis, worker, work);
    } finally {
      underWay.remove(work);
    }
    return true;
  }

  /// An analysis in the hands of a worker, and how far it is.
  private final class Work implements Observation.Progress {
    private final Analysis analysis;
    private final String worker;
    private final Thread thread = Thread.currentThread();
    private volatile String stage = "Begun";
    private volatile int percent;
    private volatile long saidNanos = System.nanoTime();

    Work(Analysis analysis, String worker) {
      this.analysis = analysis;
      this.worker = worker;
    }

    /// Told often; written once a second.
    @Override
    public void at(String newStage, int newPercent) {
      var changed = !stage.equals(newStage);
      stage = newStage;
      percent = newPercent;
      if (changed || System.nanoTime() - saidNanos > TimeUnit.SECONDS.toNanos(1)) {
        saidNanos = System.nanoTime();
        keep();
      }
    }

    /// Stops where somebody else has it by now.
    void keep() {
      var until = clock.instant().plus(LEASE);
      if (!analyses.keep(analysis.analysisId(), worker, until, stage, percent)
          && underWay.contains(this)) {
        thread.interrupt();
      }
    }
  }

  private void renew() {
    for (var work : underWay) {
      try {
        work.keep();
      } catch (RuntimeException failure) {
        LOG.warn(
            "The lease of analysis {} cannot be renewed.", work.analysis.analysisId(), failure);
      }
    }
  }

  private void look() {
    try {
      analyses.giveUp(clock.instant(), ATTEMPTS_MAX, LOST);
      wake();
    } catch (RuntimeException failure) {
      LOG.debug("Nothing is known of waiting analyses.", failure);
    }
  }

  private void every(Duration period, Runnable step) {
    try {
      while (running) {
        Thread.sleep(period);
        step.run();
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void start() {
    running = true;
    threads.execute(() -> every(RENEWAL, this::renew));
    if (serving) {
      threads.execute(() -> every(LOOK, this::look));
    }
  }

  /// What is under way is given back and begun anew by whoever comes.
  @Override
  public void stop() {
    running = false;
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("An analysis did not end within ten seconds.");
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    for (var work : underWay) {
      analyses.release(work.worker);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
