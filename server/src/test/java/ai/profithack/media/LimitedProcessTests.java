package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.LimitedProcess.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A child process gets what it is given, and no more.
@Timeout(60)
class LimitedProcessTests {
  @TempDir private Path folder;

  private record Run(String output, Ending ending) {}

  private static DecodingLimits limits(Duration wall, int cpuSeconds, long outputBytes) {
    return new DecodingLimits(wall, cpuSeconds, 256, outputBytes, 1, Duration.ZERO);
  }

  private static Run run(String script, DecodingLimits limits)
      throws IOException, InterruptedException {
    try (var process =
        LimitedProcess.start(
            List.of("/bin/sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), limits)) {
      var output = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(output, process.await());
    }
  }

  @Test
  void answersWhatItWritesAndHowItEnded() throws Exception {
    var run = run("echo out; echo wrong >&2; exit 3", limits(Duration.ofSeconds(20), 5, 100));

    assertThat(run.output()).isEqualTo("out\n");
    assertThat(run.ending()).isEqualTo(new Ending(3, null, "wrong\n"));
  }

  @Test
  void isKilledWithItsChildrenAtTheEndOfItsTime() throws Exception {
    var run = run("sleep 300 & echo $!; sleep 300", limits(Duration.ofMillis(700), 5, 100));

    assertThat(run.ending().passed()).isEqualTo("takes longer than 0.7 seconds");
    var child = ProcessHandle.of(Long.parseLong(run.output().strip()));
    for (var i = 0; i < 100 && child.map(ProcessHandle::isAlive).orElse(false); i++) {
      Thread.sleep(20);
    }
    assertThat(child.map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void isEndedByTheKernelWhenItsProcessorTimeIsUsedUp() throws Exception {
    var run = run("while :; do :; done", limits(Duration.ofSeconds(50), 1, 100));

    assertThat(run.ending().passed()).contains("1 seconds of processor time");
  }

  @Test
  void isKilledWhereItWritesTooMuch() throws Exception {
    var run = run("yes", limits(Duration.ofSeconds(30), 20, 1 << 20));

    assertThat(run.ending().passed()).isEqualTo("puts out more than 1 MiB");
    assertThat(run.output().length()).isLessThan(3 << 20);
  }

  @Test
  void complaintsAreKeptUpToALimitAndNeverBlockIt() throws Exception {
    var run =
        run(
            "i=0; while [ $i -lt 4000 ]; do echo 'a complaint of some length, again and again' >&2; i=$((i+1)); done; echo done",
            limits(Duration.ofSeconds(40), 20, 100));

    assertThat(run.output()).isEqualTo("done\n");
    assertThat(run.ending().complaint()).hasSize(4_096);
  }

  @Test
  void cannotWriteAFile() throws Exception {
    var file = folder.resolve("written");

    var run = run("echo secret > " + file, limits(Duration.ofSeconds(20), 5, 100));

    assertThat(run.ending().exitCode()).isNotZero();
    assertThat(file)
        .satisfiesAnyOf(f -> assertThat(f).doesNotExist(), f -> assertThat(f).isEmptyFile());
  }

  @Test
  void seesNothingOfTheServersEnvironment() throws Exception {
    var run =
        run("env | cut -d= -f1 | sort | tr '\\n' ' '", limits(Duration.ofSeconds(20), 5, 100));

    assertThat(run.output().strip().split(" ")).isSubsetOf("PATH", "PWD", "OLDPWD", "SHLVL", "_");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void cannotTakeMoreMemory() throws Exception {
    var run = run("ulimit -v", limits(Duration.ofSeconds(20), 5, 100));

    assertThat(run.output().strip()).isEqualTo(Integer.toString(256 * 1_024));
  }
}
