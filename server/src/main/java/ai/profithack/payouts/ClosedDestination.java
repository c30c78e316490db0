package ai.profithack.payouts;

import org.jspecify.annotations.Nullable;

/// A destination whose account cannot be opened: its key is lost, or it is not what was sealed for
/// it. It concerns nobody but its creator.
final class ClosedDestination extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ClosedDestination(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
