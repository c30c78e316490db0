package ai.profithack.access;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `admin reset-password`: the way back in for whoever holds the machine.
@Component
@Command(
    name = "admin",
    description = "Gives somebody a new one-time password.",
    mixinStandardHelpOptions = true)
class AdminCommand implements Callable<Integer> {
  private static final int USAGE = 2;

  private final People people;

  @Spec private @Nullable CommandSpec spec;

  AdminCommand(People people) {
    this.people = people;
  }

  @Override
  public Integer call() {
    var commandLine = spec().commandLine();
    commandLine.usage(commandLine.getErr());
    return USAGE;
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
    var outcome = first.isPresent() ? first.get() : people.resetPassword(login);
    return switch (outcome) {
      case People.Outcome.OneTimePassword(var name, var password) -> {
        spec().commandLine().getErr().println("One-time password of " + name + ":");
        spec().commandLine().getOut().println(password);
        yield 0;
      }
      case People.Outcome.Unknown(), People.Outcome.Invalid _, People.Outcome.Changed _ -> {
        spec().commandLine().getErr().println("There is nobody with the login " + login + ".");
        yield USAGE;
      }
    };
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }
}
