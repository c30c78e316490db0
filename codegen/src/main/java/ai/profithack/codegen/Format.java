package ai.profithack.codegen;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Formats every Java file of the project in google-java-format's style.
///
/// `check ROOT` names the files that differ and fails; `apply ROOT` rewrites them; `off ROOT` does
/// nothing. It runs in a JVM of its own because the formatter parses with the JDK it runs on, and
/// Maven's may be older than the project's language level.
public final class Format {
  private Format() {}

  public static void main(String[] arguments) throws IOException, FormatterException {
    if (arguments[0].equals("off")) {
      return;
    }
    var apply = arguments[0].equals("apply");
    var formatter =
        new Formatter(
            JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());
    var differing = new ArrayList<Path>();
    for (var file : sources(Path.of(arguments[1]).toRealPath())) {
      var source = Files.readString(file);
      String formatted;
      try {
        formatted =
            formatter.formatSource(
                ImportOrderer.reorderImports(
                    RemoveUnusedImports.removeUnusedImports(source),
                    JavaFormatterOptions.Style.GOOGLE));
      } catch (FormatterException unparsable) {
        throw new FormatterException(file + ": " + unparsable.getMessage());
      }
      if (!formatted.equals(source)) {
        differing.add(file);
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (!apply && !differing.isEmpty()) {
      differing.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("Format them with: mvn -q -pl codegen process-classes -Dformat=apply");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    var sources = new ArrayList<Path>();
    for (var module : List.of("codegen", "server", "bench")) {
      var src = root.resolve(module).resolve("src");
      if (!Files.isDirectory(src)) {
        continue;
      }
      try (var files = Files.walk(src)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }
}
