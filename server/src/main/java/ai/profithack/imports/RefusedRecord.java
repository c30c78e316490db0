package ai.profithack.imports;

/// A record cannot become facts: a stable code, and a sentence that names the field.
final class RefusedRecord extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  RefusedRecord(String code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
