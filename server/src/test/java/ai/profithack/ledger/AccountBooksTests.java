package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ledger.AccountBooks.Extract;
import ai.profithack.ledger.AccountBooks.Holding;
import ai.profithack.ledger.AccountBooks.Order;
import ai.profithack.ledger.AccountBooks.Posting;
import ai.profithack.testing.ServerTest;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;

/// From a total down to its postings, at any day: what is read adds up on each step of the way.
@ServerTest
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountBooksTests {
  /// What no other test books in the same database.
  private static final Asset BAHT = Asset.of(Currency.getInstance("THB"));

  private static final Account SHOP = Account.free("assets:shop", BAHT);
  private static final String KIND = "liabilities:creators:*:pending";
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  @Autowired private Ledger ledger;
  @Autowired private Books books;
  @Autowired private AccountBooks accounts;

  @BeforeAll
  void book() {
    book("a", "2026-02-10T00:00:00Z", 1, 1_000);
    book("b", "2026-03-01T00:00:00Z", 1, 250);
    book("c", "2026-03-31T23:59:59Z", 2, 400);
    ledger.seal(100);
    // Known late, and not folded yet.
    book("d", "2026-03-15T00:00:00Z", 2, -150);
    book("e", "2026-04-01T00:00:00Z", 3, 77);
  }

  private void book(String key, String at, long creator, long minor) {
    var pending = Account.free("liabilities:creators:%d:pending".formatted(creator), BAHT);
    var booked =
        ledger.book(
            new Entry(
                key,
                "gift",
                Instant.parse(at),
                List.of(new Line(SHOP, minor), new Line(pending, -minor)),
                Map.of("event", key)));
    assertThat(booked).isInstanceOf(Booking.Booked.class);
  }

  @Test
  void theTrialBalanceOfAnyDayIsWhatTheAccountsHeldThen() {
    assertThat(inBaht(books.trialBalance()))
        .containsExactly(
            new Books.Total("assets:shop", BAHT, 1, 1_577), new Books.Total(KIND, BAHT, 3, -1_577));
    assertThat(inBaht(books.trialBalance(APRIL)))
        .containsExactly(
            new Books.Total("assets:shop", BAHT, 1, 1_500), new Books.Total(KIND, BAHT, 2, -1_500));
    assertThat(inBaht(books.trialBalance(MARCH)))
        .containsExactly(
            new Books.Total("assets:shop", BAHT, 1, 1_000), new Books.Total(KIND, BAHT, 1, -1_000));
    assertThat(ledger.balanceAt(SHOP, APRIL)).isEqualTo(1_500);
  }

  private static List<Books.Total> inBaht(List<Books.Total> totals) {
    return totals.stream().filter(total -> total.asset().equals(BAHT)).toList();
  }

  @Test
  void theAccountsOfAKindAddUpToItsTotal() {
    assertThat(accounts.asset(KIND, "THB")).contains(BAHT);
    assertThat(accounts.asset(KIND, "EUR")).isEmpty();
    assertThat(accounts.asset("liabilities:creators:9:pending", "THB")).isEmpty();

    assertThat(accounts.holdings(KIND, BAHT, APRIL, Order.LARGEST_FIRST, 10, 0))
        .containsExactly(holding(1, -1_250), holding(2, -250));
    assertThat(accounts.holdings(KIND, BAHT, null, Order.LARGEST_FIRST, 2, 1))
        .containsExactly(holding(2, -250), holding(3, -77));
    assertThat(accounts.holdings(KIND, BAHT, null, Order.BY_PATH_BACKWARDS, 1, 0))
        .containsExactly(holding(3, -77));
    assertThat(accounts.holders(KIND, BAHT, null)).isEqualTo(3);
    assertThat(accounts.holders(KIND, BAHT, MARCH)).isEqualTo(1);
  }

  private static Holding holding(long creator, long minor) {
    return new Holding("liabilities:creators:%d:pending".formatted(creator), minor);
  }

  @Test
  void anAccountsPostingsLeadFromWhatItHeldToWhatItHolds() {
    var march = new Extract(SHOP.path(), BAHT, MARCH, APRIL);

    assertThat(accounts.sums(march)).isEqualTo(new AccountBooks.Sums(1_000, 650, -150, 3));
    assertThat(accounts.sums(march).closingMinor()).isEqualTo(ledger.balanceAt(SHOP, APRIL));
    var first = accounts.postings(march, null, 2);
    assertThat(first).extracting(Posting::key).containsExactly("d", "c");
    assertThat(accounts.postings(march, first.getLast().entryId(), 2))
        .extracting(Posting::key)
        .containsExactly("b");
  }

  @Test
  void aDownloadAddsUpToTheDifferenceOfItsBalances() throws Exception {
    for (var path : List.of(SHOP.path(), KIND)) {
      var out = new ByteArrayOutputStream();
      assertThat(accounts.writeCsv(new Extract(path, BAHT, MARCH, MAY), out)).isTrue();
      var rows =
          CSVFormat.RFC4180
              .builder()
              .setHeader()
              .setSkipHeaderRecord(true)
              .get()
              .parse(new StringReader(out.toString(StandardCharsets.UTF_8)))
              .getRecords();
      assertThat(rows.getFirst().get("kind")).isEqualTo("opening");
      assertThat(rows.getLast().get("kind")).isEqualTo("closing");
      assertThat(rows.subList(1, rows.size() - 1).stream().map(row -> row.get("key")))
          .containsExactly("b", "c", "d", "e");
      assertThat(
              rows.subList(0, rows.size() - 1).stream()
                  .map(row -> new BigDecimal(row.get("amount")))
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(rows.getLast().get("amount"))
          .isEqualByComparingTo(path.equals(KIND) ? "-15.77" : "15.77");
    }
  }
}
