package ai.profithack.events;

import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The money events that wait to be booked, in the order in which they were accepted.
@Component
public class MoneyEvents {
  private final EventRepository repository;

  MoneyEvents(EventRepository repository) {
    this.repository = repository;
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

  /// How many wait.
  @Transactional(readOnly = true)
  public long waiting() {
    return repository.waitingMoney();
  }
}
