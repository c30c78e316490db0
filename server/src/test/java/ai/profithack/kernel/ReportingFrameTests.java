package ai.profithack.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReportingFrameTests {
  private static final String[] ZONES = {
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Africa/Cairo"
  };

  private static ReportingFrame in(String zone) {
    return new ReportingFrame(ZoneId.of(zone), Currency.getInstance("USD"));
  }

  @Test
  void midnightBelongsToTheDayItBegins() {
    var berlin = in("Europe/Berlin");
    assertThat(berlin.dayOf(Instant.parse("2026-03-02T23:00:00Z"))).isEqualTo("2026-03-03");
    assertThat(berlin.dayOf(Instant.parse("2026-03-02T22:59:59.999999Z"))).isEqualTo("2026-03-02");
  }

  @Test
  void daysOfAClockChangeAreShorterAndLonger() {
    var berlin = in("Europe/Berlin");
    assertThat(length(berlin, LocalDate.parse("2026-03-29"))).hasHours(23);
    assertThat(length(berlin, LocalDate.parse("2026-10-25"))).hasHours(25);
  }

  @Test
  void aDayWhoseMidnightIsSkippedStartsAfterTheGap() {
    // Cairo's clocks went from 00:00 to 01:00 on 28 April 2023.
    var cairo = in("Africa/Cairo");
    var start = cairo.startOf(LocalDate.parse("2023-04-28"));
    assertThat(start).isEqualTo("2023-04-27T22:00:00Z");
    assertThat(cairo.dayOf(start)).isEqualTo("2023-04-28");
    assertThat(cairo.dayOf(start.minusNanos(1000))).isEqualTo("2023-04-27");
  }

  @Property
  void everyInstantLiesInItsHalfOpenDay(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second,
      @ForAll @IntRange(min = 0, max = 9) int zone) {
    var frame = in(ZONES[zone]);
    var instant = Instant.ofEpochSecond(second);
    var day = frame.dayOf(instant);
    assertThat(frame.startOf(day)).isBeforeOrEqualTo(instant);
    assertThat(frame.startOf(day.plusDays(1))).isAfter(instant);
  }

  @Test
  void aRangeIsHalfOpenAndHasAPredecessorOfItsLength() {
    var week = DayRange.endingWith(LocalDate.parse("2026-03-07"), 7);
    assertThat(week.from()).isEqualTo("2026-03-01");
    assertThat(week.until()).isEqualTo("2026-03-08");
    assertThat(week.count()).isEqualTo(7);
    assertThat(week.days()).hasSize(7);
    assertThat(week.previous().last()).isEqualTo("2026-02-28");
    assertThatIllegalArgumentException().isThrownBy(() -> new DayRange(week.until(), week.last()));
  }

  private static Duration length(ReportingFrame frame, LocalDate day) {
    return Duration.between(frame.startOf(day), frame.startOf(day.plusDays(1)));
  }
}
