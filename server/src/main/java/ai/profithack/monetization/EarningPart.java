package ai.profithack.monetization;

import java.util.Locale;

/// A creator's part of an earning, and where it is.
record EarningPart(
    long creatorId, String tier, int percent, long earnedMinor, long takenBackMinor, State state) {

  /// Where a part is.
  ///
  ///     pending ──► released
  ///        │ ▲         │ a dispute
  ///        ▼ │         │
  ///      withheld ◄────┘
  enum State {
    PENDING,
    RELEASED,
    WITHHELD;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  long leftMinor() {
    return earnedMinor - takenBackMinor;
  }
}
