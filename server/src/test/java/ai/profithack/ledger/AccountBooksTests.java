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
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));
  private static final Account SHOP = Account.free("assets:shop", USD);
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
    var pending = Account.free("liabilities:creators:%d:pending".formatted(creator), USD);
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
    assertThat(books.trialBalance())
        .containsExactly(
            new Books.Total("assets:shop", USD, 1, 1_577), new Books.Total(KIND, USD, 3, -1_577));
    assertThat(books.trialBalance(APRIL))
        .containsExactly(
            new Books.Total("assets:shop", USD, 1, 1_500), new Books.Total(KIND, USD, 2, -1_500));
    assertThat(books.trialBalance(MARCH))
        .containsExactly(
            new Books.Total("assets:shop", USD, 1, 1_000), new Books.Total(KIND, USD, 1, -1_000));
    assertThat(ledger.balanceAt(SHOP, APRIL)).isEqualTo(1_500);
  }

  @Test
  void theAccountsOfAKindAddUpToItsTotal() {
    assertThat(accounts.asset(KIND, "USD")).contains(USD);
    assertThat(accounts.asset(KIND, "EUR")).isEmpty();
    assertThat(accounts.asset("liabilities:creators:9:pending", "USD")).isEmpty();

    assertThat(accounts.holdings(KIND, USD, APRIL, Order.LARGEST_FIRST, 10, 0))
        .containsExactly(holding(1, -1_250), holding(2, -250));
    assertThat(accounts.holdings(KIND, USD, null, Order.LARGEST_FIRST, 2, 1))
        .containsExactly(holding(2, -250), holding(3, -77));
    assertThat(accounts.holdings(KIND, USD, null, Order.BY_PATH_BACKWARDS, 1, 0))
        .containsExactly(holding(3, -77));
    assertThat(accounts.holders(KIND, USD, null)).isEqualTo(3);
    assertThat(accounts.holders(KIND, USD, MARCH)).isEqualTo(1);
  }

  private static Holding holding(long creator, long minor) {
    return new Holding("liabilities:creators:%d:pending".formatted(creator), minor);
  }

  @Test
  void anAccountsPostingsLeadFromWhatItHeldToWhatItHolds() {
    var march = new Extract(SHOP.path(), USD, MARCH, APRIL);

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
      assertThat(accounts.writeCsv(new Extract(path, USD, MARCH, MAY), out)).isTrue();
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
