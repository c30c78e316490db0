package ai.profithack.monetization;

import java.time.Instant;

/// Looks at what was booked before anything of it is released. A release asks first, and releases
/// nothing that was booked after what the answer covers.
public interface Clearance {
  /// Looks at all earnings booked so far, withholds what a person should see first, and returns the
  /// last entry of the ledger that it covers. In the caller's transaction, in which nobody else
  /// books or releases.
  long look(Instant now);
}
