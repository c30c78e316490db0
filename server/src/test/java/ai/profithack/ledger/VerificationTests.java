package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.profithack.testing.ServerTest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Currency;
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
import org.springframework.beans.factory.BeanFactory;
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
  @Autowired private Holds holds;
  @Autowired private Verification verification;
  @Autowired private DSLContext db;
  @Autowired private BeanFactory server;

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

  @Test
  void findsATrialBalanceThatItsPostingsDoNotGive() {
    ledger.seal(100);
    behindItsBack(
        "update ledger.total set amount_minor = amount_minor + 7 where asset = 'JPY' and amount_minor > 0");

    assertThat(verification.verify(null).problems())
        .isNotEmpty()
        .allSatisfy(problem ->
            assertThat(problem).startsWith("The trial balance of ").contains(" in JPY says "));
  }

  @Test
  void hledgerAddsTheJournalUpToTheSameBalances() throws Exception {
    assumeTrue(Hledger.isInstalled(), "needs Debian's hledger, which .ci/run installs");
    var file = folder.resolve("books.journal");

    var sums = new Hledger(server).addsUpToOurBalances(file);

    assertThat(sums.accounts()).isGreaterThan(10);
    new Hledger(server).findsNothingToComplainOf(file);
  }

  @Test
  void findsHoldsThatAreNotWhatTheirAccountHolds() {
    holds.reserve(
        "held",
        Account.credit("liabilities:creators:1", USD),
        Account.credit("liabilities:held", USD),
        1,
        NOON,
        null,
        Map.of());
    assertThat(verification.verify(null).problems()).isEmpty();

    behindItsBack("update ledger.hold set amount_minor = 3 where key = 'held'");

    assertThat(verification.verify(null).problems())
        .containsExactly("Holds on liabilities:held add up to 3, the account holds 1.");
  }

  @Test
  void findsAnEntryThatIsTakenBackTwice() {
    var entry = ledger.find("key 4: ; \"odd\", é\n").orElseThrow();
    ledger.reverse(entry.entryId(), "back", "refund", NOON, Map.of());
    assertThat(verification.verify(null).problems()).isEmpty();

    // Whoever turned the triggers off; the database notes a reversal when a transaction ends.
    var again = entry.lines().stream().map(line -> new Line(line.account(), -line.minor()));
    ledger.book(new Entry("once more", "test", NOON, entry.lines(), Map.of()));
    ledger.book(new Entry("back again", "refund", NOON, again.toList(), Map.of(), entry.entryId()));

    assertThat(verification.verify(null).problems())
        .containsExactly("Entry %d is taken back 2 times.".formatted(entry.entryId()));
  }

  private void behindItsBack(String sql) {
    db.execute(
        "set session_replication_role = replica; "
            + sql
            + "; set session_replication_role = origin");
  }
}
