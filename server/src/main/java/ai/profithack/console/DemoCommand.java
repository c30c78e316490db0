package ai.profithack.console;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The server on a simulated platform, in a data folder of its own beside the real one.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Run the server on a simulated platform, labelled as simulated.")
final class DemoCommand implements Callable<Integer> {
  private final Application application;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description =
          "Which platform to make up, at the first start; the same number, the same platform.")
  private @Nullable Long seed;

  DemoCommand(Application application) {
    this.application = application;
  }

  @Override
  public Integer call() throws InterruptedException {
    return application.serveDemo(seed);
  }
}
