package ai.profithack.kernel;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Tells failures that come from a database that is gone, stopping or full from those of the work.
public final class LostDatabase {
  private LostDatabase() {}

  /// Whether something behind `failure` carries such a state: class 08, connection; 57P, shut down;
  /// 53300, too many connections.
  ///
  /// Source: PostgreSQL's appendix A, error codes.
  public static boolean isBehind(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        var state = sql.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P") || state.equals("53300")) {
          return true;
        }
      }
    }
    return false;
  }
}
