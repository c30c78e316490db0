package ai.profithack.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The server on a simulated platform, in a data folder of its own beside the real one.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Run the server on a simulated platform, labelled as simulated.")
final class DemoCommand implements Callable<Integer> {
  private final Application application;

  DemoCommand(Application application) {
    this.application = application;
  }

  @Override
  public Integer call() throws InterruptedException {
    return application.serve(true);
  }
}
