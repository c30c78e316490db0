package ai.profithack.payouts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Payments that a person makes one by one, from a list. Its last columns are empty, for what
/// becomes of each: [ResultListReader] reads them.
@Component
class ByHandRail implements Rail.ByFile {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader(
              "key",
              "payoutId",
              "receiver",
              "account",
              "amount",
              "currency",
              "payBy",
              "result",
              "reference",
              "reason")
          .setQuoteMode(QuoteMode.ALL)
          .get();

  @Override
  public String name() {
    return "by-hand";
  }

  @Override
  public String title() {
    return "Paid by hand";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  /// Spreadsheets take a text that begins like a formula for one.
  @Override
  public Optional<Refusal> refuses(String holder, String account, @Nullable String bic) {
    if (formula(holder)) {
      return Optional.of(
          new Refusal(
              "holder", "The name must begin with a letter or a digit, without line breaks."));
    }
    return formula(account)
        ? Optional.of(
            new Refusal(
                "account", "The account must begin with a letter or a digit, without line breaks."))
        : Optional.empty();
  }

  private static boolean formula(String text) {
    return !Character.isLetterOrDigit(text.codePointAt(0))
        || text.chars().anyMatch(each -> each < ' ');
  }

  @Override
  public boolean carries(Currency currency) {
    return currency.getDefaultFractionDigits() >= 0;
  }

  @Override
  public byte[] file(OrderBatch batch) {
    var text = new StringBuilder();
    try (var csv = FORMAT.print(text)) {
      for (var order : batch.orders()) {
        csv.printRecord(
            order.key(),
            order.payoutId(),
            order.holder(),
            order.account(),
            order.amount().toDecimal().toPlainString(),
            order.amount().currency(),
            batch.executionDate(),
            "",
            "",
            "");
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String extension() {
    return "csv";
  }
}
