package ai.profithack.events;

import ai.profithack.kernel.ReportingFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The money events that wait to be booked, in the order in which they were accepted.
@Component
public class MoneyEvents {
  private final EventRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;

  MoneyEvents(EventRepository repository, ReportingFrame frame, Clock clock) {
    this.repository = repository;
    this.frame = frame;
    this.clock = clock;
  }

  /// Takes up to `atMost` of the oldest. They are gone when the caller's transaction commits, and
  /// wait again when it does not; so each is booked once. One taker at a time.
  @Transactional(propagation = Propagation.MANDATORY)
  public List<MoneyEvent> take(int atMost) {
    return repository.takeMoney(atMost);
  }

  /// Notes that `minor` of an accepted refund had been taken back already: figures leave it out.
  @Transactional(propagation = Propagation.MANDATORY)
  public void noteRepeated(String refundId, long minor) {
    repository.noteRepeated(refundId, minor);
  }

  /// Notes that what was booked for an accepted event of this event time has changed: the figures
  /// of its day are computed again.
  @Transactional(propagation = Propagation.MANDATORY)
  public void changed(Instant time) {
    repository.touch(List.of(frame.dayOf(time)), List.of(), clock.instant());
  }

  /// How many wait.
  @Transactional(readOnly = true)
  public long waiting() {
    return repository.waitingMoney();
  }
}
