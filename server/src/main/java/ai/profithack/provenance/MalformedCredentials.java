package ai.profithack.provenance;

/// Credentials that cannot be read, or that go beyond what is read here. The message says what is
/// wrong; `code` is the status that goes with it.
class MalformedCredentials extends Exception {
  private final String code;

  MalformedCredentials(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }
}
