package ai.profithack.payouts;

import ai.profithack.payouts.Reckoning.Happening;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who has which share of what comes in, reckoned beside the database: by tiers, by what creators
/// agreed on, and by the largest remainder.
final class SharingReckoning {
  private final Map<Long, List<Held>> tiers = new HashMap<>();
  private final Map<Long, List<Agreement>> agreements = new HashMap<>();

  private record Held(Instant from, int percent) {}

  /// What two creators agreed on for a video from a moment on; shares in hundredths of a per cent.
  static final class Agreement {
    final Instant from;
    final TreeMap<Long, Long> shares;
    final @Nullable Long first;
    long toRecoup;
    @Nullable Instant until;
    long booked;

    Agreement(Instant from, Map<Long, Long> shares, @Nullable Long first, long toRecoup) {
      this.from = from;
      this.shares = new TreeMap<>(shares);
      this.first = first;
      this.toRecoup = toRecoup;
    }
  }

  void tier(long creator, Instant from, int percent) {
    tiers.computeIfAbsent(creator, _ -> new ArrayList<>()).add(new Held(from, percent));
  }

  int percent(long creator, Instant at) {
    var percent = 55;
    var since = Instant.MIN;
    for (var held : tiers.getOrDefault(creator, List.of())) {
      if (!held.from().isAfter(at) && !held.from().isBefore(since)) {
        percent = held.percent();
        since = held.from();
      }
    }
    return percent;
  }

  void agree(long video, Agreement agreement) {
    agreements.computeIfAbsent(video, _ -> new ArrayList<>()).add(agreement);
  }

  @Nullable Agreement agreed(Happening event) {
    Agreement found = null;
    if (event.video() != null && event.creator() != null) {
      for (var each : agreements.getOrDefault(event.video(), List.of())) {
        var over = each.until != null && !each.until.isAfter(event.at());
        if (!over
            && !each.from.isAfter(event.at())
            && (found == null || !each.from.isBefore(found.from))) {
          found = each;
        }
      }
    }
    return found;
  }

  /// All of an amount goes to whom something is owed first, as far as their part of it is needed to
  /// make that good; the rest by shares.
  Map<Long, BigInteger> weights(Agreement agreement, Happening event) {
    var whole = BigInteger.valueOf(10_000);
    var flat = BigInteger.ZERO;
    if (agreement.first != null && agreement.toRecoup > 0) {
      var percent = BigInteger.valueOf(percent(agreement.first, event.at()));
      var exact = BigInteger.valueOf(agreement.toRecoup).multiply(BigInteger.valueOf(100));
      var rounded = exact.divideAndRemainder(percent);
      flat =
          rounded[0]
              .add(rounded[1].signum() > 0 ? BigInteger.ONE : BigInteger.ZERO)
              .min(BigInteger.valueOf(event.minor()));
    }
    var rest = BigInteger.valueOf(event.minor()).subtract(flat);
    var weights = new TreeMap<Long, BigInteger>();
    for (var share : agreement.shares.entrySet()) {
      var weight = rest.multiply(BigInteger.valueOf(share.getValue()));
      if (share.getKey().equals(agreement.first)) {
        weight = weight.add(flat.multiply(whole));
      }
      if (weight.signum() > 0) {
        weights.put(share.getKey(), weight);
      }
    }
    return weights;
  }

  /// Whole parts by the largest remainder; of equal ones the first has it.
  static long[] divide(long total, List<BigInteger> weights) {
    var sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
    var parts = new long[weights.size()];
    var remainders = new BigInteger[weights.size()];
    var left = total;
    for (var i = 0; i < parts.length; i++) {
      var exact = weights.get(i).multiply(BigInteger.valueOf(total));
      parts[i] = exact.divide(sum).longValueExact();
      remainders[i] = exact.mod(sum);
      left -= parts[i];
    }
    for (; left > 0; left--) {
      var largest = 0;
      for (var i = 1; i < parts.length; i++) {
        largest = remainders[i].compareTo(remainders[largest]) > 0 ? i : largest;
      }
      parts[largest]++;
      remainders[largest] = BigInteger.valueOf(-1);
    }
    return parts;
  }
}
