package ai.profithack.events;

/// The event log cannot be written now. Nothing of the batch was acknowledged, and sending it again
/// is harmless: what did get in counts once.
public final class EventLogUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EventLogUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  EventLogUnavailable(String message) {
    super(message);
  }
}
