package ai.profithack.web.people;

import ai.profithack.access.Role;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was typed to create a person or a key, and what is wrong with it, by field.
public record PersonForm(String name, String role, String creatorId, Map<String, String> errors) {
  static PersonForm empty() {
    return new PersonForm("", "", "", Map.of());
  }

  /// As it was sent, with an error where role or creator cannot be read.
  static PersonForm of(String name, String role, String creatorId) {
    var form = new PersonForm(name, role.strip(), creatorId.strip(), Map.of());
    if (form.found().isEmpty()) {
      return form.wrong("role", "Choose one of the roles.");
    }
    return form.creatorId.matches("([1-9][0-9]{0,17})?")
        ? form
        : form.wrong("creatorId", "This is a whole number above 0.");
  }

  PersonForm wrong(String field, String problem) {
    return new PersonForm(name, role, creatorId, Map.of(field, problem));
  }

  boolean isWrong() {
    return !errors.isEmpty();
  }

  /// Of a form without an error.
  Role chosenRole() {
    return found().orElseThrow();
  }

  /// Of a form without an error; null where none was typed.
  @Nullable Long chosenCreator() {
    return creatorId.isEmpty() ? null : Long.valueOf(creatorId);
  }

  private Optional<Role> found() {
    return Arrays.stream(Role.values())
        .filter(each -> each.name().equalsIgnoreCase(role))
        .findFirst();
  }
}
