package ai.profithack.payouts;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Seals what is not sealed yet, or is under another key than the one that seals now: destinations
/// from before they were sealed, and all of them after a new key was put first.
///
/// Safe to repeat, to race and to be cut off: some at a time, each for itself.
@Component
class DestinationSealing {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationSealing.class);
  private static final int AT_A_TIME = 200;

  private final PayeeRepository payees;
  private final TransactionTemplate transactions;

  DestinationSealing(PayeeRepository payees, TransactionTemplate transactions) {
    this.payees = payees;
    this.transactions = transactions;
  }

  @EventListener(ApplicationReadyEvent.class)
  void atStart() {
    var sealed = sealAll();
    if (sealed > 0) {
      LOG.info("{} destinations of payouts were sealed.", sealed);
    }
    var closed = payees.sealedUnderOtherKeys();
    if (closed > 0) {
      LOG.error(
          "{} destinations of payouts are sealed under keys that are not here, and cannot be paid to: add the keys to PROFITHACK_DESTINATION_KEYS.",
          closed);
    }
  }

  /// Returns how many were sealed.
  int sealAll() {
    var all = 0;
    var after = 0L;
    while (true) {
      var from = after;
      var some =
          Objects.requireNonNull(transactions.execute(_ -> payees.sealSome(from, AT_A_TIME)));
      all += some.sealed();
      if (some.last() == null) {
        return all;
      }
      after = some.last();
    }
  }
}
