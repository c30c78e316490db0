package ai.profithack.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.springframework.beans.factory.BeanFactory;

/// Debian's hledger, a program that knows nothing of us, on the journal of a server.
public final class Hledger {
  private final Journal journal;
  private final DSLContext db;

  public Hledger(BeanFactory server) {
    this.journal = server.getBean(Journal.class);
    this.db = server.getBean(DSLContext.class);
  }

  /// What was added up, and what it took.
  public record Sums(long bytes, int accounts, Duration time) {}

  public static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("hledger", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /// Writes the journal into `file`; hledger must read every entry, find each balanced, and come to
  /// our balances.
  public Sums addsUpToOurBalances(Path file) throws IOException, InterruptedException {
    try (var out = new PrintWriter(Files.newBufferedWriter(file))) {
      journal.write(out);
    }
    var begun = Instant.now();
    var theirs = new HashMap<String, String>();
    for (var line :
        run(
                "hledger",
                "-f",
                file.toString(),
                "balance",
                "--flat",
                "--no-total",
                "-O",
                "csv",
                "--layout=bare")
            .lines()
            .skip(1)
            .toList()) {
      var cells = line.replaceAll("^\"|\"$", "").split("\",\"", -1);
      theirs.put(cells[0] + " " + cells[1], cells[2]);
    }
    assertThat(theirs).containsExactlyInAnyOrderEntriesOf(ours());
    return new Sums(Files.size(file), theirs.size(), Duration.between(begun, Instant.now()));
  }

  /// The stricter reading: what can be wrong with a journal beside its sums.
  public void findsNothingToComplainOf(Path file) throws IOException, InterruptedException {
    assertThat(run("hledger", "-f", file.toString(), "check")).isEmpty();
  }

  private Map<String, String> ours() {
    var ours = new HashMap<String, String>();
    db.fetch(
            """
            select path || ' ' || b.asset, round(amount_minor * power(10::numeric, -exponent), exponent)::text
            from ledger.account_balance as b join ledger.asset as a on a.asset = b.asset where amount_minor <> 0
            """)
        .forEach(row -> ours.put(row.get(0, String.class), row.get(1, String.class)));
    return ours;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
