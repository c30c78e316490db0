package ai.profithack.web.people;

import ai.profithack.access.Role;
import java.util.Arrays;
import java.util.Optional;

/// Reads the values of a form's fields; empty where they are not what they should be.
final class FormValues {
  private FormValues() {}

  static Optional<Role> role(String text) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().equalsIgnoreCase(text.strip()))
        .findFirst();
  }

  static Optional<Long> id(String text) {
    return text.strip().matches("[1-9][0-9]{0,17}")
        ? Optional.of(Long.valueOf(text.strip()))
        : Optional.empty();
  }
}
