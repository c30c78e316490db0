package ai.profithack.events;

/// Why an event is not accepted: a stable code for programs, a sentence that names the field for
/// people.
public record Problem(String code, String reason) {
  static Problem missing(EventType type, String field) {
    return new Problem("missing_field", "%s needs %s.".formatted(type.wireName(), field));
  }

  static Problem notAllowed(EventType type, String field) {
    return new Problem(
        "field_not_allowed", "%s does not take %s.".formatted(type.wireName(), field));
  }

  static Problem outOfRange(String field, String range) {
    return new Problem("out_of_range", "%s must be %s.".formatted(field, range));
  }
}
