package ai.profithack.events;

import java.util.Arrays;

/// What was last known about some of many ids, in a fixed amount of memory: an id may push another
/// one out. Safe for several threads.
final class IdCache {
  /// No value is ever this one.
  static final long UNKNOWN = Long.MIN_VALUE;

  private final long[] ids;
  private final long[] values;
  private final int mask;

  /// Holds at most 2 to the power of `bits` ids, of 16 bytes each.
  IdCache(int bits) {
    ids = new long[1 << bits];
    values = new long[1 << bits];
    mask = (1 << bits) - 1;
  }

  /// The value kept for a positive id, or [#UNKNOWN].
  synchronized long get(long id) {
    var slot = slot(id);
    return ids[slot] == id ? values[slot] : UNKNOWN;
  }

  synchronized void put(long id, long value) {
    var slot = slot(id);
    ids[slot] = id;
    values[slot] = value;
  }

  synchronized void remove(long id) {
    var slot = slot(id);
    if (ids[slot] == id) {
      ids[slot] = 0;
    }
  }

  synchronized void clear() {
    Arrays.fill(ids, 0);
  }

  private int slot(long id) {
    var mixed = id * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & mask;
  }
}
