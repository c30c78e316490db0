package ai.profithack.events;

import ai.profithack.kernel.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// An event on its way into the log: what was worked out about it, and what becomes of it.
///
/// Mutable, because one belongs to one batch and batches hold many: only the thread that has the
/// batch touches it.
final class Candidate {
  /// Where a candidate stands.
  enum State {
    UNDECIDED,
    ACCEPTED,
    DUPLICATE,
    REFUSED
  }

  final int index;
  final Event event;
  final EventId id;
  final LocalDate day;

  /// In the reporting currency; 0 where the event carries no money.
  final long amountMinor;

  /// As sent, where that is another currency.
  final @Nullable Money original;

  State state = State.UNDECIDED;
  @Nullable Problem problem;
  @Nullable Long userId;
  @Nullable Long creatorId;

  Candidate(
      int index,
      Event event,
      EventId id,
      LocalDate day,
      long amountMinor,
      @Nullable Money original) {
    this.index = index;
    this.event = event;
    this.id = id;
    this.day = day;
    this.amountMinor = amountMinor;
    this.original = original;
  }

  /// Forgets what an earlier attempt decided.
  void reset() {
    state = State.UNDECIDED;
    problem = null;
    userId = event.userId();
    creatorId = event.creatorId();
  }

  void refuse(Problem reason) {
    state = State.REFUSED;
    problem = reason;
  }
}
