package ai.profithack.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ProfitHack;
import ai.profithack.database.DatabaseUnavailable;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.web.server.PortInUseException;

/// What the command line answers before, and instead of, starting anything.
class ConsoleTests {
  private final Console console = new Console(ProfitHack.class);

  @Test
  void knowsTheCommandsOfAllModules() {
    assertThat(Console.commandNames(ProfitHack.class))
        .contains("serve", "demo", "db", "doctor", "job", "forecast");
  }

  @Test
  void helpsWithoutADatabase() {
    assertThat(console.run("--help")).isZero();
    for (var command : Console.commandNames(ProfitHack.class)) {
      assertThat(console.run(command, "--help")).as(command).isZero();
    }
    assertThat(console.run("db", "push", "--help")).isZero();
  }

  @Test
  void refusesWhatItDoesNotKnowWithCode2() {
    assertThat(console.run("sevre")).isEqualTo(2);
    assertThat(console.run("db")).isEqualTo(2);
    assertThat(console.run("db", "push", "--dryrun")).isEqualTo(2);
  }

  @Test
  void tellsAFailureInTheSentenceMadeForTheOperator() {
    assertThat(
            Sentence.of(
                new BeanCreationException(
                    "flyway",
                    "wrapped",
                    new DatabaseUnavailable("It is down.", new SQLException("x")))))
        .isEqualTo("It is down.");
    assertThat(Sentence.of(new IllegalStateException("outer", new PortInUseException(3000))))
        .isEqualTo("Port 3000 is taken by another program. End it, or set PORT to another number.");
    assertThat(Sentence.of(new RuntimeException("outer", new IllegalStateException("The reason."))))
        .isEqualTo("The reason.");
  }
}
