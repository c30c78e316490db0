package ai.profithack.console;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/// `profithack` alone: the same as `profithack serve`.
@Command(
    name = "profithack",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = "The back office of a short-video platform. Without a command: serve.",
    footer = {
      "",
      "Settings come from the environment or profithack.properties; `profithack doctor` lists them."
    })
final class RootCommand implements Callable<Integer> {
  private final Application application;

  /// Only declared here: it may stand anywhere, so the whole parse result is asked for it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--verbose",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Tell the whole story of a failure.")
  private boolean verbose;

  RootCommand(Application application) {
    this.application = application;
  }

  @Override
  public Integer call() throws InterruptedException {
    return application.serve();
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ProfitHack " + Application.version()};
    }
  }
}
