package ai.profithack.media;

import java.util.Arrays;
import java.util.Collection;

/// PDQ hashes in memory, to be searched by distance.
///
/// Multi-index hashing: a hash is cut into 16 slots of 16 bits, and for each slot there is a table
/// from its value to the hashes that have it. Two hashes that differ in 31 bits or less differ in
/// one bit or none in some slot, so looking up each slot's value and its 16 neighbours finds
/// **all** of them ([#search] up to [PdqHash#SAME]). Beyond, some are missed: of random hashes at
/// distance 47 about one in forty.
///
/// Shape: about 100 bytes a hash. Immutable; hashes are numbered from 0 in the order given.
///
/// Source: Norouzi, Punjani and Fleet 2012, Fast Search in Hamming Space with Multi-Index Hashing.
final class HashIndex {
  private static final int SLOTS = 16;
  private static final int SLOT_BITS = 16;
  private static final int VALUES = 1 << SLOT_BITS;
  private static final int WORDS = PdqHash.BITS / Long.SIZE;
  private static final int SLOTS_A_WORD = SLOTS / WORDS;

  private final long[] words;

  /// For each slot and value, where its hashes begin in [#numbers]; one more at the end of a slot.
  private final int[][] starts = new int[SLOTS][VALUES + 1];

  private final int[][] numbers;

  HashIndex(Collection<PdqHash> hashes) {
    words = new long[hashes.size() * WORDS];
    var next = 0;
    for (var hash : hashes) {
      words[next++] = hash.first();
      words[next++] = hash.second();
      words[next++] = hash.third();
      words[next++] = hash.fourth();
    }
    numbers = new int[SLOTS][size()];
    for (var slot = 0; slot < SLOTS; slot++) {
      fill(slot);
    }
  }

  /// What is told of each hash that was found.
  @FunctionalInterface
  interface Found {
    void found(int number, int distance);
  }

  int size() {
    return words.length / WORDS;
  }

  /// Tells each hash within `distance` of `hash` once, in no order.
  void search(PdqHash hash, int distance, Found found) {
    long[] query = {hash.first(), hash.second(), hash.third(), hash.fourth()};
    for (var slot = 0; slot < SLOTS; slot++) {
      var value = value(query, 0, slot);
      visit(query, slot, value, distance, found);
      for (var bit = 0; bit < SLOT_BITS; bit++) {
        visit(query, slot, value ^ (1 << bit), distance, found);
      }
    }
  }

  private void visit(long[] query, int slot, int value, int limit, Found found) {
    var end = starts[slot][value + 1];
    for (var at = starts[slot][value]; at < end; at++) {
      var number = numbers[slot][at];
      var distance = distance(query, number * WORDS);
      if (distance <= limit && firstSlot(query, number * WORDS) == slot) {
        found.found(number, distance);
      }
    }
  }

  private int distance(long[] query, int at) {
    return Long.bitCount(query[0] ^ words[at])
        + Long.bitCount(query[1] ^ words[at + 1])
        + Long.bitCount(query[2] ^ words[at + 2])
        + Long.bitCount(query[3] ^ words[at + 3]);
  }

  /// The first slot in which the two differ in one bit at most: there, and only there, it is told.
  private int firstSlot(long[] query, int at) {
    for (var slot = 0; slot < SLOTS; slot++) {
      if (Integer.bitCount(value(query, 0, slot) ^ value(words, at, slot)) <= 1) {
        return slot;
      }
    }
    return SLOTS;
  }

  private static int value(long[] words, int at, int slot) {
    var word = words[at + slot / SLOTS_A_WORD];
    return (int) (word >>> (slot % SLOTS_A_WORD * SLOT_BITS)) & (VALUES - 1);
  }

  /// Counts, adds up, puts into place.
  private void fill(int slot) {
    var start = starts[slot];
    for (var number = 0; number < size(); number++) {
      start[value(words, number * WORDS, slot) + 1]++;
    }
    Arrays.parallelPrefix(start, Integer::sum);
    var next = start.clone();
    for (var number = 0; number < size(); number++) {
      numbers[slot][next[value(words, number * WORDS, slot)]++] = number;
    }
  }
}
