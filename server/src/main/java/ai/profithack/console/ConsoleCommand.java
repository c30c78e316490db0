package ai.profithack.console;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What the commands of all modules share: where they print and how they refuse.
///
/// One that only has subcommands need not say more than those; asked for alone, it prints its
/// usage.
public abstract class ConsoleCommand implements Callable<Integer> {
  /// Exit code: it was tried and failed.
  protected static final int FAILED = 1;

  /// Exit code: it was asked for wrongly.
  protected static final int USAGE = 2;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var commandLine = spec().commandLine();
    commandLine.usage(commandLine.getErr());
    return USAGE;
  }

  /// Where data goes.
  protected final PrintWriter out() {
    return spec().commandLine().getOut();
  }

  /// Where everything else goes.
  protected final PrintWriter err() {
    return spec().commandLine().getErr();
  }

  /// Prints why it cannot be done, and returns the exit code.
  protected final int complain(int exitCode, String sentence) {
    err().println(sentence);
    return exitCode;
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }
}
