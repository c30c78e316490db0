package ai.profithack.payouts.web;

import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutBatch;
import ai.profithack.payouts.PayoutState;
import ai.profithack.payouts.ProviderNotice;
import ai.profithack.payouts.Rails;
import java.util.Locale;

/// What a payout's state is called on pages, and the colour of its badge.
public final class Tones {
  private Tones() {}

  /// The state in words. What waits for a person says so.
  public static String words(Payout payout, Rails rails) {
    if (payout.waitsForApproval()) {
      return "waits for approval";
    }
    return words(payout.state(), payout.rail(), rails);
  }

  /// The same for a state that it has or had.
  public static String words(PayoutState state, String rail, Rails rails) {
    return state == PayoutState.SUBMITTING && rails.isByFile(rail)
        ? toBeCarried(rail)
        : state.words();
  }

  /// What a person has to do with a batch by file.
  public static String toBeCarried(String rail) {
    return rail.equals("by-hand") ? "to be paid by hand" : "to be taken to the bank";
  }

  /// Where a batch by file stands.
  public static String words(PayoutBatch batch) {
    if (batch.discardedAt() != null) {
      return "discarded";
    }
    return batch.handedOverAt() == null ? toBeCarried(batch.rail()) : "handed over";
  }

  public static String of(PayoutBatch batch) {
    return batch.waits() ? "info" : batch.handedOverAt() == null ? "neutral" : "good";
  }

  /// The contract's words as pages say them.
  public static String statusWords(String status) {
    return switch (status) {
      case "pending" -> PayoutState.RESERVED.words();
      case "processing" -> PayoutState.ACCEPTED.words();
      default -> status;
    };
  }

  public static String of(Payout payout) {
    return payout.waitsForApproval() ? "warn" : of(payout.state());
  }

  public static String of(PayoutState state) {
    return switch (state) {
      case PAID, CONFIRMED -> "good";
      case UNKNOWN, UNCLAIMED, ON_HOLD, RETURNED -> "warn";
      case FAILED -> "bad";
      case SUBMITTING, ACCEPTED -> "info";
      case RESERVED, CANCELLED -> "neutral";
    };
  }

  public static String words(ProviderNotice.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  public static String of(ProviderNotice.State state) {
    return switch (state) {
      case APPLIED -> "good";
      case PARKED -> "warn";
      case RECEIVED -> "info";
      case IGNORED -> "neutral";
    };
  }

  /// The same for the contract's words.
  public static String ofStatus(String status) {
    return switch (status) {
      case "paid" -> "good";
      case "returned" -> "warn";
      case "failed" -> "bad";
      case "processing" -> "info";
      default -> "neutral";
    };
  }
}
