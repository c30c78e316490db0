package ai.profithack.events;

import ai.profithack.events.Submission.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Lets many requests share one transaction: while one group is being written the next one gathers,
/// so that the busier it is, the cheaper a commit becomes. Nobody is answered before the commit.
@Component
class GroupCommit implements DisposableBean {
  private static final long PATIENCE_SECONDS = 30;

  /// Ends the thread that takes it, which leaves it to the next.
  private static final Submission STOP = new Submission("", List.of(), List.of());

  private final EventWriter writer;
  private final LinkedBlockingQueue<Submission> queue = new LinkedBlockingQueue<>();
  private final int groupLimit;
  private final int waitingLimit;
  private final Semaphore room;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /// `groupLimit` bounds the events of one transaction, `waitingLimit` those in memory.
  GroupCommit(
      EventWriter writer,
      @Value("${profithack.events.writers:2}") int writers,
      @Value("${profithack.events.group-limit:20000}") int groupLimit,
      @Value("${profithack.events.waiting-limit:100000}") int waitingLimit) {
    this.writer = writer;
    this.groupLimit = groupLimit;
    this.waitingLimit = waitingLimit;
    this.room = new Semaphore(waitingLimit, true);
    for (var number = 1; number <= writers; number++) {
      threads.add(Thread.ofPlatform().daemon().name("event-writer-" + number).start(this::work));
    }
  }

  /// Writes the parts and waits until all of them are on disk.
  ///
  /// Errors: [EventLogUnavailable] if one of them is not.
  List<Outcome> write(List<Submission> parts) {
    var pending = new ArrayList<CompletableFuture<Outcome>>();
    for (var part : parts) {
      enter(part);
      pending.add(part.outcome);
    }
    try {
      return pending.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof EventLogUnavailable unavailable
          ? new EventLogUnavailable(String.valueOf(unavailable.getMessage()), unavailable)
          : new IllegalStateException("an event could not be written", failed);
    }
  }

  private void enter(Submission part) {
    var permits = Math.min(Math.max(1, part.size()), waitingLimit);
    try {
      if (!room.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new EventLogUnavailable(
            "More events arrive than can be written. Nothing was acknowledged; send the batch again later.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EventLogUnavailable("Interrupted while waiting for the event log.", interrupted);
    }
    var _ = part.outcome.whenComplete((_, _) -> room.release(permits));
    queue.add(part);
    if (closed) {
      rejectWaiting();
    }
  }

  private void work() {
    while (true) {
      var group = new ArrayList<Submission>();
      try {
        var first = queue.take();
        if (first == STOP) {
          queue.add(STOP);
          return;
        }
        group.add(first);
        fill(group);
        writer.write(group);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error failure) {
        // An error too, such as want of memory: a thread that ended would leave its callers
        // waiting.
        group.forEach(submission -> submission.outcome.completeExceptionally(failure));
      }
    }
  }

  private void fill(List<Submission> group) {
    var events = group.getFirst().size();
    while (events < groupLimit) {
      var next = queue.peek();
      if (next == null
          || next == STOP
          || events + next.size() > groupLimit
          || !queue.remove(next)) {
        return;
      }
      group.add(next);
      events += next.size();
    }
  }

  private void rejectWaiting() {
    for (var waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      waiting.outcome.completeExceptionally(
          new EventLogUnavailable("The server is stopping. Send the batch again."));
    }
    queue.add(STOP);
  }

  /// Lets what is being written finish; what still waits is rejected.
  @Override
  public void destroy() throws InterruptedException {
    closed = true;
    rejectWaiting();
    for (var thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }
  }
}
