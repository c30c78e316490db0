package ai.profithack.media;

import java.time.Duration;

/// When an item of a bank suddenly matches everything.
///
/// Within 24 hours it was seen in at least 20 recordings for the first time, these are at least a
/// tenth of all recordings compared in that time, and at least ten times as many as on an average
/// day of the 30 before. A wave of copies of one video can meet this too: therefore it is only
/// quarantined, which leaves the decision to a person, and never forgotten.
final class FloodRule {
  static final Duration WINDOW = Duration.ofHours(24);
  static final Duration BASELINE = Duration.ofDays(30);

  private static final long SEEN_MIN = 20;
  private static final double SHARE_MIN = 0.1;
  private static final double RISE_MIN = 10;

  private FloodRule() {}

  /// In the window: in how many recordings the item was first `seen`, of how many `compared`; and
  /// `before`, in how many within the 30 days before.
  record Count(long itemId, long seen, long compared, long before) {}

  static boolean floods(Count count) {
    var average = (double) count.before / BASELINE.toDays();
    return count.seen >= SEEN_MIN
        && count.seen >= SHARE_MIN * count.compared
        && count.seen >= RISE_MIN * average;
  }

  static String reason(Count count) {
    return "It was seen in %d of %d recordings within 24 hours, after %d in the 30 days before."
        .formatted(count.seen, count.compared, count.before);
  }
}
