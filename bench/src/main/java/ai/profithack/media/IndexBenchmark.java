package ai.profithack.media;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// One hash, and one search among a million, beside comparing with each of them.
///
/// In turn, on one thread, in processor time: (A) the index, (B) a scan of a `long[]` with `Long.bitCount`, (C) the
/// same that stops at the first words that are too far. Half of the 2,000 queries lie 0 to 31 bits
/// from a hash that is there; what (A) finds is compared with what (B) finds. Then the same with hashes
/// that crowd: a million of them within 12 bits of 20,000 pictures. At last a copy of a recording is
/// matched with a bank that has it, beside the mere search of its hashes.
///
///     mvn -P hashes -pl codegen,server,bench process-classes
public final class IndexBenchmark {
  private static final int HASHES = 1_000_000;
  private static final int QUERIES = 2_000;
  private static final int SCANS = 100;
  private static final int ROUNDS = 3;
  private static final int CROWDS = 20_000;
  private static final Random RANDOM = new Random(1);

  private IndexBenchmark() {}

  /// Processor time of this thread, in nanoseconds: other work on the machine does not count.
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  public static void main(String[] arguments) {
    hashing(1280, 720);
    hashing(512, 288);
    var scattered = new ArrayList<PdqHash>();
    for (var i = 0; i < HASHES; i++) {
      scattered.add(any());
    }
    searching("scattered", scattered);
    var crowded = new ArrayList<PdqHash>();
    for (var i = 0; i < HASHES; i++) {
      crowded.add(i < CROWDS ? any() : at(RANDOM.nextInt(13), crowded.get(i % CROWDS)));
    }
    searching("crowded", crowded);
    for (var seconds : new int[] {15, 90, 180, 900}) {
      matching(seconds);
    }
  }

  /// As a bank has it: at most 1,800 moments, each with the hashes of [Edit#FORESEEN].
  private static void matching(int seconds) {
    var count = Math.min(1_800, seconds * 10);
    var frames = new ArrayList<FrameHash>();
    for (var i = 0; i < count; i++) {
      var hashes = new ArrayList<>(List.of(any()));
      for (var edit = 0; edit < Edit.FORESEEN.size(); edit++) {
        hashes.add(at(16, hashes.getFirst()));
      }
      var moment = (int) (i * 1_000L * seconds / count);
      frames.add(new FrameHash(moment, moment, 100, hashes));
    }
    var looks = Math.min(120, seconds);
    var query = new ArrayList<FrameHash>();
    for (var i = 0; i < looks; i++) {
      var frame = frames.get(i * count / looks);
      var seen = at(12, frame.hashes().getFirst());
      query.add(new FrameHash(frame.fromMillis(), frame.fromMillis(), 100, List.of(seen)));
    }
    var length = seconds * 1_000L;
    var matcher = new Matcher(List.of(new Matcher.Item(1, false, new VideoHash(length, frames))));
    var index = new HashIndex(frames.stream().flatMap(each -> each.hashes().stream()).toList());
    var searched = Double.MAX_VALUE;
    var matched = Double.MAX_VALUE;
    for (var round = 0; round < 2 * ROUNDS; round++) {
      var began = cpu();
      for (var each : query) {
        index.search(each.hashes().getFirst(), Matcher.NEAR, (_, _) -> {});
      }
      searched = Math.min(searched, (cpu() - began) / 1e6);
      began = cpu();
      if (matcher.matches(new VideoHash(length, query)).size() != 1) {
        throw new IllegalStateException("a copy was not found");
      }
      matched = Math.min(matched, (cpu() - began) / 1e6);
    }
    System.out.printf(
        Locale.ROOT,
        "copy of %d s (%,d hashes, %d looks): matched in %.1f ms, of which searching %.1f ms%n",
        seconds,
        index.size(),
        looks,
        matched,
        searched);
  }

  private static void hashing(int width, int height) {
    var pixels = new byte[width * height];
    RANDOM.nextBytes(pixels);
    var picture = new Luma(width, height, pixels);
    var best = Double.MAX_VALUE;
    for (var round = 0; round < 2 * ROUNDS; round++) {
      var began = cpu();
      for (var i = 0; i < 50; i++) {
        Pdq.hashes(picture);
      }
      best = Math.min(best, (cpu() - began) / 50e6);
    }
    System.out.printf(
        Locale.ROOT, "hash of %d x %d in all layings: %.2f ms%n", width, height, best);
  }

