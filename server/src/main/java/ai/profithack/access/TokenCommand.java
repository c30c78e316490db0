package ai.profithack.access;

import ai.profithack.console.ConsoleCommand;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `token create --role R`, `token list`, `token revoke ID`.
@Component
@Command(
    name = "token",
    description = "Creates, lists and revokes API keys.",
    mixinStandardHelpOptions = true)
class TokenCommand extends ConsoleCommand {

  private final ApiKeys keys;
  private final String database;

  TokenCommand(
      ApiKeys keys,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home,
      @Value("${DATABASE_URL:}") String databaseUrl) {
    this.keys = keys;
    this.database =
        databaseUrl.isBlank()
            ? "the database in the data folder " + home.toAbsolutePath().normalize()
            : "the database that DATABASE_URL names";
  }

  @Command(
      name = "create",
      description = "Prints a new key. It is shown this once and kept only as a hash.",
      mixinStandardHelpOptions = true)
  int create(
      @Option(
              names = "--role",
              required = true,
              paramLabel = "R",
              description =
                  "One of ${COMPLETION-CANDIDATES}; programs that send events are service.")
          Role role,
      @Option(
              names = "--creator",
              paramLabel = "ID",
              description = "Whose figures the key opens; for the role creator.")
          @Nullable Long creator,
      @Option(
              names = "--label",
              paramLabel = "L",
              defaultValue = "from the command line",
              description = "What the key is for.")
          String label) {
    return switch (keys.create(role, creator, label)) {
      case ApiKeys.Created.Token(_, var token) -> {
        out().println(token);
        err().println("The key is for servers on " + database + ".");
        yield 0;
      }
      case ApiKeys.Created.Invalid(_, var problem) -> complain(USAGE, problem);
    };
  }

  @Command(
      name = "list",
      description = "Prints all keys, without their secrets.",
      mixinStandardHelpOptions = true)
  int list() {
    var out = out();
    out.println("id\trole\tcreator\tlabel\tcreated\tlast used\tstate");
    for (var key : keys.all()) {
      out.printf(
          "%s\t%s\t%s\t%s\t%s\t%s\t%s%n",
          key.id(),
          PersonRepository.name(key.role()),
          Objects.toString(key.creatorId(), "-"),
          key.label(),
          key.createdAt(),
          Objects.toString(key.lastUsedAt(), "never"),
          key.isRevoked() ? "revoked" : "active");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Ends a key at once and for good.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "ID", description = "The key's id, as `token list` prints it.")
          String id) {
    if (keys.revoke(id)) {
      err().println("Revoked " + id + ".");
      return 0;
    }
    return complain(
        FAILED, "There is no active key %s; `token list` prints them all.".formatted(id));
  }
}
