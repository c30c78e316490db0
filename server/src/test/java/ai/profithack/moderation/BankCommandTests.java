package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Clips;
import ai.profithack.testing.ServerTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;

@ServerTest
class BankCommandTests {
  @Autowired private BankCommand command;
  @Autowired private JdbcClient sql;

  private record Said(int exitCode, String out, String err) {}

  private Said said(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Said(exitCode, out.toString(), err.toString());
  }

  @Test
  void fileIsAddedOnceWithItsSoundAndMovesToAnotherBankAsAList(@TempDir Path folder)
      throws Exception {
    var clip =
        Clips.clip(
            "bank-command.mp4",
            // Of no other test: what is in a bank is found by each that runs in the same database.
            "-f lavfi -i sierpinski=size=320x240:rate=10:type=triangle:seed=37 -f lavfi -i anoisesrc=seed=9:amplitude=0.2 -t 3 -c:v mpeg4 -q:v 4 -c:a aac"
                .split(" "));
    var broken = Files.writeString(folder.resolve("broken.mp4"), "no video");

    var added = said("add", "--note", "A Film", "our works", clip.toString(), broken.toString());

    assertThat(added.exitCode()).as(added.toString()).isEqualTo(1);
    assertThat(added.out()).matches("(?s).*bank-command.mp4: item \\d+\\n");
    assertThat(added.err())
        .contains("broken.mp4: This is not a video or a picture of a known kind");
    assertThat(said("add", "our works", clip.toString()).out()).contains("is there already");
    assertThat(said("list").out()).contains("our works\tprotected\t1 active, 0 in quarantine");
    var list = Files.writeString(folder.resolve("list"), said("export", "our works").out());
    assertThat(Files.readAllLines(list)).hasSize(2).anyMatch(line -> line.startsWith("sound {"));
    assertThat(said("import", "our works", list.toString()))
        .isEqualTo(new Said(0, "2 added, 0 there already, 0 refused\n", ""));
    assertThat(said("import", "--dry-run", "our works", list.toString()))
        .isEqualTo(new Said(0, "would be: 0 added, 2 there already, 0 refused\n", ""));
    assertThat(
            sql.sql(
                    "select action from access.audit_entry where actor like 'command line (%' and (subject = 'bank our works' or detail ->> 'bank' = 'our works') order by entry_id")
                .query(String.class)
                .list())
        .containsExactly("bank.create", "bank.add", "bank.export", "bank.import");
  }

  /// Its first parts would have been in before the byte was met.
  @Test
  void aListThatIsNoTextAtItsEndLeavesNothing(@TempDir Path folder) throws Exception {
    var list = folder.resolve("list");
    var lines = new StringBuilder();
    for (var i = 0; i < 6_000; i++) {
      lines.append("pdq %064x\n".formatted(0x5a5a_0000_0000L + i));
    }
    Files.writeString(list, lines);
    Files.write(list, new byte[] {(byte) 0xff, '\n'}, StandardOpenOption.APPEND);
    said("add", "half read", folder.resolve("none").toString());

    var said = said("import", "half read", list.toString());

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.err()).isEqualTo("%s is not text in UTF-8.\n".formatted(list));
    assertThat(said("list").out()).contains("half read\tprotected\t0 active");
  }

  @Test
  void whatIsAskedWronglyIsSaid(@TempDir Path folder) {
    var file = folder.resolve("none").toString();

    assertThat(said("add", "--kind", "good", "a bank", file).exitCode()).isEqualTo(2);
    assertThat(said("add", "A Bank!", file).exitCode()).isEqualTo(2);
    assertThat(said("add", "a bank", file).err()).contains("cannot be read");
    assertThat(said("add", "--kind", "blocked", "blocked here", file).err())
        .startsWith("Decided blocks fill the bank blocked here");
    assertThat(said("export", "nowhere")).isEqualTo(new Said(1, "", "There is no bank nowhere.\n"));
    assertThat(said("import", "a bank", file).err()).contains("There is no file");
  }
}