  private static void searching(String name, List<PdqHash> hashes) {
    var queries = new ArrayList<PdqHash>();
    for (var i = 0; i < QUERIES; i++) {
      queries.add(i % 2 == 0 ? any() : at(i % 32, hashes.get(RANDOM.nextInt(hashes.size()))));
    }
    var began = cpu();
    var index = new HashIndex(hashes);
    System.out.printf(
        Locale.ROOT,
        "%s: index of %,d built in %.2f s%n",
        name,
        index.size(),
        (cpu() - began) / 1e9);
    var words = words(hashes);
    var times = new double[ROUNDS][];
    for (var round = 0; round < ROUNDS; round++) {
      times[round] = round(index, words, queries, PdqHash.SAME);
      System.out.printf(
          Locale.ROOT,
          "%s, round %d: index %.3f ms, scan %.3f ms, scan that stops early %.3f ms a query; scan : index %.1f%n",
          name,
          round,
          times[round][0],
          times[round][1],
          times[round][2],
          times[round][1] / times[round][0]);
    }
    var near = round(index, words, queries, Matcher.NEAR);
    System.out.printf(
        Locale.ROOT,
        "%s, to %d bits: index %.3f ms, scan %.3f ms%n",
        name,
        Matcher.NEAR,
        near[0],
        near[1]);
  }

  /// Milliseconds a query of the three ways.
  private static double[] round(
      HashIndex index, long[] words, List<PdqHash> queries, int distance) {
    var found = new int[QUERIES];
    var began = cpu();
    for (var i = 0; i < QUERIES; i++) {
      var query = i;
      index.search(queries.get(i), distance, (_, _) -> found[query]++);
    }
    var indexed = (cpu() - began) / 1e6 / QUERIES;
    began = cpu();
    for (var i = 0; i < SCANS; i++) {
      var count = scan(words, queries.get(i), distance);
      if (distance <= PdqHash.SAME && count != found[i]) {
        throw new IllegalStateException("index %d, scan %d".formatted(found[i], count));
      }
    }
    var scanned = (cpu() - began) / 1e6 / SCANS;
    began = cpu();
    for (var i = 0; i < SCANS; i++) {
      if (scanEarly(words, queries.get(i), distance) < 0) {
        throw new IllegalStateException();
      }
    }
    return new double[] {indexed, scanned, (cpu() - began) / 1e6 / SCANS};
  }

  private static int scan(long[] words, PdqHash query, int limit) {
    var found = 0;
    for (var i = 0; i < words.length; i += 4) {
      var distance =
          Long.bitCount(words[i] ^ query.first())
              + Long.bitCount(words[i + 1] ^ query.second())
              + Long.bitCount(words[i + 2] ^ query.third())
              + Long.bitCount(words[i + 3] ^ query.fourth());
      if (distance <= limit) {
        found++;
      }
    }
    return found;
  }

  private static int scanEarly(long[] words, PdqHash query, int limit) {
    var found = 0;
    for (var i = 0; i < words.length; i += 4) {
      var half =
          Long.bitCount(words[i] ^ query.first()) + Long.bitCount(words[i + 1] ^ query.second());
      if (half <= limit
          && half
                  + Long.bitCount(words[i + 2] ^ query.third())
                  + Long.bitCount(words[i + 3] ^ query.fourth())
              <= limit) {
        found++;
      }
    }
    return found;
  }

  private static long[] words(List<PdqHash> hashes) {
    var words = new long[hashes.size() * 4];
    Arrays.setAll(
        words,
        i -> {
          var hash = hashes.get(i / 4);
          return switch (i % 4) {
            case 0 -> hash.first();
            case 1 -> hash.second();
            case 2 -> hash.third();
            default -> hash.fourth();
          };
        });
    return words;
  }

  private static PdqHash any() {
    return new PdqHash(RANDOM.nextLong(), RANDOM.nextLong(), RANDOM.nextLong(), RANDOM.nextLong());
  }

  private static PdqHash at(int distance, PdqHash from) {
    long[] words = {from.first(), from.second(), from.third(), from.fourth()};
    for (var flipped = 0; flipped < distance; flipped++) {
      var bit = RANDOM.nextInt(256);
      words[bit / 64] ^= 1L << bit % 64;
    }
    return new PdqHash(words[0], words[1], words[2], words[3]);
  }
}
