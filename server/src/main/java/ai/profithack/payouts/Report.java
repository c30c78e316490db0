package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import org.jspecify.annotations.Nullable;

/// What a source says of one payout: the rail's answer, a look at the provider, a statement, a
/// person.
///
/// `reference` is the rail's own name for it where one is known; `reason` is why, for failures and
/// returns; `fee` is what the rail took for it from the operator, null where it says nothing of it.
record Report(
    Status status, @Nullable String reference, @Nullable String reason, @Nullable Money fee) {
  Report(Status status, @Nullable String reference, @Nullable String reason) {
    this(status, reference, reason, null);
  }

  /// What was said.
  enum Status {
    /// The rail has it.
    ACCEPTED,
    /// The receiver has to claim it.
    UNCLAIMED,
    /// The provider is looking into it.
    ON_HOLD,
    /// It was paid.
    PAID,
    /// A line of the bank's statement shows that it left.
    SETTLED,
    /// It was refused for good; nothing was or will be paid.
    FAILED,
    /// It was taken back before it was paid.
    CANCELLED,
    /// It was paid and came back.
    RETURNED,
    /// The provider does not know it. That is no proof that it will not turn up.
    NOT_FOUND,
    /// There was no answer that can be relied on.
    NO_ANSWER
  }

  static Report of(Status status) {
    return new Report(status, null, null);
  }

  static Report noAnswer(String why) {
    return new Report(Status.NO_ANSWER, null, why);
  }
}
