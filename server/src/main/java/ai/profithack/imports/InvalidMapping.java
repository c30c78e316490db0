package ai.profithack.imports;

/// A mapping cannot be used. The message names the file, the line and what belongs there.
public final class InvalidMapping extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidMapping(String message) {
    super(message);
  }
}
