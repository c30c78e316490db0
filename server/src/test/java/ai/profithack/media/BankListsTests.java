package ai.profithack.media;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Lists of others come in and go out as they are written.
@ServerTest
class BankListsTests {
  @Autowired private Banks banks;
  @Autowired private BankLists lists;
  @Autowired private DSLContext db;

  @Test
  void listIsReadOnceAndWrittenAsItCame() throws Exception {
    var hashes = new Hashes(106);
    banks.create("list", BankKind.KNOWN_BAD, "test");
    var first = hashes.any();
    var second = hashes.any();
    var list =
        "# a list\n\npdq %s\npdq %s\nvpdq [\"%s,100,0.000\",\"%s,100,1.000\",\"%s,100,2.000\"]\nmd5 00\npdq %s\nvpdq [\"%s,10,0\"]\n"
            .formatted(
                first.hex(),
                second.hex(),
                hashes.any(),
                hashes.any(),
                hashes.any(),
                first.hex(),
                first);

    assertThat(lists.preview(listing("list", list)).added()).isEqualTo(3);
    assertThat(banks.items("list", Long.MAX_VALUE, 10)).as("only looked at").isEmpty();
    var imported = read("list", list);

    assertThat(imported.added()).isEqualTo(3);
    assertThat(imported.alreadyThere()).isEqualTo(1);
    assertThat(imported.refusedLines()).isEqualTo(2);
    assertThat(imported.refused().getFirst()).isEqualTo("line 6: hashes of type md5 are not read");
    assertThat(imported.refused().getLast()).startsWith("line 8: there is nothing to be found by");
    assertThat(read("list", list).alreadyThere()).isEqualTo(4);
    assertThat(lists.preview(listing("list", list)).alreadyThere()).isEqualTo(4);
    assertThat(banks.compare("a copy", VideoHash.still(hashes.at(31, second), 60))).hasSize(1);
    var written = new StringWriter();
    lists.write("list", written);
    assertThat(written.toString().lines())
        .hasSize(3)
        .contains("pdq " + first.hex(), "pdq " + second.hex())
        .anyMatch(line -> line.startsWith("vpdq ["));
    assertThatThrownBy(() -> read("no list", list)).isInstanceOf(IllegalArgumentException.class);

    var item = banks.items("list", Long.MAX_VALUE, 10).getLast();
    banks.remove(item.itemId(), "a mistake", "test");
    assertThat(read("list", list)).isEqualTo(new ImportedHashes(0, 4, 1, 2, imported.refused()));
  }

  /// Each such line ended the reading of the whole list, or was repeated at any length.
  @Test
  void linesThatLookRightAndAreNotAreRefusedAndTheOthersTaken() throws Exception {
    var hashes = new Hashes(113);
    banks.create("odd", BankKind.KNOWN_BAD, "test");
    var list =
        "sound {\"peaks\":\"AAAAAAA=\"}\n%s 00\npdq %s\n"
            .formatted("m".repeat(1_000_000), hashes.any().hex());

    var came = read("odd", list);

    assertThat(came.added()).isEqualTo(1);
    assertThat(came.refusedLines()).isEqualTo(2);
    assertThat(came.refused().getFirst()).startsWith("line 1: no peaks of a sound of 0 ms");
    assertThat(came.refused().getLast()).hasSizeLessThan(200);
  }

  @Test
  void listThatBreaksOffInItsFirstPartLeavesNothing() {
    var hashes = new Hashes(107);
    banks.create("broken", BankKind.KNOWN_BAD, "test");
    var broken = breakingOff("pdq " + hashes.any() + "\n");

    assertThatThrownBy(
            () -> lists.read(new BankLists.Listing("broken", "exchange", broken, "test"), _ -> {}))
        .isInstanceOf(IOException.class);
    assertThat(banks.items("broken", Long.MAX_VALUE, 10)).isEmpty();
  }

  /// One statement a line, each of which counts the revision up, took minutes for a real list.
  @Test
  void longListIsReadInPartsOfWhichEachCountsTheRevisionOnce() throws Exception {
    var hashes = new Hashes(110);
    banks.create("long", BankKind.KNOWN_BAD, "test");
    var list = new StringBuilder();
    for (var i = 0; i < 12_000; i++) {
      list.append("pdq ").append(hashes.any().hex()).append('\n');
    }
    List<Long> parts = new ArrayList<>();
    var before = revision();

    var came =
        lists.read(
            listing("long", list.toString()),
            part -> {
              parts.add(part.added());
              assertThat(revision()).as("inside the part's transaction").isGreaterThan(before);
            });

    assertThat(came.added()).isEqualTo(12_000);
    assertThat(parts).containsExactly(5_000L, 5_000L, 2_000L);
    assertThat(revision() - before).isEqualTo(3);
    assertThat(banks.find("long").orElseThrow().active()).isEqualTo(12_000);
  }

  @Test
  void lineWithoutAnEndIsRefusedAndNotHeld() throws Exception {
    var hashes = new Hashes(112);
    banks.create("endless", BankKind.KNOWN_BAD, "test");
    // More than fits into the memory of a test, if somebody held it.
    var endless = new Repeating("7".repeat(1 << 16), 40_000);
    var list = new Joined(List.of(endless, new StringReader("\npdq " + hashes.any().hex() + "\n")));

    var came = lists.read(new BankLists.Listing("endless", "exchange", list, "test"), _ -> {});

    assertThat(came.added()).isEqualTo(1);
    assertThat(came.refused()).containsExactly("line 1: it has more than 12,000,000 characters");
  }

  private static Reader breakingOff(String text) {
    return new Joined(
        List.of(
            new StringReader(text),
            new Reader() {
              @Override
              public int read(char[] into, int from, int length) throws IOException {
                throw new IOException("connection lost");
              }

              @Override
              public void close() {}
            }));
  }

  /// A text so many times.
  private static final class Repeating extends Reader {
    private final char[] text;
    private int times;

    Repeating(String text, int times) {
      this.text = text.toCharArray();
      this.times = times;
    }

    @Override
    public int read(char[] into, int from, int length) {
      if (times == 0) {
        return -1;
      }
      times--;
      var count = Math.min(length, text.length);
      System.arraycopy(text, 0, into, from, count);
      return count;
    }

    @Override
    public void close() {}
  }

  /// Texts one after another.
  private static final class Joined extends Reader {
    private final List<Reader> parts;
    private int at;

    Joined(List<Reader> parts) {
      this.parts = parts;
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
      while (at < parts.size()) {
        var count = parts.get(at).read(into, from, length);
        if (count >= 0) {
          return count;
        }
        at++;
      }
      return -1;
    }

    @Override
    public void close() {}
  }

  private long revision() {
    return requireNonNull(db.fetchSingle("select revision from media.revision").get(0, Long.class));
  }

  private ImportedHashes read(String bank, String list) throws IOException {
    return lists.read(listing(bank, list), _ -> {});
  }

  private static BankLists.Listing listing(String bank, String list) {
    return new BankLists.Listing(bank, "exchange", new StringReader(list), "test");
  }
}
