package ai.profithack.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DutyCycleTests {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final DutyCycle cycle = new DutyCycle(clock, 9);

  @Test
  void restsNineTimesAsLongAsItWorked() {
    assertThat(cycle.rests()).isFalse();
    assertThat(cycle.work(() -> takes("7s"))).isEqualTo("done");
    assertThat(cycle.restsUntil()).isEqualTo(START.plusSeconds(7 + 63));
    clock.set(START.plusSeconds(7 + 63).minusNanos(1));
    assertThat(cycle.rests()).isTrue();
    clock.set(START.plusSeconds(7 + 63));
    assertThat(cycle.rests()).isFalse();
  }

  @Test
  void whatTookNoTimeNeedsNoRest() {
    cycle.work(() -> "at once");
    assertThat(cycle.rests()).isFalse();
  }

  @Test
  void whatFailedIsTriedAgainWithoutARest() {
    assertThatThrownBy(() ->
            cycle.work(() -> {
              takes("20s");
              throw new IllegalStateException("broken");
            }))
        .hasMessage("broken");
    assertThat(cycle.rests()).isFalse();
  }

  private String takes(String duration) {
    clock.advance(Duration.parse("PT" + duration));
    return "done";
  }
}
