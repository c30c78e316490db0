package ai.profithack.payouts;

import java.util.concurrent.atomic.AtomicLong;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;

/// Counts what a deed asks the database.
final class CountedStatements implements ExecuteListener {
  private final ThreadLocal<AtomicLong> sent = ThreadLocal.withInitial(AtomicLong::new);

  @Override
  public void executeStart(ExecuteContext context) {
    sent.get().incrementAndGet();
  }

  /// How many statements this thread sends in the course of `deed`.
  long during(Runnable deed) {
    var before = sent.get().get();
    deed.run();
    return sent.get().get() - before;
  }
}
