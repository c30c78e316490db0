package ai.profithack.database;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says when a running server loses its database, and when it has it back; once each, whatever else
/// fails meanwhile. It asks over a connection of its own, so that a busy pool is no loss.
final class DatabaseWatch {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int ANSWER_LIMIT_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);

  private final DataSource database;
  private final Thread watcher = Thread.ofVirtual().name("database-watch").unstarted(this::watch);
  private volatile boolean stopped;

  DatabaseWatch(DataSource database) {
    this.database = database;
  }

  void start() {
    watcher.start();
  }

  void stop() throws InterruptedException {
    stopped = true;
    watcher.interrupt();
    watcher.join();
  }

  private void watch() {
    var lost = false;
    try {
      while (!stopped) {
        var answered = askWhileItAnswers(lost);
        lost = lost && !answered;
        if (!lost && !stopped) {
          LOG.warn("The database is lost; trying again until it is back.");
          lost = true;
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      LOG.debug("No longer watching the database");
    }
  }

  /// Returns when an answer fails to come; false where none came at all.
  private boolean askWhileItAnswers(boolean lost) throws InterruptedException {
    try (var connection = database.getConnection()) {
      if (lost) {
        LOG.warn("The database is back.");
      }
      while (connection.isValid(ANSWER_LIMIT_SECONDS)) {
        Thread.sleep(PAUSE);
      }
      return true;
    } catch (SQLException noAnswer) {
      LOG.info("The database does not answer: {}", noAnswer.getMessage());
      return false;
    }
  }
}
