package ai.profithack.media;

import java.util.ArrayList;
import java.util.List;

/// Watches whether the pictures that others are made from stand for all of a recording.
///
/// Those that no other picture refers to, every second one of usual recordings, need not be decoded
/// where only a few of a second are looked at: each is stood for by the one before it. They may not
/// be left out where that one is older than [#APART_MILLIS], or somebody could hide a recording in
/// them.
final class Sparing {
  static final long APART_MILLIS = 125;

  private static final double MILLIS = 1_000;

  private boolean apart;
  private long firstShown = Long.MAX_VALUE;
  private long lastShown = Long.MIN_VALUE;
  private long firstHeld = Long.MAX_VALUE;
  private long lastHeld = Long.MIN_VALUE;

  /// Whether something is looked at so seldom that a picture may be as old as that.
  static boolean isSeldom(Taking taking) {
    return switch (taking) {
      case Taking.Grey(var sampling, var _) -> isSeldom(sampling);
      case Taking.Colour(var sampling, var _) -> isSeldom(sampling);
      case Taking.Heard _ -> true;
      case Taking.Shown _, Taking.Held _ -> false;
    };
  }

  private static boolean isSeldom(Sampling sampling) {
    return sampling.perSecond() <= MILLIS / APART_MILLIS;
  }

  /// The same takings, and those that are watched.
  List<Taking> watched(List<Taking> takings) {
    var all = new ArrayList<>(takings);
    all.add(new Taking.Shown(this::shown));
    all.add(new Taking.Held(this::held));
    return all;
  }

  /// False from the first gap on.
  private synchronized boolean shown(long atMillis) {
    apart |= firstShown != Long.MAX_VALUE && atMillis - lastShown > APART_MILLIS;
    firstShown = Math.min(firstShown, atMillis);
    lastShown = Math.max(lastShown, atMillis);
    return !apart;
  }

  private synchronized void held(long atMillis) {
    if (atMillis >= 0) {
      firstHeld = Math.min(firstHeld, atMillis);
      lastHeld = Math.max(lastHeld, atMillis);
    }
  }

  /// Whether what was shown stood for everything, to be asked at the end.
  synchronized boolean isEnough() {
    return !apart
        && firstShown != Long.MAX_VALUE
        && firstHeld != Long.MAX_VALUE
        && firstShown - firstHeld <= APART_MILLIS
        && lastHeld - lastShown <= APART_MILLIS;
  }
}
