package ai.profithack.console;

import ai.profithack.database.DatabaseUnavailable;
import java.sql.SQLException;
import org.springframework.boot.web.server.PortInUseException;

/// A failure in one sentence, as an operator wants it.
final class Sentence {
  private static final int LIMIT = 2_000;

  private Sentence() {}

  /// The sentence of the first cause that carries one made for the operator, else that of the
  /// innermost cause: frameworks wrap what went wrong, they do not explain it.
  static String of(Throwable failure) {
    var innermost = failure;
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      innermost = cause;
      switch (cause) {
        case Refusal refusal -> {
          return message(refusal);
        }
        case DatabaseUnavailable unavailable -> {
          return message(unavailable);
        }
        case PortInUseException taken -> {
          return "Port %d is taken by another program. End it, or set PORT to another number."
              .formatted(taken.getPort());
        }
        case OutOfMemoryError _ -> {
          return "Out of memory. Give more with PROFITHACK_JAVA_OPTS=-Xmx1g.";
        }
        default -> {}
      }
    }
    return switch (innermost) {
      case SQLException sql -> "The database says: " + message(sql);
      case IllegalStateException state -> message(state);
      case IllegalArgumentException argument -> message(argument);
      default -> innermost.getClass().getSimpleName() + ": " + message(innermost);
    };
  }

  private static String message(Throwable cause) {
    var text = String.valueOf(cause.getMessage()).strip();
    return text.length() > LIMIT ? text.substring(0, LIMIT) + "…" : text;
  }
}
