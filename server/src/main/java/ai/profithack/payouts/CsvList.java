package ai.profithack.payouts;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/// A list that people keep in a spreadsheet: text in UTF-8 with a header, separated by commas or
/// semicolons, as the header has it.
record CsvList(List<CSVRecord> records, boolean semicolons) {
  private static final int LONGEST = 500;

  /// Errors: [UnreadableFile] with the reason, also where a column of these is missing, or there is
  /// no line.
  static CsvList read(byte[] file, List<String> columns) {
    var text = text(file);
    var semicolons = text.lines().findFirst().orElse("").contains(";");
    var format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(semicolons ? ';' : ',')
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();
    try (var parsed = format.parse(new StringReader(text))) {
      for (var needed : columns) {
        if (parsed.getHeaderNames().stream().noneMatch(needed::equalsIgnoreCase)) {
          throw new UnreadableFile("The list has no column " + needed + ".");
        }
      }
      var records = parsed.getRecords();
      if (records.isEmpty()) {
        throw new UnreadableFile("The list has no lines.");
      }
      return new CsvList(records, semicolons);
    } catch (IOException | IllegalArgumentException | UncheckedIOException malformed) {
      throw new UnreadableFile("This is no list with a header and separated columns.");
    }
  }

  /// Which line of the file that is, the header being the first.
  static int number(CSVRecord record) {
    return Math.toIntExact(record.getRecordNumber()) + 1;
  }

  /// Empty where there is no such column, or nothing in it.
  static String cell(CSVRecord record, String column) {
    var text = record.isSet(column) ? record.get(column).replace("\0", "").strip() : "";
    return text.substring(0, Math.min(LONGEST, text.length()));
  }

  private static String text(byte[] file) {
    if (startsWith(file, 'P', 'K', 3, 4) || startsWith(file, 0xD0, 0xCF, 0x11, 0xE0)) {
      throw new UnreadableFile(
          "This is a workbook of a spreadsheet, not a list. Open it there, save it as “CSV UTF-8”, and send that.");
    }
    if (startsWith(file, 0xFF, 0xFE) || startsWith(file, 0xFE, 0xFF)) {
      throw new UnreadableFile(
          "The list is in UTF-16 (“Unicode text”). Save it as “CSV UTF-8” and send that.");
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException other) {
      throw new UnreadableFile("The list is not in UTF-8. Save it as “CSV UTF-8” and send that.");
    }
  }

  private static boolean startsWith(byte[] file, int... bytes) {
    return file.length >= bytes.length
        && IntStream.range(0, bytes.length).allMatch(i -> (file[i] & 0xFF) == bytes[i]);
  }
}
