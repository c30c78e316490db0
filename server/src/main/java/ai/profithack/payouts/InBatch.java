package ai.profithack.payouts;

/// How a payout is in its batch. `replaced` is whether it waits there although another destination
/// has taken the place of its own.
public record InBatch(long batchId, boolean handedOver, boolean discarded, boolean replaced) {
  /// Whether it was neither handed over nor discarded.
  public boolean waits() {
    return !handedOver && !discarded;
  }
}
