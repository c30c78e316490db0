package ai.profithack.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A set of lines that belong together and sum to zero in each asset.
///
/// `key` names the intent and makes the entry the same however often it is booked; up to 200
/// characters. `kind` is a word like `gift`. `effectiveAt` is event time, kept to the microsecond.
/// `explanation` says why the amounts are what they are (inputs, rate, rule version); it does not
/// take part in the comparison of two bookings of one key. `reverses` is the entry that this one
/// takes back, or of which it takes back a part; all of an entry is taken back once.
public record Entry(
    String key,
    String kind,
    Instant effectiveAt,
    List<Line> lines,
    Map<String, ?> explanation,
    @Nullable Long reverses) {
  private static final int LONGEST_KEY = 200;

  /// Ten million million units of a currency with two decimals. An account's balance stays within
  /// 64 bits through thousands of such lines, and through far more than there is money of any that
  /// is real.
  private static final long LARGEST_LINE = 1_000_000_000_000_000L;

  /// Errors: [InvalidEntry] with the reason.
  public Entry {
    lines = List.copyOf(lines);
    explanation = Map.copyOf(explanation);
    effectiveAt = effectiveAt.truncatedTo(ChronoUnit.MICROS);
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new InvalidEntry(
          InvalidEntry.Reason.UNUSABLE_KEY, "a key has 1 to 200 characters: '" + key + "'");
    }
    requireBalanced(key, lines);
  }

  public Entry(
      String key, String kind, Instant effectiveAt, List<Line> lines, Map<String, ?> explanation) {
    this(key, kind, effectiveAt, lines, explanation, null);
  }

  private static void requireBalanced(String key, List<Line> lines) {
    if (lines.size() < 2) {
      throw new InvalidEntry(
          InvalidEntry.Reason.TOO_FEW_LINES, "entry " + key + " has fewer than two lines");
    }
    var accounts = new HashSet<String>();
    var sums = new HashMap<Asset, Long>();
    for (var line : lines) {
      var account = line.account();
      if (line.minor() == 0) {
        throw new InvalidEntry(
            InvalidEntry.Reason.ZERO_AMOUNT,
            "entry " + key + " moves nothing on " + account.path());
      }
      if (line.minor() > LARGEST_LINE || line.minor() < -LARGEST_LINE) {
        throw new InvalidEntry(
            InvalidEntry.Reason.OVERFLOW,
            "entry %s moves %d minor units on %s, more than a line takes"
                .formatted(key, line.minor(), account.path()));
      }
      if (!accounts.add(account.asset().code() + " " + account.path())) {
        throw new InvalidEntry(
            InvalidEntry.Reason.SAME_ACCOUNT_TWICE,
            "entry " + key + " has two lines on " + account.path());
      }
      sums.put(account.asset(), exactSum(key, sums.getOrDefault(account.asset(), 0L), line));
    }
    sums.values().removeIf(sum -> sum == 0);
    if (!sums.isEmpty()) {
      throw new InvalidEntry(
          sums.size() == 1 ? InvalidEntry.Reason.OFF_BALANCE : InvalidEntry.Reason.ASSETS_DIFFER,
          "entry %s is off balance by %s"
              .formatted(
                  key,
                  sums.entrySet().stream()
                      .map(sum ->
                          "%d minor units of %s".formatted(sum.getValue(), sum.getKey().code()))
                      .sorted()
                      .collect(Collectors.joining(" and "))));
    }
  }

  private static long exactSum(String key, long sum, Line line) {
    try {
      return Math.addExact(sum, line.minor());
    } catch (ArithmeticException overflow) {
      throw new InvalidEntry(
          InvalidEntry.Reason.OVERFLOW,
          "the lines of entry " + key + " exceed what 64 bits hold: " + overflow.getMessage());
    }
  }

  /// What two bookings of one key must agree on, as SHA-256.
  byte[] bodySha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String body() {
    var text =
        new StringBuilder(kind).append('\n').append(effectiveAt).append('\n').append(reverses);
    for (var line : lines) {
      text.append('\n')
          .append(line.account().path())
          .append(' ')
          .append(line.account().asset().code())
          .append(' ')
          .append(line.minor());
    }
    return text.toString();
  }
}
