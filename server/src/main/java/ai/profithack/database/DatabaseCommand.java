package ai.profithack.database;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `db`: what is done to the database as a whole.
@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    description = "Look after the database.",
    subcommands = PushCommand.class)
final class DatabaseCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "db needs a command: push.");
  }
}
