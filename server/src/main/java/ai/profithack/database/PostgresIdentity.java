package ai.profithack.database;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/// Under which user PostgreSQL runs: it refuses to run as root. Decided once a cluster, since
/// mixing the ways fails on the ownership of its files.
sealed interface PostgresIdentity {
  /// The user who started us.
  record Ourselves() implements PostgresIdentity {}

  /// Root, or an id without a name, seen from inside a user namespace as nobody.
  record Namespace() implements PostgresIdentity {}

  /// Root stepped down to an ordinary user.
  record SteppedDown(int uid) implements PostgresIdentity {}

  int NOBODY = 65534;

  /// Errors: [DatabaseUnavailable] where an existing cluster cannot be run by who we are.
  static PostgresIdentity decide(Path data) throws IOException, InterruptedException {
    var system = new UnixSystem();
    var ourselves = (int) system.getUid();
    if (ourselves != 0 && system.getUsername() == null) {
      return nameless(data, ourselves);
    }
    if (!Files.exists(data)) {
      return ourselves != 0
          ? new Ourselves()
          : works("unshare", "-U", "true") ? new Namespace() : steppedDown(data, NOBODY);
    }
    var owner = (int) Files.getAttribute(data, "unix:uid");
    if (ourselves != 0) {
      if (owner != ourselves) {
        throw new DatabaseUnavailable(
            "The database in %s belongs to another user (%s). Start ProfitHack as that user, or set PROFITHACK_HOME to another folder."
                .formatted(data, Files.getOwner(data).getName()));
      }
      return new Ourselves();
    }
    if (owner != 0) {
      return steppedDown(data, owner);
    }
    if (!works("unshare", "-U", "true")) {
      throw new DatabaseUnavailable(
          "PostgreSQL does not run as root, and user namespaces (unshare -U) are switched off here. Start ProfitHack as an ordinary user who owns "
              + data.getParent()
              + ".");
    }
    return new Namespace();
  }

  /// What goes before a command to run it under this identity.
  default List<String> prefix() {
    return switch (this) {
      case Ourselves _ -> List.of();
      case Namespace _ -> List.of("unshare", "-U");
      case SteppedDown(var uid) ->
          List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
    };
  }

  /// Gives a file or folder to this identity.
  default void own(Path path) throws IOException {
    if (this instanceof SteppedDown(var uid)) {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", uid);
    }
  }

  /// A user id that no user has, as containers give: initdb insists on a name, and finds that of
  /// nobody in a user namespace.
  private static PostgresIdentity nameless(Path data, int uid)
      throws IOException, InterruptedException {
    if (Files.exists(data) && (int) Files.getAttribute(data, "unix:uid") != uid) {
      throw new DatabaseUnavailable(
          "The database in %s belongs to another user. Start ProfitHack as that user, or set PROFITHACK_HOME to another folder."
              .formatted(data));
    }
    if (!works("unshare", "-U", "true")) {
      throw new DatabaseUnavailable(
          "The user id %d has no name on this machine, which PostgreSQL needs. Add it to /etc/passwd, or start ProfitHack as another user."
              .formatted(uid));
    }
    return new Namespace();
  }

  private static PostgresIdentity steppedDown(Path data, int uid)
      throws IOException, InterruptedException {
    if (!works("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "true")) {
      throw new DatabaseUnavailable(
          "PostgreSQL does not run as root, and neither unshare -U nor setpriv works here. Start ProfitHack as an ordinary user.");
    }
    for (var folder = data.getParent(); folder != null; folder = folder.getParent()) {
      if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new DatabaseUnavailable(
            "PostgreSQL does not run as root and has to step down to user %d, who may not enter %s. Allow it (chmod o+x), or set PROFITHACK_HOME to a folder that everybody may enter."
                .formatted(uid, folder));
      }
    }
    return new SteppedDown(uid);
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }
}
