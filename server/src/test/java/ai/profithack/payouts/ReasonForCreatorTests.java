package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What creators read of a reason that banks gave.
class ReasonForCreatorTests {
  /// AC02 and AC05 are about the payer's account: no creator's destination is wrong for them.
  @ParameterizedTest
  @CsvSource({
    "AC01,true",
    "AC02,false",
    "AC03,true",
    "AC04,true",
    "AC05,false",
    "AC06,true",
    "AC07,true",
    "AM04,false",
    "XAC04,false"
  })
  void aBankThatNamesTheReceiversAccountIsPassedOn(String code, boolean passedOn) {
    for (var state : new PayoutState[] {PayoutState.FAILED, PayoutState.RETURNED}) {
      var said = ReasonForCreator.of(state, code + ", says the bank").orElseThrow();
      assertThat(said.contains("this account does not exist"))
          .as("%s of %s", code, state)
          .isEqualTo(passedOn);
      assertThat(said).contains("first repays what is owed").doesNotContain(code);
    }
  }
}
