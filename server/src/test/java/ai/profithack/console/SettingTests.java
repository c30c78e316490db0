package ai.profithack.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be configured, where it is looked for, and that all of it is written down.
class SettingTests {
  private static final Pattern NAME =
      Pattern.compile("(?<![A-Z_])(PROFITHACK|ANTHROPIC)_[A-Z0-9_]+");

  @TempDir private Path folder = Path.of("");

  @Test
  void theDocumentListsEverySettingWithItsDefault() throws IOException {
    var document = Files.readString(Path.of("../docs/configuration.md"));
    for (var setting : Setting.values()) {
      assertThat(document)
          .contains(
              "| `%s` | %s | %s |"
                  .formatted(
                      setting.name(),
                      setting.defaultValue().isEmpty() ? "–" : setting.defaultValue(),
                      setting.description()));
    }
  }

  @Test
  void everyVariableThatTheProgramReadsIsASetting() throws IOException {
    var read = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main"))) {
      for (var file : files.filter(path -> path.toString().matches(".*\\.(java|yaml)")).toList()) {
        NAME.matcher(Files.readString(file)).results().forEach(name -> read.add(name.group()));
      }
    }
    read.remove("PROFITHACK_");
    read.remove("PROFITHACK_JAVA_OPTS");
    assertThat(read).allMatch(name -> Setting.named(name).isPresent());
  }

  /// The application would believe its environment's empty text.
  @Test
  void whatIsEmptyInTheEnvironmentIsNotSet() throws IOException {
    Files.writeString(folder.resolve("profithack.properties"), "PROFITHACK_ZONE=Asia/Tokyo\n");

    var configuration =
        Configuration.read(
            Map.of("PROFITHACK_CURRENCY", "", "PROFITHACK_ZONE", " ", "PORT", "1"), folder, folder);

    assertThat(configuration.value(Setting.PROFITHACK_CURRENCY)).isEmpty();
    assertThat(configuration.properties())
        .containsEntry("PROFITHACK_CURRENCY", "USD")
        .containsEntry("PROFITHACK_ZONE", "Asia/Tokyo");
    assertThat(configuration.arguments())
        .containsExactlyInAnyOrder("--PROFITHACK_CURRENCY=USD", "--PROFITHACK_ZONE=Asia/Tokyo");
  }

  @Test
  void theEnvironmentWinsOverTheDataFolderAndThatOverTheWorkingFolder() throws IOException {
    var home = Files.createDirectories(folder.resolve("home"));
    var working = Files.createDirectories(folder.resolve("working"));
    Files.writeString(
        home.resolve("profithack.properties"), "PORT=2\nPROFITHACK_ZONE=Asia/Tokyo\n");
    Files.writeString(
        working.resolve("profithack.properties"),
        "PORT=3\nPROFITHACK_ZONE=Asia/Seoul\nPROFITHACK_CURRENCY=JPY\nPROFITHACK_HOME="
            + home
            + "\n");

    var configuration = Configuration.read(Map.of("PORT", "1"), working, folder);

    assertThat(configuration.home()).isEqualTo(home);
    assertThat(value(configuration, Setting.PORT)).isEqualTo("1");
    assertThat(value(configuration, Setting.PROFITHACK_ZONE)).isEqualTo("Asia/Tokyo");
    assertThat(value(configuration, Setting.PROFITHACK_CURRENCY)).isEqualTo("JPY");
  }

  @Test
  void warnsOfWhatIsNoSetting() throws IOException {
    Files.writeString(folder.resolve("profithack.properties"), "DATABSE_URL=x\n");

    var configuration =
        Configuration.read(Map.of("PROFITHACK_ZOEN", "UTC", "HOME", "/root"), folder, folder);

    assertThat(configuration.warnings())
        .hasSize(2)
        .anyMatch(warning -> warning.startsWith("PROFITHACK_ZOEN is not a setting"))
        .anyMatch(warning -> warning.startsWith("DATABSE_URL in "));
  }

  @Test
  void keepsTheDataInTheProjectFolderUnlessToldOtherwise() {
    assertThat(
            Configuration.read(Map.of("PROFITHACK_HOME", " "), Path.of("/w"), Path.of("/p")).home())
        .isEqualTo(Path.of("/p/profithack-data"));
    assertThat(
            Configuration.read(Map.of("PROFITHACK_HOME", "x"), Path.of("/w"), Path.of("/p")).home())
        .isEqualTo(Path.of("/w/x"));
  }

  private static String value(Configuration configuration, Setting setting) {
    return configuration.value(setting).orElseThrow().text();
  }
}
