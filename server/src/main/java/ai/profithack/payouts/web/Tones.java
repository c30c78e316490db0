package ai.profithack.payouts.web;

import ai.profithack.payouts.PayoutState;

/// The colour of a state's badge; its word stands in it as well.
public final class Tones {
  private Tones() {}

  public static String of(PayoutState state) {
    return switch (state) {
      case PAID, CONFIRMED -> "good";
      case UNKNOWN, UNCLAIMED, ON_HOLD, RETURNED -> "warn";
      case FAILED -> "bad";
      case SUBMITTING, ACCEPTED -> "info";
      case RESERVED, CANCELLED -> "neutral";
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
