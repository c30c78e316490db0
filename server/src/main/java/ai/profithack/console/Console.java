package ai.profithack.console;

import ai.profithack.database.DatabaseUnavailable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command line of ProfitHack.
///
/// Exit codes: 0 done, 1 it failed (one sentence on standard error says why), 2 it was asked for
/// wrongly. Data goes to standard output, everything else to standard error.
///
/// The arguments are read twice. The first reading fills shells of the commands, objects whose
/// constructors never ran, so that help and every mistake are answered at once; only then is the
/// application, with its database, started for the one command that was asked for.
public final class Console {
  private static final int FAILED = CommandLine.ExitCode.SOFTWARE;
  private static final int MISUSED = CommandLine.ExitCode.USAGE;

  private final Class<?> application;
  private final Commands commands;
  private final PrintWriter errors = new PrintWriter(System.err, true, StandardCharsets.UTF_8);

  public Console(Class<?> application) {
    this.application = application;
    this.commands = Commands.of(application);
  }

  /// Runs one command and returns its exit code.
  public int run(String... arguments) {
    ParseResult asked;
    var shell = commands.shell();
    try {
      asked = shell.parseArgs(arguments);
    } catch (ParameterException misused) {
      return explain(misused);
    }
    var help = CommandLine.executeHelpRequest(asked);
    if (help != null) {
      return help;
    }
    var verbose = Commands.isVerbose(asked);
    try {
      var configuration =
          Configuration.read(System.getenv(), Path.of("").toAbsolutePath(), projectFolder());
      configuration.warnings().forEach(errors::println);
      return runWith(configuration, Commands.leaf(asked), arguments);
    } catch (Exception | Error failure) {
      return tell(failure, verbose);
    }
  }

  private int runWith(Configuration configuration, Class<?> leaf, String[] arguments)
      throws Exception {
    var application = new Application(this.application, configuration);
    try (var factory = new CommandFactory(application, leaf)) {
      var line = commands.with(factory);
      line.setParameterExceptionHandler((misused, _) -> explain(misused));
      return execute(line, arguments);
    }
  }

  /// Like [CommandLine#execute], but failures come out as they are.
  private static int execute(CommandLine line, String[] arguments) throws Exception {
    var failure = new Exception[1];
    line.setExecutionExceptionHandler((thrown, _, _) -> {
      failure[0] = thrown;
      return FAILED;
    });
    var code = line.execute(arguments);
    if (failure[0] != null) {
      throw failure[0];
    }
    return code;
  }

  private int explain(ParameterException misused) {
    errors.println(misused.getMessage());
    var line = misused.getCommandLine();
    if (misused instanceof CommandLine.UnmatchedArgumentException unmatched) {
      var suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        errors.println("Did you mean: " + String.join(" or ", suggestions) + "?");
      }
    }
    errors.println("`" + line.getCommandSpec().qualifiedName() + " --help` says what there is.");
    return MISUSED;
  }

  private int tell(Throwable failure, boolean verbose) {
    LoggerFactory.getLogger(Console.class).error("The command failed", failure);
    if (isEnding()) {
      return FAILED;
    }
    errors.println(Sentence.of(failure));
    if (verbose) {
      failure.printStackTrace(errors);
    }
    return FAILED;
  }

  /// Whether the process is on its way out, as after Ctrl-C: what fails from now on is no news.
  static boolean isEnding() {
    var probe = new Thread();
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException shutdownInProgress) {
      return true;
    }
  }

  /// Where the launcher is; the working folder where there was no launcher.
  private static Path projectFolder() {
    return Path.of(System.getProperty("profithack.root", "")).toAbsolutePath();
  }

  /// Makes sure of the data folder before anything writes there.
  static Path usable(Path home) {
    try {
      Files.createDirectories(home);
      var probe = Files.createTempFile(home, "probe", "");
      Files.write(probe, new byte[4096]);
      Files.delete(probe);
      return home;
    } catch (IOException unusable) {
      throw DatabaseUnavailable.folder(home, unusable);
    }
  }

  /// Names of the commands, for tests and documentation.
  static List<String> commandNames(Class<?> application) {
    return List.copyOf(Commands.of(application).shell().getSubcommands().keySet());
  }
}
