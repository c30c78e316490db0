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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
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
  private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());

  /// Something was asked for since a worker last began to look.
  private final AtomicBoolean asked = new AtomicBoolean();

  private final Set<Work> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  /// Those since the last start, null while stopped; guarded by `this`.
  private @Nullable ExecutorService threads;

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

  /// Begins what waits, as soon as a worker is free. Returns at once.
  void wake() {
    asked.set(true);
    begin();
  }

  private synchronized void begin() {
    if (threads != null && free.tryAcquire()) {
      threads.execute(this::work);
    }
  }

  /// Works until nothing waits; what is asked for while the last worker ends is not forgotten.
  private void work() {
    asked.set(false);
    try {
      while (running && one()) {
        // The next one.
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException failure) {
      LOG.warn("Analyses cannot be claimed; it is tried again in a moment.", failure);
    } finally {
      free.release();
    }
    if (asked.get()) {
      begin();
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
    } catch (InterruptedException ending) {
      asked.set(true);
      analyses.release(worker);
      throw ending;
    } finally {
      underWay.remove(work);
    }
    return true;
  }

  /// An analysis in the hands of a worker, and how far it is.
  private final class Work implements Observation.Progress {
    private final Analysis analysis;
    private final String worker;
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

    /// Where somebody else has it by now, nothing is written here, nor at the end.
    void keep() {
      var until = clock.instant().plus(LEASE);
      analyses.keep(analysis.analysisId(), worker, until, stage, percent);
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

  /// May follow a stop: what waited meanwhile is begun.
  @Override
  public void start() {
    synchronized (this) {
      if (running) {
        return;
      }
      running = true;
      threads = Executors.newVirtualThreadPerTaskExecutor();
      threads.execute(() -> every(RENEWAL, this::renew));
      if (serving) {
        threads.execute(() -> every(LOOK, this::look));
      }
    }
    if (asked.get()) {
      begin();
    }
  }

  /// What is under way is given back and begun anew by whoever comes.
  @Override
  public void stop() {
    ExecutorService ending;
    synchronized (this) {
      running = false;
      ending = threads;
      threads = null;
    }
    if (ending == null) {
      return;
    }
    // Outside of the lock: a worker that ends takes it once more.
    ending.shutdownNow();
    try {
      if (!ending.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("An analysis did not end within ten seconds.");
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
