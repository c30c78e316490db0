package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.AuditTrail;
import ai.profithack.ledger.Rebuilding.Ending;
import ai.profithack.testing.InParallel;
import ai.profithack.testing.ServerTest;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.annotation.Transactional;

/// What is reckoned from postings is made anew from them, whatever became of it.
@ServerTest
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_CLASS)
class RebuildingTests {
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));
  private static final Asset JPY = Asset.of(Currency.getInstance("JPY"));
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  /// Everything that is reckoned from postings.
  private static final List<String> TABLES = List.of("balance", "unsealed", "total", "totalled");

  private static final String BOUNDED =
      "(select account_id from ledger.account where path = 'liabilities:rebuilt:1' and asset = 'JPY')";
  private static final String FREE =
      "(select account_id from ledger.account where path = 'assets:rebuilt' and asset = 'JPY')";

  @Autowired private Ledger ledger;
  @Autowired private Verification verification;
  @Autowired private Rebuilding rebuilding;
  @Autowired private AuditTrail audit;
  @Autowired private DSLContext db;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update ledger.balance set amount_minor = amount_minor - 5 where account_id = " + BOUNDED,
        "update ledger.balance set amount_minor = amount_minor + 5 where account_id = " + FREE,
        "update ledger.balance set bound = 0 where account_id = " + BOUNDED,
        "delete from ledger.balance where account_id = " + BOUNDED,
        "insert into ledger.balance (account_id, bound, amount_minor) select account_id, 0, 7 from ledger.account where path = 'assets:rebuilt:unused'",
        "delete from ledger.unsealed where entry_id = (select max(entry_id) from ledger.unsealed)",
        "insert into ledger.unsealed (entry_id) select min(entry_id) from ledger.seal",
        "insert into ledger.unsealed (entry_id) values (-1)",
        "update ledger.total set amount_minor = amount_minor + 7, accounts = accounts + 1 where asset = 'JPY' and amount_minor > 0",
        "delete from ledger.total where asset = 'JPY'",
        "insert into ledger.total (path, asset, accounts, amount_minor) values ('assets:nowhere', 'JPY', 1, 1)",
        "delete from ledger.totalled where account_id = " + FREE,
        "insert into ledger.totalled (account_id) select account_id from ledger.account where path = 'assets:rebuilt:unused'",
        "delete from ledger.balance; delete from ledger.unsealed; delete from ledger.total; delete from ledger.totalled",
      })
  @Transactional
  void mendsWhatItsPostingsDoNotGive(String edit) {
    bookThirtyEntriesAndSealTwenty();
    var sound = tables();
    var balances = balances();
    assertThat(verification.verify(null).problems()).isEmpty();

    db.execute("set local session_replication_role = replica; " + edit);
    db.execute("set local session_replication_role = origin");

    var spoilt = tables();
    var wrong = verification.verify(null).problems();
    assertThat(wrong).isNotEmpty();
    assertThat(rebuilding.look()).isEqualTo(new Ending.Mended(wrong));
    assertThat(tables()).isEqualTo(spoilt);
    assertThat(rebuilding.rebuild()).isEqualTo(new Ending.Mended(wrong));
    assertThat(tables()).isEqualTo(sound);
    assertThat(balances()).isEqualTo(balances);
    assertThat(verification.verify(null).problems()).isEmpty();
    assertThat(rebuilding.rebuild()).isEqualTo(new Ending.Mended(List.of()));
  }

  @Test
  @Transactional
  void isOnTheRecordWhereThereWasSomethingToMend() {
    bookThirtyEntriesAndSealTwenty();
    var before = audit.page("", 0, 1);

    rebuilding.rebuild();
    assertThat(audit.page("", 0, 1)).isEqualTo(before);

    db.execute("set local session_replication_role = replica");
    db.execute(
        "update ledger.balance set amount_minor = amount_minor - 5 where account_id = " + BOUNDED);
    db.execute("set local session_replication_role = origin");
    rebuilding.look();
    assertThat(audit.page("", 0, 1)).isEqualTo(before);
    rebuilding.rebuild();

    assertThat(audit.page("", 0, 1))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.action()).isEqualTo("ledger.rebuild");
          assertThat(entry.detail())
              .contains("\"mended\": 1", "The balance of liabilities:rebuilt:1 in JPY says -");
        });
    assertThat(audit.verify(null).problems()).isEmpty();
  }

  /// Balances made from postings that somebody edited would be as wrong as those.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update ledger.posting set amount_minor = amount_minor * 2 where entry_id = (select min(entry_id) from ledger.seal)",
        "delete from ledger.posting where line = 1 and entry_id = (select max(entry_id) from ledger.unsealed)",
        "delete from ledger.seal where sequence = 3",
      })
  @Transactional
  void makesNothingFromPostingsThatAreNotSound(String edit) {
    bookThirtyEntriesAndSealTwenty();
    db.execute("set local session_replication_role = replica; " + edit);
    db.execute("set local session_replication_role = origin");
    var before = tables();

    assertThat(rebuilding.look()).isInstanceOf(Ending.Unsound.class);
    assertThat(rebuilding.rebuild())
        .isInstanceOfSatisfying(
            Ending.Unsound.class, unsound -> assertThat(unsound.problems()).isNotEmpty());
    assertThat(tables()).isEqualTo(before);
  }

  /// Whoever books, seals or rebuilds at the same time waits, never in a circle, and nothing is
  /// lost.
  @Test
  void besideBookingsAndSealingNothingIsLost() throws Exception {
    var endings =
        InParallel.<Object>call(
            48,
            number ->
                () ->
                    switch (number % 4) {
                      case 0 -> rebuilding.rebuild();
                      case 1 -> ledger.seal(5);
                      default ->
                          ledger.bookAll(
                              List.of(
                                  entry("race a " + number, number, USD),
                                  entry("race b " + number, number, JPY)));
                    });
    assertThat(endings)
        .allSatisfy(ending ->
            assertThat(ending)
                .satisfiesAnyOf(
                    rebuilt -> assertThat(rebuilt).isEqualTo(new Ending.Mended(List.of())),
                    sealed -> assertThat(sealed).isInstanceOf(Integer.class),
                    booked ->
                        assertThat((List<?>) booked).allMatch(Booking.Booked.class::isInstance)));
    assertThat(verification.verify(null).problems()).isEmpty();
    assertThat(db.fetchValue("select count(*) from ledger.entry where key like 'race %'"))
        .isEqualTo(48L);
  }

  private void bookThirtyEntriesAndSealTwenty() {
    ledger.book(
        new Entry(
            "never mind",
            "test",
            NOON,
            List.of(
                new Line(Account.free("assets:rebuilt:mind", USD), 1),
                new Line(Account.free("income:rebuilt", USD), -1)),
            Map.of()));
    db.execute(
        "insert into ledger.account (path, asset, bound) values ('assets:rebuilt:unused', 'USD', 0)");
    ledger.bookAll(
        IntStream.range(0, 30)
            .mapToObj(i -> entry("key " + i, i, i % 2 == 0 ? USD : JPY))
            .toList());
    ledger.seal(
        db.resultQuery("select count(*) - 10 from ledger.unsealed").fetchSingle(0, Integer.class));
  }

  private static Entry entry(String key, int number, Asset asset) {
    var amount = 1 + new Random(key.hashCode()).nextLong(100_000);
    return new Entry(
        key,
        "test",
        NOON,
        List.of(
            new Line(Account.free("assets:rebuilt", asset), amount),
            new Line(Account.credit("liabilities:rebuilt:" + number % 3, asset), -amount)),
        Map.of());
  }

  private List<String> tables() {
    return TABLES.stream()
        .map(table ->
            db.fetch("select t::text from ledger.%s as t order by 1".formatted(table)).formatCSV())
        .toList();
  }

  private String balances() {
    return db.fetch("select * from ledger.account_balance order by account_id").formatCSV();
  }
}
