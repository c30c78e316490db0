package ai.profithack.database;

/// The database cannot be used. The message is one sentence for the operator: what is wrong and
/// what to do.
public final class DatabaseUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseUnavailable(String message) {
    super(message);
  }

  public DatabaseUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
