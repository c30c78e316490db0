package ai.profithack.web.people;

import java.util.Map;

/// What was typed to create a person or a key, and what is wrong with it, by field.
public record PersonForm(String name, String role, String creatorId, Map<String, String> errors) {
  static PersonForm empty() {
    return new PersonForm("", "", "", Map.of());
  }

  PersonForm wrong(String field, String problem) {
    return new PersonForm(name, role, creatorId, Map.of(field, problem));
  }
}
