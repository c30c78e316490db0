package ai.profithack.payouts;

import ai.profithack.platform.Brands;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.openpdf.text.Chunk;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.Font;
import org.openpdf.text.FontFactory;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.Phrase;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfWriter;
import org.openpdf.text.pdf.draw.LineSeparator;

/// A creator's statement as a file: every entry as CSV, the sums and the payouts as PDF.
public final class StatementFiles {
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM uuuu", Locale.US);
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader("time", "entry", "kind", "key", "amount", "currency")
          .get();

  private static final String OUR_COLOUR = "#3a4bc8";

  private StatementFiles() {}

  /// One row for the opening, one for each of `entries`, one for the closing. Amounts in units of
  /// the currency; the rows between opening and closing add up to their difference.
  static void csv(
      CreatorStatement statement,
      Consumer<Consumer<CreatorStatement.Movement>> entries,
      Appendable out) {
    var currency = statement.opening().currency();
    try {
      var csv = FORMAT.print(out);
      csv.printRecord(
          "", "", "opening", "", statement.opening().toDecimal().toPlainString(), currency);
      entries.accept(each -> print(csv, each));
      csv.printRecord(
          "", "", "closing", "", statement.closing().toDecimal().toPlainString(), currency);
      csv.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void print(CSVPrinter csv, CreatorStatement.Movement each) {
    try {
      csv.printRecord(
          each.at(),
          each.entryId(),
          each.kind(),
          inert(each.key()),
          each.amount().toDecimal().toPlainString(),
          each.amount().currency());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Keys begin with one of our words and hold the platform's ids after it: nothing that a
  /// spreadsheet runs, and no line of its own.
  private static String inert(String key) {
    return key.replaceAll("\\p{Cntrl}", " ");
  }

  /// `creator` is the name to address; letters that the standard fonts lack are spelled in Latin.
  /// `brand` is under whose name and colour it goes; null for ours.
  public static byte[] pdf(
      CreatorStatement statement, String creator, Brands.@Nullable Brand brand) {
    var bytes = new ByteArrayOutputStream();
    var document = new Document(PageSize.A4, 56, 56, 64, 64);
    PdfWriter.getInstance(document, bytes);
    document.open();
    document.addTitle("Statement " + statement.month());
    var colour = Color.decode(brand == null ? OUR_COLOUR : brand.accent());
    document.add(
        new Paragraph(
            brand == null ? "ProfitHack" : SepaText.of(brand.name()),
            FontFactory.getFont(FontFactory.HELVETICA_BOLD, 13, colour)));
    document.add(new Chunk(new LineSeparator(1.5f, 100, colour, Element.ALIGN_LEFT, -2)));
    document.add(
        new Paragraph(
            "Statement of earnings", FontFactory.getFont(FontFactory.HELVETICA_BOLD, 18)));
    document.add(
        new Paragraph(
            "%s (creator %d), %s"
                .formatted(
                    SepaText.of(creator), statement.creatorId(), MONTH.format(statement.month())),
            text()));
    document.add(
        new Paragraph(
            "Amounts in %s, days in the platform's reporting zone."
                .formatted(statement.opening().currency()),
            text()));
    var table = new PdfPTable(2);
    table.setWidthPercentage(100);
    table.setWidths(new float[] {3, 1});
    table.setSpacingBefore(18);
    row(table, "Owed at the beginning", statement.opening().toDecimal().toPlainString(), true);
    statement
        .sums()
        .forEach((kind, sum) -> row(table, kind, sum.toDecimal().toPlainString(), false));
    row(table, "Owed at the end", statement.closing().toDecimal().toPlainString(), true);
    document.add(table);
    document.add(
        new Paragraph(
            "%,d entries. Every one of them is in the CSV of this statement, with its number in the ledger."
                .formatted(statement.entries()),
            text()));
    document.close();
    return bytes.toByteArray();
  }

  private static void row(PdfPTable table, String name, String amount, boolean bold) {
    var font = FontFactory.getFont(bold ? FontFactory.HELVETICA_BOLD : FontFactory.HELVETICA, 11);
    table.addCell(cell(name, font, Element.ALIGN_LEFT));
    table.addCell(cell(amount, font, Element.ALIGN_RIGHT));
  }

  private static PdfPCell cell(String text, Font font, int alignment) {
    var cell = new PdfPCell(new Phrase(text, font));
    cell.setBorder(Rectangle.BOTTOM);
    cell.setBorderWidth(0.5f);
    cell.setPaddingTop(6);
    cell.setPaddingBottom(6);
    cell.setHorizontalAlignment(alignment);
    return cell;
  }

  private static Font text() {
    return FontFactory.getFont(FontFactory.HELVETICA, 11);
  }
}
