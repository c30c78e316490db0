package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.ServerTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.annotation.Transactional;
import picocli.CommandLine;

/// The ledger from the command line. What a test does to the books is rolled back.
@ServerTest
@Transactional
class LedgerCommandTests {
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));

  @Autowired private LedgerCommand command;
  @Autowired private Ledger ledger;
  @Autowired private DSLContext db;

  @BeforeEach
  void bookOneEntry() {
    ledger.book(
        new Entry(
            "by-command",
            "test",
            Instant.parse("2026-03-10T12:00:00Z"),
            List.of(
                new Line(Account.free("assets:command", USD), 1_234),
                new Line(Account.free("income:command", USD), -1_234)),
            Map.of()));
  }

  @Test
  void soundBooksExitWithZero() {
    var said = said("verify");

    assertThat(said.exitCode()).isZero();
    assertThat(said.out()).contains("; sound; head ");
  }

  @Test
  void booksThatWereEditedExitWithOneAndSayWhere() {
    db.execute("set local session_replication_role = replica");
    db.execute(
        "update ledger.posting set amount_minor = 1 where amount_minor = 1234 and entry_id = (select entry_id from ledger.entry where key = 'by-command')");

    var said = said("verify");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out()).contains(" findings; head ");
    assertThat(said("verify", "--head", "00ff").out())
        .contains("The head 00ff is not in the chain.");
  }

  @Test
  void theJournalIsWrittenOutAndAnotherFormatRefused() {
    var said = said("export", "--format", "hledger");

    assertThat(said.exitCode()).isZero();
    assertThat(said.out()).contains("assets:command", "12.34");
    assertThat(said("export", "--format", "abacus").exitCode()).isEqualTo(2);
    assertThat(said("export").exitCode()).isEqualTo(2);
  }

  private record Said(int exitCode, String out) {}

  private Said said(String... arguments) {
    var out = new StringWriter();
    var exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(new StringWriter(), true))
            .execute(arguments);
    return new Said(exitCode, out.toString());
  }
}
