package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.annotation.Transactional;

/// Whoever edits the books behind the ledger's back shows, and a program that is not ours adds them
/// up to the same.
@ServerTest
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
@Transactional
class VerificationTests {
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));
  private static final Asset JPY = Asset.of(Currency.getInstance("JPY"));
  private static final Asset KWD = Asset.of(Currency.getInstance("KWD"));
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  @TempDir Path folder;

  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private Journal journal;
  @Autowired private DSLContext db;

  @BeforeEach
  void bookThirtyEntries() {
    var random = new Random(11);
    ledger.bookAll(
        IntStream.rangeClosed(1, 30)
            .mapToObj(i -> {
              var asset = List.of(USD, JPY, KWD, Asset.AI_CREDIT).get(i % 4);
              var amount = 1 + random.nextLong(100_000);
              return new Entry(
                  "key %d: ; \"odd\", é\n".formatted(i),
                  "test",
                  NOON.plusSeconds(i),
                  List.of(
                      new Line(Account.free("assets:shop", asset), amount),
                      new Line(Account.credit("liabilities:creators:" + (i % 5), asset), -amount)),
                  Map.of("number", i, "text", "ä\"\\"));
            })
            .toList());
  }

  @Test
  void findsNothingInBooksThatNobodyTouched() {
    var unsealed = verification.verify(null);
    assertThat(unsealed.problems()).isEmpty();
    assertThat(unsealed.sealed()).isZero();
    ledger.seal(100);
    var findings = verification.verify(null);

    assertThat(findings.problems()).isEmpty();
    assertThat(findings.sealed()).isEqualTo(30);
    assertThat(findings.entries()).isEqualTo(30);
    assertThat(verification.verify(findings.head()).problems()).isEmpty();
    assertThat(verification.verify("00ff").problems())
        .containsExactly("The head 00ff is not in the chain.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update ledger.entry set key = 'other' where entry_id = %d",
        "update ledger.entry set kind = 'other' where entry_id = %d",
        "update ledger.entry set body_sha256 = '' where entry_id = %d",
        "update ledger.entry set effective_at = effective_at + interval '1 microsecond' where entry_id = %d",
        "update ledger.entry set recorded_at = recorded_at + interval '1 microsecond' where entry_id = %d",
        "update ledger.entry set reverses = 1 where entry_id = %d",
        "update ledger.entry set explanation = '{}' where entry_id = %d",
        "update ledger.posting set amount_minor = amount_minor * 2 where entry_id = %d",
        "update ledger.posting set account_id = (select max(account_id) from ledger.account) where entry_id = %d and line = 1",
        "delete from ledger.posting where entry_id = %d and line = 1",
      })
  void tellsTheNumberOfTheSealWhoseEntryWasEdited(String edit) {
    ledger.seal(100);
    var seventh =
        db.fetchSingle("select entry_id from ledger.seal where sequence = 7").get(0, Long.class);

    behindItsBack(edit.formatted(seventh));

    assertThat(verification.verify(null).problems())
        .anyMatch(problem -> problem.startsWith("Seal 7 does not fit: entry " + seventh));
  }

  @Test
  void findsWhatIsTakenAwayOrCutOff() {
    ledger.seal(20);
    var head = verification.verify(null).head();
    ledger.seal(100);

    behindItsBack("delete from ledger.seal where sequence = 3");
    assertThat(verification.verify(null).problems())
        .contains("Seals 3 to 3 are missing.")
        .anyMatch(problem -> problem.endsWith("is neither sealed nor waiting to be."));

    behindItsBack("delete from ledger.seal where sequence >= 20");
    assertThat(verification.verify(head).problems())
        .contains("The head %s is not in the chain.".formatted(head));
  }

  @Test
  void findsABalanceThatItsPostingsDoNotGive() {
    ledger.seal(100);
    behindItsBack(
        """
        update ledger.balance set amount_minor = amount_minor - 5
        where account_id = (select account_id from ledger.account where path = 'liabilities:creators:1' and asset = 'JPY')
        """);

    assertThat(verification.verify(null).problems())
        .singleElement()
        .asString()
        .startsWith("The balance of liabilities:creators:1 in JPY says -");
  }

  /// hledger is a program that knows nothing of us: it must read every entry, find each balanced,
  /// and come to our balances.
  @Test
  void hledgerAddsTheJournalUpToTheSameBalances() throws Exception {
    assumeTrue(isInstalled("hledger"), "needs Debian's hledger, which .ci/run installs");
    var file = folder.resolve("books.journal");
    var text = new StringWriter();
    journal.write(new PrintWriter(text));
    Files.writeString(file, text.toString());

    assertThat(run("hledger", "-f", file.toString(), "check")).isEmpty();
    var theirs = new HashMap<String, String>();
    for (var line :
        run(
                "hledger",
                "-f",
                file.toString(),
                "balance",
                "--flat",
                "--no-total",
                "-O",
                "csv",
                "--layout=bare")
            .lines()
            .skip(1)
            .toList()) {
      var cells = line.replaceAll("^\"|\"$", "").split("\",\"", -1);
      theirs.put(cells[0] + " " + cells[1], cells[2]);
    }
    var ours = new HashMap<String, String>();
    db.fetch(
            """
            select path || ' ' || b.asset, round(amount_minor * power(10::numeric, -exponent), exponent)::text
            from ledger.account_balance as b join ledger.asset as a on a.asset = b.asset where amount_minor <> 0
            """)
        .forEach(row -> ours.put(row.get(0, String.class), row.get(1, String.class)));

    assertThat(theirs).containsExactlyInAnyOrderEntriesOf(ours).hasSizeGreaterThan(10);
  }

  private void behindItsBack(String sql) {
    db.execute(
        "set session_replication_role = replica; "
            + sql
            + "; set session_replication_role = origin");
  }

  private static boolean isInstalled(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
