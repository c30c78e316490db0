package ai.profithack.payouts.web;

import ai.profithack.kernel.Money;
import ai.profithack.payouts.Skipped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/// Who is paid and who is not, as CSV in UTF-8: one row a payment or an obstacle. Amounts in units
/// of the currency.
final class PaymentList {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader(
              "creatorId", "creator", "amount", "currency", "payoutId", "state", "reason", "detail")
          .get();

  private final StringBuilder text = new StringBuilder();
  private final CSVPrinter csv;
  private final CreatorNames names;

  PaymentList(CreatorNames names) {
    this.names = names;
    try {
      this.csv = FORMAT.print(text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// A payment; `payoutId` is empty where there is none yet.
  void paid(long creatorId, Money amount, String payoutId, String state) {
    add(creatorId, amount, payoutId, state, "", "");
  }

  void skipped(Skipped one) {
    add(one.creatorId(), one.amount(), "", "not paid", one.reason().code(), one.detail());
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void add(
      long creatorId, Money amount, String payoutId, String state, String reason, String detail) {
    try {
      csv.printRecord(
          creatorId,
          inert(names.of(creatorId)),
          amount.toDecimal().toPlainString(),
          amount.currency(),
          payoutId,
          state,
          reason,
          inert(detail));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Spreadsheets take a text that begins like a formula for one.
  private static String inert(String text) {
    return text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
  }
}
