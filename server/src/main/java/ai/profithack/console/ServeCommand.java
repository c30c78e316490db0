package ai.profithack.console;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The server: pages, API and everything that runs by the clock.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Run the server (what happens without a command, too).")
final class ServeCommand implements Callable<Integer> {
  private final Application application;

  ServeCommand(Application application) {
    this.application = application;
  }

  @Override
  public Integer call() throws InterruptedException {
    return application.serve();
  }
}
