package ai.profithack.imports;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/// The mappings that are shipped, and those of the operator in `PROFITHACK_HOME/mappings`, which
/// replace shipped ones of the same name.
@Component
class MappingCatalogue {
  private static final List<String> ENDINGS = List.of(".yaml", ".yml");

  private final Path folder;
  private final Map<String, Mapping> shipped = new TreeMap<>();

  MappingCatalogue(@Value("${PROFITHACK_HOME:profithack-data}") Path home) throws IOException {
    folder = home.toAbsolutePath().normalize().resolve("mappings");
    for (var resource :
        new PathMatchingResourcePatternResolver().getResources("classpath:mappings/*.yaml")) {
      try (var text = new InputStreamReader(resource.getInputStream(), StandardCharsets.UTF_8)) {
        var mapping = MappingReader.read(String.valueOf(resource.getFilename()), text);
        shipped.put(mapping.name(), mapping);
      }
    }
  }

  /// All mappings by name.
  ///
  /// Errors: [InvalidMapping] where one of the operator's is none.
  Map<String, Mapping> all() {
    var all = new TreeMap<>(shipped);
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        files
            .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
            .sorted()
            .map(MappingCatalogue::read)
            .forEach(mapping -> all.put(mapping.name(), mapping));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return all;
  }

  /// A mapping by its name, or by the path of its file.
  ///
  /// Errors: [InvalidMapping] where there is none, or it is none.
  Mapping named(String nameOrPath) {
    if (ENDINGS.stream().anyMatch(nameOrPath::endsWith)) {
      return read(Path.of(nameOrPath));
    }
    var all = all();
    var mapping = all.get(nameOrPath);
    if (mapping == null) {
      throw new InvalidMapping(
          "There is no mapping %s. There are %s; a file of your own ends in .yaml."
              .formatted(nameOrPath, String.join(", ", all.keySet())));
    }
    return mapping;
  }

  /// The mapping that a file fits, with the one kind of format that the file has. Where several
  /// fit, the one that asks for most.
  ///
  /// Errors: [UnreadableFile] where none fits, or two fit equally.
  Recognised recognise(SourceFile file) {
    var fitting =
        all().values().stream()
            .flatMap(mapping -> fit(mapping, file).stream())
            .sorted(Comparator.comparingInt(Recognised::weight).reversed())
            .toList();
    if (fitting.isEmpty()) {
      throw new UnreadableFile(
          "No mapping recognises %s: %s. Name the mapping it is to be read by, or write one; docs/importing.md says how."
              .formatted(file.name(), firstLook(file)));
    }
    var best = fitting.getFirst();
    var equal =
        fitting.stream()
            .filter(one -> one.weight() == best.weight())
            .map(one -> one.mapping().name())
            .collect(Collectors.toSet());
    if (equal.size() > 1) {
      throw new UnreadableFile(
          "%s fits the mappings %s equally; name the one that is meant."
              .formatted(file.name(), String.join(" and ", equal)));
    }
    return best;
  }

  /// The file as `mapping` reads it.
  ///
  /// Errors: [UnreadableFile] saying what the file lacks.
  static Recognised as(Mapping mapping, SourceFile file) {
    UnreadableFile reason = null;
    for (var kind : mapping.format().kinds()) {
      try (var source = RecordSource.open(file, mapping.format().only(kind))) {
        var missing = missing(mapping.recognition().columns(), source);
        if (missing.isEmpty()) {
          return new Recognised(mapping, mapping.format().only(kind));
        }
        reason =
            sooner(
                reason,
                "%s is not what the mapping %s reads: it has no %s."
                    .formatted(file.name(), mapping.name(), String.join(", ", missing)));
      } catch (UnreadableFile unreadable) {
        reason =
            sooner(
                reason,
                "%s is not what the mapping %s reads. %s"
                    .formatted(file.name(), mapping.name(), unreadable.getMessage()));
      } catch (IOException failure) {
        reason = sooner(reason, file.name() + " cannot be read: " + failure.getMessage());
      }
    }
    throw reason == null ? new IllegalStateException("a format without a kind") : reason;
  }

  private static UnreadableFile sooner(@Nullable UnreadableFile before, String reason) {
    return before == null ? new UnreadableFile(reason) : before;
  }

  /// A mapping with the kind of format that a file has.
  record Recognised(Mapping mapping, Format format) {
    /// How much was asked of the file: its columns, and before all its name.
    int weight() {
      return mapping.recognition().columns().size()
          + (mapping.recognition().fileName() == null ? 0 : 1_000);
    }
  }

  private static List<Recognised> fit(Mapping mapping, SourceFile file) {
    var name = mapping.recognition().fileName();
    if (name != null && !name.matcher(file.name()).matches()) {
      return List.of();
    }
    try {
      return List.of(as(mapping, file));
    } catch (UnreadableFile other) {
      return List.of(); // the file is of another kind: exactly the question
    }
  }

  private static Collection<String> missing(List<String> wanted, RecordSource source)
      throws IOException {
    if (!source.header().isEmpty()) {
      return wanted.stream().filter(column -> !source.header().contains(column)).toList();
    }
    var first = source.next();
    if (first == null) {
      throw new UnreadableFile("The file has no records.");
    }
    if (first.problem() != null) {
      throw new UnreadableFile("Its first record cannot be used: " + first.problem() + ".");
    }
    return wanted.stream().filter(column -> first.texts(column).isEmpty()).toList();
  }

  private static String firstLook(SourceFile file) {
    try (var lines = Files.newInputStream(file.path())) {
      var first = new Lines(new Utf8Reader(lines)).next();
      if (first == null) {
        return "it is empty";
      }
      if (RecordSource.problemOf(first) != null) {
        return "it is not text in UTF-8";
      }
      return "it begins with \""
          + (first.length() > 120 ? first.substring(0, 120) + "…" : first)
          + "\"";
    } catch (IOException failure) {
      return "it cannot be read";
    }
  }

  private static Mapping read(Path file) {
    try (Reader text = Files.newBufferedReader(file)) {
      return MappingReader.read(file.toString(), text);
    } catch (IOException failure) {
      throw new InvalidMapping("The mapping " + file + " cannot be read: " + failure.getMessage());
    }
  }
}
