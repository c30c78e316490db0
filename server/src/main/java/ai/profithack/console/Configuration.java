package ai.profithack.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The settings in force, each with where it comes from, and what was wrong with them.
///
/// Order: the environment, then `profithack.properties` in the data folder, then the one in the
/// working folder. A setting that is empty counts as not set.
final class Configuration {
  private static final String FILE = "profithack.properties";

  /// A value and where it was found.
  record Value(String text, String source) {}

  private final Path home;
  private final Map<Setting, Value> values;
  private final Set<Setting> emptied;
  private final List<String> warnings;

  private Configuration(
      Path home, Map<Setting, Value> values, Set<Setting> emptied, List<String> warnings) {
    this.home = home;
    this.values = values;
    this.emptied = emptied;
    this.warnings = warnings;
  }

  /// Errors: [Refusal] for a file that cannot be read or a value that cannot be.
  static Configuration read(Map<String, String> environment, Path workingFolder, Path root) {
    var values = new HashMap<Setting, Value>();
    var warnings = new ArrayList<String>();
    take(environment, "environment", values);
    for (var name : environment.keySet()) {
      if (name.startsWith("PROFITHACK_")
          && Setting.named(name).isEmpty()
          && !name.equals("PROFITHACK_JAVA_OPTS")) {
        warnings.add(name + " is not a setting; `profithack doctor` lists them all.");
      }
    }
    var workingFile = workingFolder.resolve(FILE);
    var home =
        Optional.ofNullable(values.get(Setting.PROFITHACK_HOME))
            .or(() -> Optional.ofNullable(homeIn(workingFile)))
            .map(value -> workingFolder.resolve(value.text()))
            .orElseGet(() -> root.resolve("profithack-data"))
            .toAbsolutePath()
            .normalize();
    for (var file : candidates(home, workingFile)) {
      take(load(file, warnings), file.toString(), values);
    }
    return new Configuration(home, values, emptied(environment), warnings);
  }

  /// The data folder, absolute.
  Path home() {
    return home;
  }

  Optional<Value> value(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /// What was found but is not a setting, one sentence each.
  List<String> warnings() {
    return warnings;
  }

  /// As properties for the application.
  Map<String, Object> properties() {
    var properties = new HashMap<String, Object>();
    emptied.forEach(setting -> properties.put(setting.name(), setting.defaultValue()));
    values.forEach((setting, value) -> properties.put(setting.name(), value.text()));
    properties.put(Setting.PROFITHACK_HOME.name(), home.toString());
    return properties;
  }

  /// Those of the properties that the application would find empty in its environment, which it
  /// would believe: as arguments, which go before that.
  List<String> arguments() {
    var properties = properties();
    return emptied.stream()
        .map(setting -> "--%s=%s".formatted(setting.name(), properties.get(setting.name())))
        .toList();
  }

  private static Set<Setting> emptied(Map<String, String> environment) {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting != Setting.PROFITHACK_HOME)
        .filter(setting -> environment.getOrDefault(setting.name(), "unset").isBlank())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Setting.class)));
  }

  private static void take(Map<String, String> from, String source, Map<Setting, Value> values) {
    for (var setting : Setting.values()) {
      var text = from.get(setting.name());
      if (text != null && !text.isBlank()) {
        values.putIfAbsent(setting, new Value(text.strip(), source));
      }
    }
  }

  private static SequencedSet<Path> candidates(Path home, Path workingFile) {
    var files = new LinkedHashSet<Path>();
    files.add(home.resolve(FILE));
    files.add(workingFile.toAbsolutePath().normalize());
    return files;
  }

  private static @Nullable Value homeIn(Path file) {
    var text = load(file, new ArrayList<>()).get(Setting.PROFITHACK_HOME.name());
    return text == null || text.isBlank() ? null : new Value(text.strip(), file.toString());
  }

  private static Map<String, String> load(Path file, List<String> warnings) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new Refusal(
          "The settings in %s cannot be read: %s.".formatted(file, unreadable.getMessage()),
          unreadable);
    }
    var settings = new HashMap<String, String>();
    for (var name : properties.stringPropertyNames()) {
      if (Setting.named(name).isEmpty()) {
        warnings.add(
            "%s in %s is not a setting; `profithack doctor` lists them all.".formatted(name, file));
      }
      settings.put(name, properties.getProperty(name));
    }
    return settings;
  }
}
