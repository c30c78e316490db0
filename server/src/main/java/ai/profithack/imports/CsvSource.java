package ai.profithack.imports;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// Rows with a delimiter, quoted where need be; line breaks inside quotes belong to the field.
final class CsvSource extends RecordSource {
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private final Guard guard;
  private final List<String> header;
  private final Map<String, Integer> places = new HashMap<>();

  CsvSource(Bytes bytes, Format format) throws IOException {
    super(bytes);
    guard = new Guard(new Utf8Reader(bytes));
    parser =
        CSVParser.parse(
            guard,
            CSVFormat.DEFAULT
                .builder()
                .setDelimiter(format.delimiter())
                .setQuote(format.quote())
                .setIgnoreEmptyLines(true)
                .get());
    rows = parser.iterator();
    header = format.columns().isEmpty() ? readHeader() : format.columns();
    for (var place = 0; place < header.size(); place++) {
      if (places.put(header.get(place), place) != null) {
        throw new UnreadableFile("The header has the column " + header.get(place) + " twice.");
      }
    }
  }

  private List<String> readHeader() {
    var first = nextRow();
    if (first == null) {
      throw new UnreadableFile("The file is empty: it has no header line.");
    }
    var names = first.stream().map(String::strip).toList();
    for (var name : names) {
      if (problemOf(name) != null) {
        throw new UnreadableFile("The file is not text in UTF-8: its first line is unreadable.");
      }
    }
    return names;
  }

  @Override
  List<String> header() {
    return header;
  }

  @Override
  @Nullable SourceRecord next() {
    var row = nextRow();
    if (row == null) {
      return null;
    }
    number++;
    return new TextRecord(
        number, parser.getCurrentLineNumber(), places, row.toList(), problem(row));
  }

  private @Nullable String problem(CSVRecord row) {
    if (row.size() != header.size()) {
      return "it has %d fields and the header has %d".formatted(row.size(), header.size());
    }
    for (var field : row) {
      var problem = problemOf(field);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private @Nullable CSVRecord nextRow() {
    guard.beginRecord();
    try {
      return rows.hasNext() ? rows.next() : null;
    } catch (UncheckedIOException failure) {
      throw new UnreadableFile(
          "After line %d the file cannot be read as CSV: %s. A quote is not closed or stands inside a field."
              .formatted(parser.getCurrentLineNumber(), causeOf(failure)),
          failure);
    } catch (TooLong tooLong) {
      throw new UnreadableFile(
          "The record after line %d is longer than %d MiB; most likely a quote is not closed."
              .formatted(guard.lineBefore, RECORD_LIMIT >> 20),
          tooLong);
    } finally {
      guard.lineBefore = parser.getCurrentLineNumber();
    }
  }

  private static String causeOf(UncheckedIOException failure) {
    var cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Stops a field that never ends before it fills the memory.
  private static final class Guard extends FilterReader {
    private long sinceRecord;
    private long lineBefore;

    Guard(Reader in) {
      super(in);
    }

    void beginRecord() {
      sinceRecord = 0;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      var read = super.read(buffer, offset, Math.min(length, 1 << 13));
      sinceRecord += Math.max(read, 0);
      if (sinceRecord > RECORD_LIMIT) {
        throw new TooLong();
      }
      return read;
    }

    @Override
    public int read() throws IOException {
      var one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }
  }
}
