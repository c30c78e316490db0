package ai.profithack.database;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// The database cannot be used. The message is one sentence for the operator: what is wrong and
/// what to do.
public final class DatabaseUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The data folder cannot be written.
  public static DatabaseUnavailable folder(Path home, IOException failure) {
    var reason =
        switch (failure) {
          case AccessDeniedException _ -> "permission denied";
          case FileAlreadyExistsException _ -> "it is a file, not a folder";
          case FileSystemException system when system.getReason() != null -> system.getReason();
          default -> String.valueOf(failure.getMessage());
        };
    return new DatabaseUnavailable(
        "The data folder %s cannot be written: %s. Check its owner, its permissions and the free space, or set PROFITHACK_HOME to another folder."
            .formatted(home, reason),
        failure);
  }

  public DatabaseUnavailable(String message) {
    super(message);
  }

  public DatabaseUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
