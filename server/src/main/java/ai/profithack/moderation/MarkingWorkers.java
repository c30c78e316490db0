package ai.profithack.moderation;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Makes the marked files that are asked for, one at a time on each server: one alone keeps two
/// encoders and a processor busy. Servers of one database share the work as [AnalysisWorkers] do,
/// by leases.
@Component
class MarkingWorkers implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(MarkingWorkers.class);
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration FOREVER = Duration.ofDays(1);
  private static final String LOST =
      "Its server ended %d times while it marked this file.".formatted(ATTEMPTS_MAX);

  private final MarkingRepository markings;
  private final MarkingRunner runner;
  private final Clock clock;
  private final boolean serving;
  private final Semaphore asked = new Semaphore(0);
  private volatile @Nullable Work underWay;
  private volatile boolean running;

  /// Those since the last start, null while stopped; guarded by `this`.
  private @Nullable ExecutorService threads;

  MarkingWorkers(
      MarkingRepository markings,
      MarkingRunner runner,
      Clock clock,
      @Value("${profithack.serving:false}") boolean serving) {
    this.markings = markings;
    this.runner = runner;
    this.clock = clock;
    this.serving = serving;
  }

  /// Begins what waits as soon as nothing else is made. Returns at once.
  void wake() {
    asked.release();
  }

  /// A server also looks now and then for what others left.
  private void work() throws InterruptedException {
    while (running) {
      var woken = asked.tryAcquire((serving ? LOOK : FOREVER).toMillis(), TimeUnit.MILLISECONDS);
      asked.drainPermits();
      try {
        markings.giveUp(clock.instant(), ATTEMPTS_MAX, LOST);
        while (running && one()) {
          // The next one.
        }
      } catch (RuntimeException failure) {
        LOG.atLevel(woken ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
            .setCause(failure)
            .log("Markings cannot be claimed; it is tried again in a moment.");
      }
    }
  }

  private boolean one() throws InterruptedException {
    var worker = UUID.randomUUID().toString();
    var now = clock.instant();
    var claimed = markings.claim(worker, now, now.plus(LEASE), ATTEMPTS_MAX);
    if (claimed.isEmpty()) {
      return false;
    }
    var work = new Work(claimed.orElseThrow(), worker);
    underWay = work;
    try {
      runner.run(work.marking, worker, work);
    } catch (InterruptedException ending) {
      asked.release();
      markings.release(worker);
      throw ending;
    } finally {
      underWay = null;
    }
    return true;
  }

  /// A marking in the hands of the worker, and how far it is.
  private final class Work implements MarkingRunner.Progress {
    private final Marking marking;
    private final String worker;
    private volatile String stage = "Begun";
    private volatile int percent;
    private volatile long saidNanos = System.nanoTime();

    Work(Marking marking, String worker) {
      this.marking = marking;
      this.worker = worker;
    }

    /// Told often; written once a second.
    @Override
    public void at(String newStage, int newPercent) {
      var changed = !stage.equals(newStage);
      stage = newStage;
      percent = Math.max(percent, newPercent);
      if (changed || System.nanoTime() - saidNanos > TimeUnit.SECONDS.toNanos(1)) {
        saidNanos = System.nanoTime();
        keep();
      }
    }

    void keep() {
      var until = clock.instant().plus(LEASE);
      markings.keep(marking.markingId(), worker, until, stage, percent);
    }
  }

  private void renew() throws InterruptedException {
    while (running) {
      Thread.sleep(RENEWAL);
      var work = underWay;
      if (work != null) {
        try {
          work.keep();
        } catch (RuntimeException failure) {
          LOG.warn("The lease of marking {} cannot be renewed.", work.marking.markingId(), failure);
        }
      }
    }
  }

  private interface Loop {
    void run() throws InterruptedException;
  }

  private static void begin(ExecutorService on, Loop loop) {
    on.execute(() -> {
      try {
        loop.run();
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /// May follow a stop: what was asked for meanwhile is begun.
  @Override
  public synchronized void start() {
    if (running) {
      return;
    }
    running = true;
    var fresh = Executors.newVirtualThreadPerTaskExecutor();
    threads = fresh;
    begin(fresh, this::work);
    begin(fresh, this::renew);
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
    ending.shutdownNow();
    try {
      if (!ending.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("A marking did not end within ten seconds.");
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
