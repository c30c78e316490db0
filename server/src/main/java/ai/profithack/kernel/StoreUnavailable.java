package ai.profithack.kernel;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The store that files are in does not do what it is asked for: it does not answer, is busy, or
/// refuses. The message says why and what to do, for whoever runs this server.
public final class StoreUnavailable extends IOException {
  /// For everybody else: where files are is not their business.
  public static final String FOR_OTHERS =
      "The store that files are in does not answer, so this was not done. Try again in a moment; if that does not help, the server's log says why.";

  private static final long serialVersionUID = 1L;

  public StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /// The one behind a failure, if that is what it comes from.
  public static Optional<StoreUnavailable> behind(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreUnavailable unavailable) {
        return Optional.of(unavailable);
      }
    }
    return Optional.empty();
  }
}
