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
    assertThat(said.out()).contains(" 1 finding; head ");
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

  @Test
  void balancesThatWereEditedAreMendedAfterALook() {
    assertThat(said("rebuild").out()).isEqualTo("Nothing to mend." + System.lineSeparator());
    ledger.seal(Integer.MAX_VALUE);
    db.execute("set local session_replication_role = replica");
    db.execute(
        "update ledger.balance set amount_minor = 1 where account_id = (select account_id from ledger.account where path = 'assets:command')");
    db.execute("set local session_replication_role = origin");

    var look = said("rebuild", "--dry-run");
    assertThat(look.exitCode()).isZero();
    assertThat(look.out())
        .contains("The balance of assets:command in USD says 1, its postings say 1234.")
        .contains("To be mended: 1");
    assertThat(said("verify").exitCode()).isEqualTo(1);

    assertThat(said("rebuild").out()).contains("its postings say 1234.", "Mended: 1");
    assertThat(said("verify").exitCode()).isZero();
    assertThat(said("rebuild").out()).isEqualTo("Nothing to mend." + System.lineSeparator());
  }

  @Test
  void nothingIsMadeFromPostingsThatWereEdited() {
    db.execute("set local session_replication_role = replica");
    db.execute(
        "delete from ledger.posting where line = 1 and entry_id = (select entry_id from ledger.entry where key = 'by-command')");
    db.execute("set local session_replication_role = origin");

    var said = said("rebuild");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.err()).contains("has 1 of 2 lines.", "nothing was changed");
  }

  private record Said(int exitCode, String out, String err) {}

  private Said said(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Said(exitCode, out.toString(), err.toString());
  }
}
