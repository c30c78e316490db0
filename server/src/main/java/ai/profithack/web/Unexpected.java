package ai.profithack.web;

import ai.profithack.web.Answers.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// What nobody foresaw: logged once, with an id that the one who asked is told too.
@Component
class Unexpected {
  private static final Logger LOG = LoggerFactory.getLogger(Unexpected.class);

  Problem problem(Throwable failure, HttpServletRequest request) {
    if (isDatabaseGone(failure)) {
      LOG.warn("The database does not answer: {}", failure.toString());
      return new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "The database does not answer; nothing was changed. Try again in a moment.",
          null,
          null,
          Duration.ofSeconds(5));
    }
    var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    LOG.error("Error {} at {} {}", id, request.getMethod(), request.getRequestURI(), failure);
    return new Problem(
        HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.", null, id, null);
  }

  /// SQLSTATE class 08: connection; 57P: shut down; 53300: too many connections.
  static boolean isDatabaseGone(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
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
