package ai.profithack.moderation;

import ai.profithack.kernel.StoreUnavailable;
import ai.profithack.media.DecoderUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
import org.springframework.context.SmartLifecycle;

/// Works off what waits in a table, so many at once. Servers of one database share the work through
/// it: each row is claimed with a lease that its worker renews, and that of a server that is gone
/// is taken up again when its lease ends.
///
/// `T`: what a row asks for.
abstract class LeasedWorkers<T> implements SmartLifecycle {
  /// How often something is begun before it is believed to take its server with it.
  static final int ATTEMPTS_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(LeasedWorkers.class);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final String OURS =
      "It failed for a reason of the server's, which its log says. Ask for it again.";

  private final String what;
  private final LeaseRepository leases;
  private final Clock clock;
  private final boolean serving;
  private final Semaphore free;

  /// Something was asked for since a worker last began to look.
  private final AtomicBoolean asked = new AtomicBoolean();

  private final Set<Work> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean running;

  /// Those since the last start, null while stopped; guarded by `this`.
  private @Nullable ExecutorService threads;

  /// `what` one of them is called in messages; `serving`: whether what other servers left is looked
  /// for.
  LeasedWorkers(String what, int atOnce, LeaseRepository leases, Clock clock, boolean serving) {
    this.what = what;
    this.leases = leases;
    this.clock = clock;
    this.serving = serving;
    this.free = new Semaphore(atOnce);
  }

  /// Gives the oldest row that nobody works on to a worker: one that waits, or one whose worker has
  /// not been heard of and that was not begun [#ATTEMPTS_MAX] times.
  abstract Optional<T> claim(String worker, Instant now, Instant leaseUntil);

  abstract long id(T claimed);

  /// Does the work. Whatever is thrown but a [WorkFailed] is a fault of this server's.
  abstract void run(T claimed, String worker, Progress progress)
      throws WorkFailed, IOException, InterruptedException;

  /// Notes that nothing came of it; nothing is written where it is not this worker's any more.
  abstract void fail(T claimed, String worker, Failure failure);

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
      LOG.warn("No {} can be claimed or ended; it is tried again in a moment.", what, failure);
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
    var claimed = claim(worker, now, now.plus(LEASE));
    if (claimed.isEmpty()) {
      return false;
    }
    var work = new Work(claimed.orElseThrow(), worker);
    underWay.add(work);
    try {
      finish(work);
    } catch (InterruptedException ending) {
      asked.set(true);
      leases.release(worker);
      throw ending;
    } finally {
      underWay.remove(work);
    }
    return true;
  }

  /// Every end is written down but that of the server, after which somebody begins anew. An error
  /// of the virtual machine goes on to whoever watches that, once its row says what happened.
  private void finish(Work work) throws InterruptedException {
    try {
      run(work.claimed, work.worker, work);
    } catch (InterruptedException ending) {
      throw ending;
    } catch (WorkFailed known) {
      fail(work.claimed, work.worker, known.failure());
    } catch (DecoderUnavailable missing) {
      fail(
          work.claimed,
          work.worker,
          new Failure(Fault.UNAVAILABLE, String.valueOf(missing.getMessage())));
    } catch (Throwable unexpected) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the server ends");
      }
      LOG.error("The {} {} failed.", what, id(work.claimed), unexpected);
      fail(
          work.claimed,
          work.worker,
          StoreUnavailable.behind(unexpected).isPresent()
              ? new Failure(Fault.UNAVAILABLE, StoreUnavailable.FOR_OTHERS)
              : new Failure(Fault.SERVER, OURS));
      if (unexpected instanceof VirtualMachineError fatal
          && !(unexpected instanceof StackOverflowError)) {
        throw fatal;
      }
    }
  }

  /// What a worker has in its hands, and how far it is.
  private final class Work implements Progress {
    private final T claimed;
    private final String worker;
    private volatile String stage = "Begun";
    private volatile int percent;
    private volatile long saidNanos = System.nanoTime();

    Work(T claimed, String worker) {
      this.claimed = claimed;
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

    /// Where somebody else has it by now, nothing is written here, nor at the end.
    void keep() {
      leases.keep(id(claimed), worker, clock.instant().plus(LEASE), stage, percent);
    }
  }

  private void renew() {
    for (var work : underWay) {
      try {
        work.keep();
      } catch (RuntimeException failure) {
        LOG.warn("The lease of {} {} cannot be renewed.", what, id(work.claimed), failure);
      }
    }
  }

  private void look() {
    try {
      leases.giveUp(
          clock.instant(),
          ATTEMPTS_MAX,
          new Failure(
              Fault.SERVER,
              "Its server ended %d times during this %s.".formatted(ATTEMPTS_MAX, what)));
      wake();
    } catch (RuntimeException failure) {
      LOG.debug("Nothing is known of what waits for a {}.", what, failure);
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
        LOG.warn("One {} did not end within ten seconds.", what);
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
