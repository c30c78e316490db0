package ai.profithack.payouts;

import ai.profithack.platform.Brands;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
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
import org.openpdf.text.pdf.ColumnText;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfPageEventHelper;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.PdfWriter;
import org.openpdf.text.pdf.draw.LineSeparator;

/// A creator's statement as a file: every entry as CSV, the sums and the payouts as PDF.
public final class StatementFiles {
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM uuuu", Locale.US);
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader(
              "time", "entry", "kind", "key", "amount", "currency", "issuer", "issuerAddress")
          .get();

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.US);

  private static final String OUR_COLOUR = "#3a4bc8";

  private StatementFiles() {}

  /// One row for the opening, one for each of `entries`, one for the closing. Amounts in units of
  /// the currency; the rows between opening and closing add up to their difference. While the month
  /// goes on, the last row is `provisional` in place of `closing`, with the time as of which it is.
  /// Each row says whom it is from, so that it still does where rows of several files are together.
  static void csv(
      CreatorStatement statement,
      Issuer issuer,
      Consumer<Consumer<CreatorStatement.Movement>> entries,
      Appendable out) {
    var currency = statement.opening().currency();
    try {
      var csv = FORMAT.print(out);
      csv.printRecord(
          "",
          "",
          "opening",
          "",
          statement.opening().toDecimal().toPlainString(),
          currency,
          inert(issuer.name()),
          inert(issuer.address()));
      entries.accept(each -> print(csv, each, issuer));
      csv.printRecord(
          statement.provisional() ? statement.asOf() : "",
          "",
          statement.provisional() ? "provisional" : "closing",
          "",
          statement.closing().toDecimal().toPlainString(),
          currency,
          inert(issuer.name()),
          inert(issuer.address()));
      csv.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void print(CSVPrinter csv, CreatorStatement.Movement each, Issuer issuer) {
    try {
      csv.printRecord(
          each.at(),
          each.entryId(),
          each.kind(),
          inert(each.key()),
          each.amount().toDecimal().toPlainString(),
          each.amount().currency(),
          inert(issuer.name()),
          inert(issuer.address()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Keys begin with one of our words and hold the platform's ids after it, and the issuer is what
  /// the operator set: nothing that a spreadsheet runs, and no line of its own.
  private static String inert(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  /// Who a statement is from: the platform's name and its address, empty where none is set.
  public record Issuer(String name, String address) {}

  /// `creator` is the name to address; letters that the standard fonts lack are spelled in Latin.
  /// `brand` is under whose name and colour it goes; null for the issuer's. Times are in `zone`.
  public static byte[] pdf(
      CreatorStatement statement,
      String creator,
      Issuer issuer,
      Brands.@Nullable Brand brand,
      ZoneId zone) {
    var sheet = new Sheet(statement, creator, issuer, brand, zone);
    return sheet.pdf(sheet.pages());
  }

  private record Sheet(
      CreatorStatement statement,
      String creator,
      Issuer issuer,
      Brands.@Nullable Brand brand,
      ZoneId zone) {

    /// How many pages it takes; known once it was written.
    int pages() {
      try (var reader = new PdfReader(pdf(0))) {
        return reader.getNumberOfPages();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    byte[] pdf(int pages) {
      var bytes = new ByteArrayOutputStream();
      var document = new Document(PageSize.A4, 56, 56, 64, 64);
      PdfWriter.getInstance(document, bytes).setPageEvent(new PageNumbers(pages));
      document.open();
      document.addTitle("Statement " + statement.month());
      head(document);
      if (statement.provisional()) {
        document.add(
            new Paragraph(
                "Provisional, as of %s (%s). %s is not over: amounts still change."
                    .formatted(
                        MOMENT.format(statement.asOf().atZone(zone)),
                        zone,
                        MONTH.format(statement.month())),
                FontFactory.getFont(FontFactory.HELVETICA_BOLD, 11)));
      }
      document.add(amounts());
      document.add(
          new Paragraph(
              "%,d %s in the CSV of this statement, with its number in the ledger."
                  .formatted(
                      statement.entries(),
                      statement.entries() == 1
                          ? "entry, which is"
                          : "entries. Every one of them is"),
              text()));
      document.close();
      return bytes.toByteArray();
    }

    private void head(Document document) {
      var colour = Color.decode(brand == null ? OUR_COLOUR : brand.accent());
      document.add(
          new Paragraph(
              SepaText.of(brand == null ? issuer.name() : brand.name()),
              FontFactory.getFont(FontFactory.HELVETICA_BOLD, 13, colour)));
      if (!issuer.address().isBlank()) {
        document.add(
            new Paragraph(
                SepaText.of(
                    brand == null ? issuer.address() : issuer.name() + ", " + issuer.address()),
                FontFactory.getFont(FontFactory.HELVETICA, 9)));
      }
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
              "Amounts in %s, days in the zone %s.".formatted(statement.opening().currency(), zone),
              text()));
    }

    private PdfPTable amounts() {
      var table = new PdfPTable(2);
      table.setWidthPercentage(100);
      table.setWidths(new float[] {3, 1});
      table.setSpacingBefore(18);
      row(table, "Owed at the beginning", statement.opening().toDecimal().toPlainString(), true);
      statement
          .sums()
          .forEach((kind, sum) -> row(table, kind, sum.toDecimal().toPlainString(), false));
      row(
          table,
          statement.provisional() ? "Owed so far" : "Owed at the end",
          statement.closing().toDecimal().toPlainString(),
          true);
      return table;
    }
  }

  /// Writes `1 of 3` at the foot of each page.
  private static final class PageNumbers extends PdfPageEventHelper {
    private final int pages;

    private PageNumbers(int pages) {
      this.pages = pages;
    }

    @Override
    public void onEndPage(PdfWriter writer, Document document) {
      ColumnText.showTextAligned(
          writer.getDirectContent(),
          Element.ALIGN_RIGHT,
          new Phrase(
              "%d of %d".formatted(writer.getPageNumber(), pages),
              FontFactory.getFont(FontFactory.HELVETICA, 9)),
          document.right(),
          document.bottom() - 24,
          0);
    }
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
