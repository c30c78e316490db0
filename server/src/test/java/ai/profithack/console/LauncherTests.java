package ai.profithack.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The launcher `profithack`, in a project folder made for it, with a JDK and a Maven that do
/// nothing but wait until they are let go on.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LauncherTests {
  private static final Path SCRIPT = Path.of("..", "profithack");

  private Path root = Path.of("");
  private Path tools = Path.of("");

  @BeforeEach
  void makeProject() throws IOException {
    root = Files.createTempDirectory(Path.of("target"), "launcher ").toRealPath();
    tools = Files.createDirectories(root.resolve("tools"));
    Files.copy(SCRIPT, root.resolve("profithack"));
    for (var folder : List.of("codegen/src", "server/src/main", "jdk/bin")) {
      Files.createDirectories(root.resolve(folder));
    }
    for (var file : List.of("pom.xml", "codegen/pom.xml", "server/pom.xml")) {
      Files.createFile(root.resolve(file));
    }
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    program(root.resolve("jdk/bin/javac"), "");
    program(
        root.resolve("jdk/bin/java"),
        """
        for word; do last=$word; done
        case "$*" in *jarmode*) mkdir -p "$last" && : >"$last/profithack.jar"; exit ;; esac
        echo "runs $last"
        [ "$last" != serve ] || until [ -e "$ROOT/end" ]; do sleep 0.05; done
        """);
    program(
        tools.resolve("mvn"),
        """
        echo built >>"$ROOT/maven-runs"
        until [ -e "$ROOT/go" ]; do sleep 0.05; done
        """);
  }

  @AfterEach
  void deleteProject() throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void ofTwoFirstStartsOneBuildsAndTheOtherWaits() throws Exception {
    var first = start("one");
    until("maven-runs");
    var second = start("two");
    said(second, "Another process is building ProfitHack in this folder; waiting for it …");

    Files.createFile(root.resolve("go"));

    assertThat(first.process().waitFor()).as(first.output()).isZero();
    assertThat(second.process().waitFor()).as(second.output()).isZero();
    assertThat(first.output()).isEqualTo("Building ProfitHack …\nruns one\n");
    assertThat(second.output())
        .isEqualTo(
            "Another process is building ProfitHack in this folder; waiting for it …\nruns two\n");
    assertThat(Files.readAllLines(root.resolve("maven-runs"))).hasSize(1);
  }

  @Test
  void aRunningServerKeepsItsBuildUntilItEnds() throws Exception {
    Files.createFile(root.resolve("go"));
    var server = start("serve");
    said(server, "runs serve");
    var its = builds().getFirst();

    change();
    assertThat(start("other").process().waitFor()).isZero();
    assertThat(builds()).hasSize(2).contains(its);
    assertThat(root.resolve("server/target/app").toRealPath()).isNotEqualTo(its);

    Files.createFile(root.resolve("end"));
    assertThat(server.process().waitFor()).isZero();
    change();
    assertThat(start("other").process().waitFor()).isZero();
    assertThat(builds()).containsExactly(root.resolve("server/target/app").toRealPath());
  }

  @Test
  void saysInOneSentenceWhyItDoesNotBuild() throws Exception {
    Files.delete(tools.resolve("mvn"));
    var withoutMaven = start("serve");
    assertThat(withoutMaven.process().waitFor()).isEqualTo(1);
    assertThat(withoutMaven.output())
        .isEqualTo(
            "Maven is needed to build ProfitHack and there is no mvn on the PATH. Install Maven 3.8.7 or newer (for example: apt-get install maven).\n");

    program(tools.resolve("mvn"), "echo '[INFO] so far'; echo '[ERROR] It is raining.'; exit 1");
    var failing = start("serve");
    assertThat(failing.process().waitFor()).isEqualTo(1);
    assertThat(failing.output())
        .isEqualTo(
            "Building ProfitHack …\nThe build failed: It is raining. (whole log: %s)\n"
                .formatted(root.resolve("server/target/build.log")));

    program(tools.resolve("mvn"), "echo 'Unrecognized option: -o'; exit 1");
    var broken = start("serve");
    assertThat(broken.process().waitFor()).isEqualTo(1);
    assertThat(broken.output()).contains("The build failed: Unrecognized option: -o (");
  }

  private record Launched(Process process, Path file) {
    String output() throws IOException {
      return Files.readString(file);
    }
  }

  private Launched start(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("sh", root.resolve("profithack").toString()));
    command.addAll(List.of(arguments));
    var output = Files.createTempFile(root, "output", ".txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("ROOT", root.toString());
    builder.environment().put("JAVA25_HOME", root.resolve("jdk").toString());
    builder.environment().put("PATH", tools + ":" + systemTools());
    return new Launched(builder.start(), output);
  }

  /// What the launcher needs of the system, without a Maven that may be there.
  private Path systemTools() throws IOException {
    var folder = root.resolve("system");
    if (Files.exists(folder)) {
      return folder;
    }
    Files.createDirectories(folder);
    for (var name :
        List.of(
            "sh",
            "sed",
            "dirname",
            "readlink",
            "find",
            "head",
            "cut",
            "mkdir",
            "rm",
            "ln",
            "mv",
            "date",
            "flock",
            "perl",
            "sleep")) {
      for (var place : List.of("/usr/bin", "/bin")) {
        var program = Path.of(place, name);
        if (Files.isExecutable(program) && !Files.exists(folder.resolve(name))) {
          Files.createSymbolicLink(folder.resolve(name), program);
        }
      }
    }
    return folder;
  }

  private List<Path> builds() throws IOException {
    try (var folders = Files.list(root.resolve("server/target/builds"))) {
      return folders.toList();
    }
  }

  private void change() throws IOException {
    Files.setLastModifiedTime(root.resolve("server/pom.xml"), FileTime.from(Instant.now()));
  }

  private void until(String file) throws InterruptedException {
    while (!Files.exists(root.resolve(file))) {
      Thread.sleep(20);
    }
  }

  private static void said(Launched launched, String sentence) throws Exception {
    while (!launched.output().contains(sentence)) {
      Thread.sleep(20);
    }
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
