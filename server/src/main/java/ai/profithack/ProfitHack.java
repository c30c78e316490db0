package ai.profithack;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/// Starts everything; the packages beside it are the modules.
@SpringBootApplication
@Modulithic(systemName = "ProfitHack", sharedModules = "kernel")
public class ProfitHack {
  public static void main(String[] arguments) {
    SpringApplication.run(ProfitHack.class, arguments);
  }
}
