package ai.profithack.payouts;

import java.util.List;
import java.util.Locale;

/// Where a payout stands, and with that, where its money is.
///
///     reserved ─► submitting ─► accepted ─► paid ─► confirmed
///        │            │  │       │   ▲        │         │
///        │            │  ▼       │   │        │         │
///        │            │ unknown ─┼───┤        │         │
///        ▼            ▼          ▼   ▼        ▼         ▼
///     cancelled     failed    unclaimed,   failed,   returned
///                             on hold      returned
///
/// In the ledger the money of the first three and of `unknown` is set aside as in payout, from
/// `accepted` to `confirmed` it is in the rail's clearing account, and at the ends below it is
/// available again. `unknown` is left by evidence only: the provider's own word or a line of a
/// statement.
public enum PayoutState {
  /// Set aside; not given to a rail.
  RESERVED,
  /// Its key is saved and it is with the rail, or is being put there; there is no answer yet.
  SUBMITTING,
  /// The call ended without an answer: it may have been paid.
  UNKNOWN,
  /// The rail has it, and named it.
  ACCEPTED,
  /// The receiver has no account at the provider yet.
  UNCLAIMED,
  /// The provider is looking into it.
  ON_HOLD,
  /// The rail says that it was paid. It can still come back.
  PAID,
  /// A line of a statement says so too.
  CONFIRMED,
  /// Refused for good.
  FAILED,
  /// Taken back before it was paid.
  CANCELLED,
  /// Came back after it was paid.
  RETURNED;

  /// As it stands in the database.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PayoutState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /// In words: the same on every page and in every sentence.
  public String words() {
    return switch (this) {
      case RESERVED -> "set aside";
      case SUBMITTING -> "being sent";
      case UNKNOWN -> "unknown";
      case ACCEPTED -> "on its way";
      case ON_HOLD -> "on hold";
      case UNCLAIMED, PAID, CONFIRMED, FAILED, CANCELLED, RETURNED -> text();
    };
  }

  /// The word of the contract for it: `pending`, `processing`, `paid`, `failed`, `returned` or
  /// `cancelled`.
  ///
  /// What is being sent is processing, although the rail has not named it: it may have it, and
  /// nobody can cancel it any more, which is what a reader of `pending` would expect.
  public String contractStatus() {
    return switch (this) {
      case RESERVED -> "pending";
      case SUBMITTING, UNKNOWN, ACCEPTED, UNCLAIMED, ON_HOLD -> "processing";
      case PAID, CONFIRMED -> "paid";
      case FAILED, CANCELLED, RETURNED -> text();
    };
  }

  /// Whether its money is still set aside, not yet with the rail.
  boolean held() {
    return switch (this) {
      case RESERVED, SUBMITTING, UNKNOWN -> true;
      case ACCEPTED, UNCLAIMED, ON_HOLD, PAID, CONFIRMED, FAILED, CANCELLED, RETURNED -> false;
    };
  }

  /// Whether its money is available again.
  public boolean over() {
    return switch (this) {
      case FAILED, CANCELLED, RETURNED -> true;
      case RESERVED, SUBMITTING, UNKNOWN, ACCEPTED, UNCLAIMED, ON_HOLD, PAID, CONFIRMED -> false;
    };
  }

  /// The states that a payout passes through, from this one, when a source reports `status`; none
  /// where the report says nothing new. A report may skip steps and arrive in any order.
  List<PayoutState> stepsTo(Report.Status status) {
    if (over() || this == RESERVED) {
      return List.of();
    }
    return switch (status) {
      case NO_ANSWER, NOT_FOUND -> this == SUBMITTING ? List.of(UNKNOWN) : List.of();
      case FAILED -> this == CONFIRMED ? List.of(RETURNED) : List.of(FAILED);
      case CANCELLED -> this == PAID || this == CONFIRMED ? List.of() : List.of(CANCELLED);
      case ACCEPTED -> open(ACCEPTED);
      case UNCLAIMED -> open(UNCLAIMED);
      case ON_HOLD -> open(ON_HOLD);
      case PAID -> open(PAID);
      case RETURNED -> held() ? List.of(ACCEPTED, RETURNED) : List.of(RETURNED);
      case SETTLED ->
          switch (this) {
            case PAID -> List.of(CONFIRMED);
            case SUBMITTING, UNKNOWN -> List.of(ACCEPTED, PAID, CONFIRMED);
            case ACCEPTED, UNCLAIMED, ON_HOLD -> List.of(PAID, CONFIRMED);
            case CONFIRMED, RESERVED, FAILED, CANCELLED, RETURNED -> List.of();
          };
    };
  }

  private List<PayoutState> open(PayoutState target) {
    if (this == target || this == PAID || this == CONFIRMED) {
      return List.of();
    }
    return held() && target != ACCEPTED ? List.of(ACCEPTED, target) : List.of(target);
  }
}
