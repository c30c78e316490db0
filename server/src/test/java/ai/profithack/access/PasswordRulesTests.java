package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Length and a list of what everybody tries first; no rules about kinds of characters.
class PasswordRulesTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "elevenchars",
        "password1234",
        "PASSWORD1234",
        "aaaaaaaaaaaaaaaa",
        "abcdefghijklmnop",
        "my profithack login",
        "it is annabel again",
        "has a \0 in the middle",
        "ääääöööö0123456789ääääöööö0123456789ääääöööö0123456789ääääöööö0123456789"
      })
  void refuses(String password) {
    assertThat(PasswordRules.problem(password, "annabel")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"twelve chars", "vier braune stühle", "9f8a-77bc-01de"})
  void takes(String password) {
    assertThat(PasswordRules.problem(password, "annabel")).isEmpty();
  }

  @Test
  void oneTimePasswordsAreGoodAndDiffer() {
    var first = PasswordRules.oneTime();
    assertThat(PasswordRules.problem(first, "annabel")).isEmpty();
    assertThat(PasswordRules.oneTime()).isNotEqualTo(first);
  }
}
