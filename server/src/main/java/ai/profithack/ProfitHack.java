package ai.profithack;

import ai.profithack.console.Console;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/// Starts everything; the packages beside it are the modules.
@SpringBootApplication
@Modulithic(systemName = "ProfitHack", sharedModules = "kernel")
public class ProfitHack {
  public static void main(String[] arguments) {
    System.exit(new Console(ProfitHack.class).run(arguments));
  }
}
