package ai.profithack.web;

import ai.profithack.kernel.LostDatabase;
import ai.profithack.kernel.StoreUnavailable;
import ai.profithack.web.Answers.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// What nobody foresaw: logged once, with an id that the one who asked is told too. That the
/// database or the store of files is away is told as what it is.
@Component
class Unexpected {
  private static final Logger LOG = LoggerFactory.getLogger(Unexpected.class);

  Problem problem(Throwable failure, HttpServletRequest request) {
    var unreadable = Unreadable.problem(failure, request);
    if (unreadable.isPresent()) {
      return unreadable.orElseThrow();
    }
    var lost = LostDatabase.isBehind(failure);
    if (lost || foundNoConnection(failure)) {
      // Of a loss the operator is told once, by who watches the database.
      LOG.atLevel(lost ? Level.INFO : Level.WARN)
          .log("The database does not answer {}: {}", request.getRequestURI(), failure.toString());
      return new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "The database does not answer; nothing was changed. Try again in a moment.",
          null,
          null,
          Duration.ofSeconds(5));
    }
    if (failure instanceof InvalidParameterException) {
      // A form that the container does not take apart: a name of a file with a NUL, for example.
      return new Problem(HttpStatus.BAD_REQUEST, "The form cannot be read.", null, null, null);
    }
    var away = StoreUnavailable.behind(failure);
    if (away.isPresent()) {
      LOG.warn(
          "Nothing came of {} {}: {}",
          request.getMethod(),
          request.getRequestURI(),
          away.orElseThrow().getMessage());
      return new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          StoreUnavailable.FOR_OTHERS,
          null,
          null,
          Duration.ofSeconds(30));
    }
    var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    LOG.error("Error {} at {} {}", id, request.getMethod(), request.getRequestURI(), failure);
    return new Problem(
        HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.", null, id, null);
  }

  /// The pool had none free in time: of a database that is there but too busy.
  private static boolean foundNoConnection(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
    }
    return false;
  }
}
