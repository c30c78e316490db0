package ai.profithack.console;

import ai.profithack.database.DatabaseUnavailable;
import ai.profithack.database.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// That one server at a time runs on a data folder. Its log, its files and its embedded PostgreSQL
/// are one server's; other commands come and go beside it.
final class OnlyServer implements AutoCloseable {
  private final Path home;
  private final ProcessLock lock;

  private OnlyServer(Path home, ProcessLock lock) {
    this.home = home;
    this.lock = lock;
  }

  /// Takes the data folder for a server that is about to start.
  ///
  /// Errors: [Refusal] that says which server has it.
  static OnlyServer of(Path folder) {
    try {
      var home = folder.toRealPath();
      var file = home.resolve("server.lock");
      var lock = ProcessLock.tryAcquire(file).orElseThrow(() -> refusal(home, file));
      var only = new OnlyServer(home, lock);
      only.write("starting");
      return only;
    } catch (IOException failure) {
      throw DatabaseUnavailable.folder(folder, failure);
    }
  }

  private static Refusal refusal(Path home, Path file) {
    return new Refusal(
        "A ProfitHack server is running on the data folder %s already (%s). End it first, or set PROFITHACK_HOME to another folder for a second server; several servers share one database where DATABASE_URL names it."
            .formatted(home, holder(file)));
  }

  private static String holder(Path file) {
    try {
      var words = Files.readString(file, StandardCharsets.UTF_8).strip().split(" ", 2);
      return words.length < 2 ? "just starting" : "process %s, %s".formatted(words[0], words[1]);
    } catch (IOException unreadable) {
      return "who has it cannot be read: " + unreadable.getMessage();
    }
  }

  /// Leaves word for whoever comes later where this server is.
  void servesAt(String address) {
    write(address);
  }

  private void write(String where) {
    try {
      lock.write(ProcessHandle.current().pid() + " " + where + "\n");
    } catch (IOException failure) {
      throw DatabaseUnavailable.folder(home, failure);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException failure) {
      throw DatabaseUnavailable.folder(home, failure);
    }
  }
}
