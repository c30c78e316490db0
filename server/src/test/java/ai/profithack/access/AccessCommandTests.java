package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.Accounts;
import ai.profithack.testing.ServerTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine;

/// `token`, `admin` and `audit` from the command line.
@ServerTest
class AccessCommandTests {
  @Autowired private ApplicationContext server;
  @Autowired private ApiKeys keys;
  @Autowired private Logins logins;

  private record Ran(int code, String out, String complaint) {}

  @Test
  void createsListsAndRevokesKeys() {
    var created = run(TokenCommand.class, "create", "--role", "service", "--label", "ingest");
    assertThat(created.code()).isZero();
    assertThat(created.complaint())
        .as("which database it is in, beside the data")
        .isEqualTo("The key is for servers on the database that DATABASE_URL names.\n");
    var actor = keys.check(created.out().strip()).orElseThrow();
    assertThat(actor.role()).isEqualTo(Role.SERVICE);
    var id = actor.name().substring("key:".length());
    assertThat(run(TokenCommand.class, "list").out()).contains(id, "ingest", "active");
    assertThat(run(TokenCommand.class, "revoke", id).code()).isZero();
    assertThat(keys.check(created.out().strip())).isEmpty();
    assertThat(run(TokenCommand.class, "revoke", id).code()).isEqualTo(1);
  }

  @Test
  void aCreatorsKeyNeedsTheCreator() {
    var without = run(TokenCommand.class, "create", "--role", "creator");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.out()).isEmpty();
    assertThat(without.complaint()).contains("needs the creator's id");
    var typo = run(TokenCommand.class, "create", "--role", "creator", "--creator", "70707");
    assertThat(typo.code()).isEqualTo(2);
    assertThat(typo.out()).isEmpty();
    assertThat(typo.complaint()).contains("There is no creator with the id 70707.", "import");
    Accounts.creator(server, 70_708);
    var token =
        run(TokenCommand.class, "create", "--role", "CREATOR", "--creator", "70708").out().strip();
    assertThat(keys.check(token).orElseThrow().mayReadCreator(70_708)).isTrue();
  }

  @Test
  void givesALostPasswordBack() {
    var login = Accounts.person(server, Role.ADMIN, null);
    var reset = run(AdminCommand.class, "reset-password", "--login", login);
    assertThat(reset.code()).isZero();
    assertThat(logins.attempt(login, reset.out().strip(), "192.0.2.50"))
        .isInstanceOfSatisfying(
            Logins.Outcome.Accepted.class,
            accepted -> assertThat(accepted.person().mustChangePassword()).isTrue());
    assertThat(run(AdminCommand.class, "reset-password", "--login", "nobody-here").code())
        .isEqualTo(2);
  }

  @Test
  void verifiesTheAuditTrail() {
    var verified = run(AuditCommand.class, "verify");
    assertThat(verified.code()).isZero();
    assertThat(verified.out()).contains("unbroken");
    assertThat(run(AuditCommand.class, "verify", "--head", "00ff").code()).isEqualTo(1);
  }

  private Ran run(Class<?> command, String... arguments) {
    var out = new StringWriter();
    var complaint = new StringWriter();
    var code =
        new CommandLine(server.getBean(command))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(complaint, true))
            .execute(arguments);
    return new Ran(code, out.toString(), complaint.toString());
  }
}
