package ai.profithack.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.ReportingFrame;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Currency;
import org.junit.jupiter.api.Test;

class RiskLimitsTests {
  private static final ReportingFrame USD =
      new ReportingFrame(ZoneOffset.UTC, Currency.getInstance("USD"));
  private static final ReportingFrame JPY =
      new ReportingFrame(ZoneOffset.UTC, Currency.getInstance("JPY"));

  @Test
  void whatIsNotSaidOtherwiseIsBuiltIn() {
    var limits = new RiskLimits(" ring.amount = 12.50, velocity-account.hours=1.5", USD);
    assertThat(limits.of(RiskRule.RING).minor()).isEqualTo(1_250);
    assertThat(limits.of(RiskRule.RING).window()).isEqualTo(Duration.ofDays(7));
    assertThat(limits.of(RiskRule.VELOCITY_ACCOUNT).window()).isEqualTo(Duration.ofMinutes(90));
    assertThat(new RiskLimits("", JPY).of(RiskRule.RING).minor()).isEqualTo(20);
  }

  @Test
  void theSameLimitsAreTheSameText() {
    assertThat(new RiskLimits("ring.amount=20.00", USD).json())
        .isEqualTo(new RiskLimits("", USD).json())
        .isNotEqualTo(new RiskLimits("ring.amount=21", USD).json());
  }

  @Test
  void whatIsNoLimitIsRefusedWithWhatIsWrong() {
    for (var wrong :
        new String[] {"rings.amount=1", "ring.size=1", "ring.amount", "ring.hours=0"}) {
      assertThatThrownBy(() -> new RiskLimits(wrong, USD))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"" + wrong + "\"");
    }
    assertThatThrownBy(() -> new RiskLimits("ring.amount=-1", USD))
        .hasMessageContaining("out of range");
    assertThatThrownBy(() -> new RiskLimits("ring.amount=much", USD))
        .hasMessageContaining("a number follows");
  }
}
