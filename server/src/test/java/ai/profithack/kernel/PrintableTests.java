package ai.profithack.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTests {
  @Test
  void whatCannotBePrintedIsReplacedInItsPlace() {
    assertThat(Printable.of("a\0b\ud800c\u202ed", 20)).isEqualTo("a�b�c�d");
    assertThat(Printable.of("two\r\nlines", 20)).isEqualTo("two  lines");
    assertThat(Printable.of("a family 👨\u200d👩\u200d👧", 20))
        .isEqualTo("a family 👨\u200d👩\u200d👧");
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    assertThat(Printable.of("🎁🎁🎁", 3)).isEqualTo("🎁🎁🎁");
    assertThat(Printable.of("🎁🎁🎁🎁", 3)).isEqualTo("🎁🎁…");
  }

  @Property
  void everyTextBecomesOneThatIsShortAndHasNoControlsAndStaysSo(@ForAll String text) {
    var printable = Printable.of(text, 50);
    assertThat(printable.codePoints().count()).isLessThanOrEqualTo(50);
    assertThat(printable.codePoints())
        .noneMatch(
            one -> Character.isISOControl(one) || Character.getType(one) == Character.SURROGATE);
    assertThat(Printable.of(printable, 50)).isEqualTo(printable);
  }
}
