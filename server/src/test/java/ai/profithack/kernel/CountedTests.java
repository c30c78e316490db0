package ai.profithack.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTests {
  @Test
  void oneIsOneAndAllElseIsMany() {
    assertThat(Counted.of(0, "hold", "holds")).isEqualTo("0 holds");
    assertThat(Counted.of(1, "hold", "holds")).isEqualTo("1 hold");
    assertThat(Counted.of(2, "entry was", "entries were")).isEqualTo("2 entries were");
    assertThat(Counted.of(12_345, "day", "days")).isEqualTo("12,345 days");
  }
}
