package ai.profithack.payouts;

import ai.profithack.payouts.PayeeLists.Problem;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// A line of a list of payees. What it leaves empty stays as it is.
record PayeeRow(
    int line,
    long creatorId,
    boolean identityReviewed,
    boolean ofAge,
    @Nullable LocalDate taxFormUntil,
    @Nullable Destination destination) {

  /// The columns that a list must have.
  static final List<String> NEEDED = List.of("creatorId");

  private static final List<String> YES = List.of("yes", "true", "1", "x");
  private static final List<String> NO = List.of("", "no", "false", "0");

  /// Where to be paid.
  record Destination(String rail, String holder, String account, @Nullable String bic) {
    boolean is(PayoutMethod method) {
      return method.rail().equals(rail)
          && method.holder().equals(holder)
          && Objects.equals(method.bic(), bic)
          && method.goesTo(account);
    }

    /// Without the account and the name: this may stand in a log.
    @Override
    public String toString() {
      return "Destination[" + rail + "]";
    }
  }

  /// What a line says; each thing that is wrong with it goes to `problems`. Of the creator 0 where
  /// it cannot be read.
  static PayeeRow of(CSVRecord record, Consumer<Problem> problems) {
    var line = CsvList.number(record);
    var id = CsvList.cell(record, "creatorId");
    var creatorId = id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    if (creatorId == 0) {
      problems.accept(new Problem(line, "creatorId", "This is a positive whole number."));
    }
    return new PayeeRow(
        line,
        creatorId,
        yes(record, line, "identityReviewed", problems),
        yes(record, line, "ofAge", problems),
        day(record, line, problems),
        destination(record, line, problems));
  }

  /// What this line says that was not known, in words.
  List<String> said(Payee before) {
    var said = new ArrayList<String>();
    if (identityReviewed && before.identityReviewedAt() == null) {
      said.add("identity reviewed");
    }
    if (ofAge && before.ofAgeConfirmedAt() == null) {
      said.add("of age");
    }
    if (taxFormUntil != null && !taxFormUntil.equals(before.taxFormUntil())) {
      said.add("tax form until " + taxFormUntil);
    }
    return said;
  }

  /// What is known of the creator when this line was taken in at `now`.
  Payee applied(Payee before, Instant now) {
    return new Payee(
        before.creatorId(),
        identityReviewed && before.identityReviewedAt() == null ? now : before.identityReviewedAt(),
        ofAge && before.ofAgeConfirmedAt() == null ? now : before.ofAgeConfirmedAt(),
        taxFormUntil == null ? before.taxFormUntil() : taxFormUntil,
        before.pausedBySelf(),
        before.pausedByPlatform(),
        before.pausedByProvider(),
        before.reservePercent(),
        before.reserveSince());
  }

  private static boolean yes(
      CSVRecord record, int line, String column, Consumer<Problem> problems) {
    var word = CsvList.cell(record, column).toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      problems.accept(new Problem(line, column, "This is yes, or empty where nothing changes."));
    }
    return YES.contains(word);
  }

  private static @Nullable LocalDate day(CSVRecord record, int line, Consumer<Problem> problems) {
    var text = CsvList.cell(record, "taxFormUntil");
    if (text.isEmpty()) {
      return null;
    }
    try {
      if (text.matches("2[01]\\d\\d-\\d\\d-\\d\\d")) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeParseException none) {
      // Said below, in the same words.
    }
    problems.accept(
        new Problem(
            line, "taxFormUntil", "This is a day between 2000 and 2199, such as 2027-12-31."));
    return null;
  }

  private static @Nullable Destination destination(
      CSVRecord record, int line, Consumer<Problem> problems) {
    var rail = CsvList.cell(record, "rail");
    var holder = CsvList.cell(record, "holder");
    var account = CsvList.cell(record, "account");
    var bic = CsvList.cell(record, "bic").toUpperCase(Locale.ROOT);
    if (rail.isEmpty()) {
      if (!holder.isEmpty() || !account.isEmpty() || !bic.isEmpty()) {
        problems.accept(
            new Problem(line, "rail", "Say by which way of payment, such as bank-file."));
      }
      return null;
    }
    return new Destination(rail, holder, account, bic.isEmpty() ? null : bic);
  }
}
