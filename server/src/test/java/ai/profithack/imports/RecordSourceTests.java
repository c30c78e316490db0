package ai.profithack.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files as they come: other line ends, marks, broken bytes, quotes that never close.
class RecordSourceTests {
  private static final Format CSV = format(Format.Kind.CSV, "");
  private static final Format JSON = format(Format.Kind.JSON, "data.items");

  @TempDir private Path folder;

  @Test
  void readsQuotesDelimitersAndLineBreaksInsideFields() throws IOException {
    var records = read(CSV, "id,text\n1,\"a, \"\"b\"\"\nc\"\n2,\n");
    assertThat(records).hasSize(2);
    assertThat(records.getFirst().text("text")).isEqualTo("a, \"b\"\nc");
    assertThat(records.getFirst().problem()).isNull();
    assertThat(records.getLast().text("text")).isNull();
    assertThat(records.getLast().text("no such column")).isNull();
  }

  @Test
  void skipsAByteOrderMarkAndTakesAnyLineEnd() throws IOException {
    assertThat(read(CSV, "\uFEFFid,text\r\n1,a\r\n2,b").stream().map(one -> one.text("id")))
        .containsExactly("1", "2");
    assertThat(read(format(Format.Kind.JSON_LINES, ""), "\uFEFF{\"id\":1}\r\n\r\n{\"id\":2}"))
        .extracting(one -> one.text("id"))
        .containsExactly("1", "2");
  }

  @Test
  void refusesOnlyTheRecordThatIsBroken() throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write("id,text\n1,a\n2,".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF});
    bytes.write("\n3,\0\n4,x,y\n5,😀\n6,\uFFFD\n7,".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {(byte) 0xE2, (byte) 0x82});
    var records = read(CSV, bytes.toByteArray());
    assertThat(records)
        .extracting(SourceRecord::problem)
        .containsExactly(
            null,
            "it is not valid UTF-8",
            "it holds a NUL character",
            "it has 3 fields and the header has 2",
            null,
            null,
            "it is not valid UTF-8");
    assertThat(records.get(1).raw()).isEqualTo("2,\uFFFD(\uFFFD");
  }

  @Test
  void stopsAtAQuoteThatNeverCloses() {
    assertThatThrownBy(() -> read(CSV, "id,text\n1,a\n2,\"b\n3,c\n"))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining("quote");
  }

  @Test
  void stopsAtAFieldTooLongForTheMemory() {
    var giant = "id,text\n1,\"" + "x".repeat(3 << 20);
    assertThatThrownBy(() -> read(CSV, giant))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining("longer than 1 MiB");
  }

  @Test
  void refusesALineTooLongAndGoesOn() throws IOException {
    var records =
        read(
            format(Format.Kind.JSON_LINES, ""),
            "{\"id\":\"" + "x".repeat(2 << 20) + "\"}\n{\"id\":\"2\"}\n");
    assertThat(records.getFirst().problem()).contains("longer than 1 MiB");
    assertThat(records.getLast().text("id")).isEqualTo("2");
  }

  @Test
  void refusesLinesThatAreNoJsonObject() throws IOException {
    var deep = "[".repeat(200) + "]".repeat(200);
    var records =
        read(
            format(Format.Kind.JSON_LINES, ""),
            "{\"id\":1\n[1]\n{\"a\":1,\"a\":2}\n{\"id\":" + deep + "}\n{\"id\":\"\\u0000\"}\n");
    assertThat(records).hasSize(5).allMatch(one -> one.problem() != null);
  }

  @Test
  void readsTheListInsideADocument() throws IOException {
    var records =
        read(
            JSON,
            """
            {"meta": {"items": [1]}, "data": {"count": 2, "items": [
              {"id": 9007199254740993, "tags": [{"name": "a"}, {"name": "b"}], "author": {"id": "x"}, "price": 0.10},
              {"id": null, "list": ["c", "d"]}]}}
            """);
    assertThat(records).hasSize(2);
    var first = records.getFirst();
    assertThat(first.text("id")).isEqualTo("9007199254740993");
    assertThat(first.text("author.id")).isEqualTo("x");
    assertThat(first.texts("tags[].name")).containsExactly("a", "b");
    assertThat(first.text("price")).isEqualTo("0.10");
    assertThat(records.getLast().text("id")).isNull();
    assertThat(records.getLast().texts("list")).containsExactly("c", "d");
  }

  @Test
  void saysWhereADocumentBreaksOff() {
    assertThatThrownBy(() -> read(JSON, "{\"data\":{\"items\":[{\"id\":1},{\"id\":"))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining("record");
    assertThatThrownBy(() -> read(JSON, "{\"data\":{}}"))
        .isInstanceOf(UnreadableFile.class)
        .hasMessageContaining("no data.items");
  }

  @Test
  void refusesAHeaderWithAColumnTwiceAndAnEmptyFile() {
    assertThatThrownBy(() -> read(CSV, "id,id\n1,2\n")).hasMessageContaining("id twice");
    assertThatThrownBy(() -> read(CSV, "")).hasMessageContaining("empty");
  }

  private List<SourceRecord> read(Format format, String text) throws IOException {
    return read(format, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<SourceRecord> read(Format format, byte[] bytes) throws IOException {
    var path = Files.write(folder.resolve("file"), bytes);
    var records = new ArrayList<SourceRecord>();
    try (var source = RecordSource.open(SourceFile.of(path), format)) {
      for (var record = source.next(); record != null; record = source.next()) {
        records.add(record);
      }
    }
    return records;
  }

  private static Format format(Format.Kind kind, String records) {
    return new Format(List.of(kind), ',', '"', List.of(), records);
  }
}
