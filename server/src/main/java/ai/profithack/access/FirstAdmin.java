package ai.profithack.access;

import java.io.PrintStream;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/// Creates the first admin at the first start and prints the one-time password, once, on standard
/// error: never in a log file.
@Component
@ConditionalOnWebApplication
class FirstAdmin implements ApplicationRunner {
  private final People people;

  FirstAdmin(People people) {
    this.people = people;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    people.createFirstAdmin().ifPresent(password -> print(password, System.err));
  }

  static void print(People.Outcome.OneTimePassword created, PrintStream out) {
    out.printf(
        """

          Log in as       %s
          with password   %s
          It works until you choose your own at the first login, and is not shown again.
          Lost it? ./profithack admin reset-password --login %s

        """,
        created.login(), created.password(), created.login());
    out.flush();
  }
}
