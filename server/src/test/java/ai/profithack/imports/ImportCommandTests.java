package ai.profithack.imports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ProfitHack;
import ai.profithack.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `import` as a process of its own, stopped and started again.
///
/// It is asked to end by SIGTERM, which takes the same way as Ctrl-C and, unlike that, is not
/// ignored by whatever a shell started in the background.
class ImportCommandTests {
  private static final int RECORDS = 8_000;
  private static final int ENDED_BY_A_SIGNAL = 143;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path home;
  private final String database = TestPostgres.migratedDatabase();
  private Path file = Path.of("");

  @BeforeEach
  void writeFile() throws IOException {
    var lines = new StringBuilder("id,type,time,userId,videoId,creatorId\n");
    for (var record = 1; record <= RECORDS; record++) {
      lines.append("e-%d,view,2026-03-%02dT10:00:00Z,1,1,1%n".formatted(record, 1 + record % 28));
    }
    file = Files.writeString(home.resolve("views.csv"), lines);
  }

  @Test
  void aStopKeepsWhatWasReadAndTheSameCommandGoesOn() throws Exception {
    var stopped = new Running("-Dprofithack.import.batch=4");
    stopped.awaitErr("a second");
    stopped.process.destroy();
    assertThat(stopped.exitCode()).isEqualTo(ENDED_BY_A_SIGNAL);
    assertThat(stopped.err()).contains("Reading views.csv …").doesNotContain("Exception");
    assertThat(stopped.out())
        .containsPattern("STOPPED after record [0-9,]+; the same command goes on");
    var read = number("select read_count from imports.run");
    assertThat(read).isPositive().isLessThan(RECORDS);
    assertThat(number("select count(*) from events.event")).isEqualTo(read);

    var resumed = new Running("-Dprofithack.import.batch=2000");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .contains("going on after record %,d".formatted(read))
        .contains("Computing the figures of the days that changed");
    assertThat(resumed.out())
        .contains("read 8,000 = kept 8,000 + duplicates 0 + refused 0")
        .doesNotContain("already imported");
    assertThat(number("select count(*) from events.event")).isEqualTo(RECORDS);
  }

  private long number(String sql) throws Exception {
    try (var connection = DriverManager.getConnection(database);
        var rows = connection.createStatement().executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  /// The command, under way.
  private final class Running {
    private final Process process;
    private final Path out = Files.createTempFile(home, "out", "");
    private final Path err = Files.createTempFile(home, "err", "");

    Running(String option) throws IOException {
      var builder =
          new ProcessBuilder(
                  new ArrayList<>(
                      List.of(
                          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                          "-XX:TieredStopAtLevel=1",
                          "-XX:+UseSerialGC",
                          option,
                          "-cp",
                          System.getProperty("java.class.path"),
                          ProfitHack.class.getName(),
                          "import",
                          file.toString())))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("DATABASE_URL", database);
      builder.environment().put("PROFITHACK_HOME", home.toString());
      process = builder.start();
    }

    void awaitErr(String text) throws Exception {
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!err().contains(text)) {
        assertThat(process.isAlive()).as(err()).isTrue();
        assertThat(System.nanoTime()).as(err()).isLessThan(deadline);
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }

    int exitCode() throws Exception {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("still running").isTrue();
      return process.exitValue();
    }

    String out() throws IOException {
      return Files.readString(out, StandardCharsets.UTF_8);
    }

    String err() throws IOException {
      return Files.readString(err, StandardCharsets.UTF_8);
    }
  }
}
