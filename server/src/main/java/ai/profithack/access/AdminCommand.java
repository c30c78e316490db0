package ai.profithack.access;

import ai.profithack.console.ConsoleCommand;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `admin reset-password`: the way back in for whoever holds the machine.
@Component
@Command(
    name = "admin",
    description = "Gives somebody a new one-time password.",
    mixinStandardHelpOptions = true)
class AdminCommand extends ConsoleCommand {

  private final People people;

  AdminCommand(People people) {
    this.people = people;
  }

  @Command(
      name = "reset-password",
      description = "Prints a new one-time password and ends that person's sessions.",
      mixinStandardHelpOptions = true)
  int resetPassword(
      @Option(
              names = "--login",
              paramLabel = "L",
              defaultValue = "admin",
              description = "Whose password; default: ${DEFAULT-VALUE}.")
          String login) {
    var first = people.createFirstAdmin();
    if (first.isPresent()) {
      err()
          .println(
              "Nobody could log in to this database until now, so its first admin was made. Is it the one you meant? The demo's is in the folder `demo` of the data folder: set PROFITHACK_HOME to that.");
    }
    var outcome = first.isPresent() ? first.get() : people.resetPassword(login);
    return switch (outcome) {
      case People.Outcome.OneTimePassword(var name, var password) -> {
        err().println("One-time password of " + name + ":");
        out().println(password);
        yield 0;
      }
      case People.Outcome.Unknown(), People.Outcome.Invalid _, People.Outcome.Changed _ -> {
        err().println("There is nobody with the login " + login + ".");
        yield USAGE;
      }
    };
  }
}
