package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.Money;
import ai.profithack.platform.Brands;
import ai.profithack.testing.SettableClock;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;
import org.springframework.beans.factory.annotation.Autowired;

/// A creator's month on paper is the creator's month in the ledger.
@PayoutServer
class CreatorStatementTests {
  private static final Currency USD = Currency.getInstance("USD");

  private static final StatementFiles.Issuer ISSUER =
      new StatementFiles.Issuer("Sparkle Inc.", "1 Main Street, Springfield");

  @Autowired private CreatorStatements statements;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private Settlement settlement;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  @Test
  void addsUpToTheEntriesOfTheLedger() throws Exception {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    clock.set(Instant.parse("2031-05-31T23:59:59Z"));
    creators.earn(id, 10_000, "USD");
    clock.set(Instant.parse("2031-06-01T00:00:00Z"));
    creators.earn(id, 2_550, "USD");
    creators.takeBack(id, 550, "USD");
    runs.payNow(id, "somebody");
    submission.submitDue();
    var payoutId =
        db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", id)
            .get(0, Long.class);
    creators.handOver(payoutId);
    settlement.apply(payoutId, new Report(Report.Status.PAID, "x", null), "test");
    clock.set(Instant.parse("2031-07-02T00:00:00Z"));
    settlement.apply(payoutId, new Report(Report.Status.RETURNED, "x", "closed"), "test");

    var june = statements.of(id, YearMonth.of(2031, 6), USD);
    assertThat(june.opening().minor()).isEqualTo(10_000);
    // What the tests earn and take back is of one kind.
    assertThat(june.sums().values().stream().map(Money::minor)).containsExactly(2_000L, -12_000L);
    assertThat(june.entries()).isEqualTo(3);
    assertThat(june.closing().minor()).isZero();
    assertThat(statements.of(id, YearMonth.of(2031, 5), USD).closing()).isEqualTo(june.opening());
    var july = statements.of(id, YearMonth.of(2031, 7), USD);
    assertThat(july.opening()).isEqualTo(june.closing());
    assertThat(july.closing().minor()).isEqualTo(12_000).isEqualTo(creators.available(id, "USD"));

    var csv = new StringWriter();
    statements.writeCsv(id, YearMonth.of(2031, 6), USD, ISSUER, csv);
    var rows =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get()
            .parse(new StringReader(csv.toString()))
            .getRecords();
    assertThat(rows.stream().map(row -> row.get("amount")))
        .containsExactly("100.00", "25.50", "-5.50", "-120.00", "0.00");
    assertThat(
            rows.subList(0, 4).stream()
                .map(row -> new BigDecimal(row.get("amount")))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(rows.get(4).get("amount"));
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.get("issuer")).isEqualTo("Sparkle Inc.");
          assertThat(row.get("issuerAddress")).isEqualTo("1 Main Street, Springfield");
        });
    var text =
        new PdfTextExtractor(
                new PdfReader(
                    StatementFiles.pdf(june, "Jörg Łukasz", ISSUER, null, ZoneOffset.UTC)))
            .getTextFromPage(1);
    assertThat(text)
        .contains(
            "Sparkle Inc.",
            "1 Main Street, Springfield",
            "1 of 1",
            "Jorg Lukasz",
            "June 2031",
            "100.00",
            "-120.00",
            "Payouts sent",
            "Owed at the end");
    var theirs = new Brands.Brand("Studio Nórdica", "#1a5fb4");
    assertThat(
            new PdfTextExtractor(
                    new PdfReader(
                        StatementFiles.pdf(june, "Jörg Łukasz", ISSUER, theirs, ZoneOffset.UTC)))
                .getTextFromPage(1))
        .contains("Studio Nordica", "Sparkle Inc., 1 Main Street, Springfield", "Jorg Lukasz")
        .doesNotContain("Provisional");
  }

  @Test
  void aMonthThatGoesOnSaysSoAndOneToComeHasNoStatement() throws Exception {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    clock.set(Instant.parse("2033-06-14T15:09:26Z"));
    creators.earn(id, 2_550, "USD");
    var june = YearMonth.of(2033, 6);

    var statement = statements.of(id, june, USD);
    assertThat(statement.provisional()).isTrue();
    assertThat(text(statement))
        .contains("Provisional, as of 14 June 2033, 15:09", "Owed so far", "25.50")
        .doesNotContain("Owed at the end");
    var csv = new StringWriter();
    statements.writeCsv(id, june, USD, ISSUER, csv);
    assertThat(csv.toString().strip().lines().toList().getLast())
        .isEqualTo(
            "2033-06-14T15:09:26Z,,provisional,,25.50,USD,Sparkle Inc.,\"1 Main Street, Springfield\"");

    assertThat(statements.hasBegun(june.plusMonths(1))).isFalse();
    assertThatThrownBy(() -> statements.of(id, june.plusMonths(1), USD))
        .isInstanceOf(IllegalArgumentException.class);
    clock.set(Instant.parse("2033-07-01T00:00:00Z"));
    assertThat(statements.of(id, june, USD).provisional()).isFalse();
    assertThat(statements.hasBegun(june.plusMonths(1))).isTrue();
  }

  @Test
  void aStatementOfSeveralPagesNumbersThem() throws Exception {
    var kinds =
        IntStream.range(0, 80)
            .mapToObj(i -> new CreatorStatement.Kind("kind_" + i, 1, new Money(100, USD)))
            .toList();
    var long80 =
        new CreatorStatement(
            7, YearMonth.of(2031, 6), new Money(0, USD), kinds, Instant.EPOCH, false);
    try (var reader =
        new PdfReader(StatementFiles.pdf(long80, "Ada", ISSUER, null, ZoneOffset.UTC))) {
      assertThat(reader.getNumberOfPages()).isEqualTo(3);
      for (var page = 1; page <= 3; page++) {
        assertThat(new PdfTextExtractor(reader).getTextFromPage(page)).contains(page + " of 3");
      }
    }
  }

  private static String text(CreatorStatement statement) throws IOException {
    return new PdfTextExtractor(
            new PdfReader(StatementFiles.pdf(statement, "Ada", ISSUER, null, ZoneOffset.UTC)))
        .getTextFromPage(1);
  }
}
