package ai.profithack.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Contrast with white, against values that are published or follow from the definition.
class ContrastTests {
  @ParameterizedTest
  @CsvSource({
    "#000000, 21.0",
    "#ffffff, 1.0",
    // The lightest grey that WCAG lets pass on white, and the next one.
    "#767676, 4.54",
    "#777777, 4.48",
    "#ff0000, 4.0",
    "#0000ff, 8.59"
  })
  void isThatOfTheGuidelines(String colour, double ratio) {
    assertThat(Contrast.withWhite(colour)).isCloseTo(ratio, within(0.006));
  }
}
