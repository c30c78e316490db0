package ai.profithack.imports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.imports.Mapping.First;
import ai.profithack.imports.Mapping.Gaps;
import ai.profithack.kernel.ReportingFrame;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Cumulative counts as daily movements.
class MovementTests {
  private static final ReportingFrame FRAME =
      new ReportingFrame(ZoneOffset.UTC, Currency.getInstance("USD"));
  private static final Instant PUBLISHED = Instant.parse("2020-11-01T18:00:00Z");

  private static final List<First> FIRSTS = List.of(First.values());

  @Test
  void countsTheFirstCaptureWhereTheRuleSays() {
    var capture = captures(5, 100);
    assertThat(fresh(First.AT_PUBLICATION, PUBLISHED, capture)).isEqualTo(Map.of(day(1), 100L));
    assertThat(fresh(First.AT_CAPTURE, PUBLISHED, capture)).isEqualTo(Map.of(day(5), 100L));
    assertThat(fresh(First.BASELINE, PUBLISHED, capture)).isEmpty();
  }

  @Test
  void putsAPublicationAfterTheCaptureOnTheDayOfTheCapture() {
    assertThat(fresh(First.AT_PUBLICATION, Instant.parse("2020-11-09T00:00:00Z"), captures(5, 100)))
        .isEqualTo(Map.of(day(5), 100L));
  }

  @Test
  void spreadsAGapEvenlyAndExactly() {
    assertThat(fresh(First.BASELINE, null, captures(1, 0, 4, 10)))
        .isEqualTo(Map.of(day(2), 4L, day(3), 3L, day(4), 3L));
  }

  @Test
  void putsAGapOnTheDayOfTheCaptureWhereTheRuleSaysSo() {
    assertThat(change(First.BASELINE, Gaps.AT_CAPTURE, null, captures(), captures(1, 0, 4, 10)))
        .isEqualTo(Map.of(day(4), 10L));
  }

  @Test
  void aCounterThatFallsGivesANegativeDay() {
    assertThat(fresh(First.AT_CAPTURE, null, captures(1, 10, 2, 4)))
        .isEqualTo(Map.of(day(1), 10L, day(2), -6L));
  }

  @Test
  void aCounterAboveThirtyTwoBitsIsExact() {
    assertThat(fresh(First.AT_CAPTURE, null, captures(1, 9_000_000_000L, 3, 9_000_000_003L)))
        .isEqualTo(Map.of(day(1), 9_000_000_000L, day(2), 2L, day(3), 1L));
  }

  @Test
  void severalCapturesOfADayAddUpToIt() {
    var captures = new TreeMap<>(captures(1, 10));
    captures.put(Instant.parse("2020-11-02T08:00:00Z"), 15L);
    captures.put(Instant.parse("2020-11-02T20:00:00Z"), 12L);
    assertThat(fresh(First.BASELINE, null, captures)).isEqualTo(Map.of(day(2), 2L));
  }

  @Test
  void aCaptureBetweenTwoKnownOnesCorrectsOnlyTheDifference() {
    assertThat(change(First.AT_CAPTURE, Gaps.SPREAD, null, captures(1, 0, 5, 8), captures(3, 8)))
        .isEqualTo(Map.of(day(2), 2L, day(3), 2L, day(4), -2L, day(5), -2L));
  }

  @Test
  void anEarlierFirstCaptureMovesWhatWasFirst() {
    assertThat(change(First.AT_CAPTURE, Gaps.SPREAD, null, captures(5, 100), captures(3, 60)))
        .isEqualTo(Map.of(day(3), 60L, day(4), 20L, day(5), -80L));
  }

  @Test
  void theOrderOfCapturesMakesNoDifference() {
    var random = new Random(7);
    for (var round = 0; round < 500; round++) {
      var all = new TreeMap<Instant, Long>();
      for (var i = 0; i < 8; i++) {
        all.put(
            PUBLISHED.plusSeconds(3_600L * random.nextInt(24 * 20)), (long) random.nextInt(1_000));
      }
      var gaps = random.nextBoolean() ? Gaps.SPREAD : Gaps.AT_CAPTURE;
      var first = FIRSTS.get(random.nextInt(3));
      var atOnce = change(first, gaps, PUBLISHED, captures(), all);
      var known = new TreeMap<Instant, Long>();
      var oneByOne = new HashMap<LocalDate, Long>();
      var order = new java.util.ArrayList<>(all.keySet());
      java.util.Collections.shuffle(order, random);
      for (var at : order) {
        var added = new TreeMap<>(Map.of(at, all.get(at)));
        change(first, gaps, PUBLISHED, known, added)
            .forEach((day, count) -> oneByOne.merge(day, count, Long::sum));
        known.putAll(added);
      }
      oneByOne.values().removeIf(count -> count == 0);
      assertThat(oneByOne).isEqualTo(atOnce);
      var base = first == First.BASELINE ? all.firstEntry().getValue() : 0L;
      assertThat(atOnce.values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(all.lastEntry().getValue() - base);
    }
  }

  private static Map<LocalDate, Long> fresh(
      First first, @Nullable Instant published, NavigableMap<Instant, Long> captures) {
    return change(first, Gaps.SPREAD, published, captures(), captures);
  }

  private static Map<LocalDate, Long> change(
      First first,
      Gaps gaps,
      @Nullable Instant published,
      NavigableMap<Instant, Long> known,
      NavigableMap<Instant, Long> added) {
    return new Movement(first, gaps, published, FRAME).change(known, added, true);
  }

  /// Pairs of a day of November 2020 and the count at its noon.
  private static NavigableMap<Instant, Long> captures(long... daysAndCounts) {
    var captures = new TreeMap<Instant, Long>();
    for (var i = 0; i < daysAndCounts.length; i += 2) {
      captures.put(
          FRAME.startOf(day((int) daysAndCounts[i])).plusSeconds(43_200), daysAndCounts[i + 1]);
    }
    return captures;
  }

  private static LocalDate day(int day) {
    return LocalDate.of(2020, 11, day);
  }
}
