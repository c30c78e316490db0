package ai.profithack.web.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// After login, people stay on this server.
class DoorTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "/a\\b",
        "javascript:alert(1)",
        "/people\r\nSet-Cookie: a=b",
        "/login?next=/people",
        "people",
        ""
      })
  void sendsNobodyElsewhere(String next) {
    assertThat(Door.safe(next)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/people", "/creators/7?from=2026-01-01&to=2026-01-31"})
  void goesWhereSomebodyWanted(String next) {
    assertThat(Door.safe(next)).isEqualTo(next);
  }
}
