package ai.profithack.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a mapping takes a value from.
sealed interface Value {
  /// The value for a record; null where there is none.
  @Nullable String of(SourceRecord source, SourceFile file);

  /// The columns that it reads.
  Set<String> columns();

  record Column(String name) implements Value {
    @Override
    public @Nullable String of(SourceRecord source, SourceFile file) {
      return source.text(name);
    }

    @Override
    public Set<String> columns() {
      return Set.of(name);
    }
  }

  record Constant(String text) implements Value {
    @Override
    public String of(SourceRecord source, SourceFile file) {
      return text;
    }

    @Override
    public Set<String> columns() {
      return Set.of();
    }
  }

  /// The group of a pattern in the file's name.
  record FileName(Pattern pattern) implements Value {
    @Override
    public @Nullable String of(SourceRecord source, SourceFile file) {
      var matcher = pattern.matcher(file.name());
      return matcher.find() ? matcher.group(1) : null;
    }

    @Override
    public Set<String> columns() {
      return Set.of();
    }
  }

  /// Text with columns in it: `{room}:{streak|message_id}` takes the first of the columns that has
  /// a value. `{#record}` is the record's number, `{#file}` the beginning of the content's digest.
  record Template(List<Part> parts) implements Value {
    private static final Pattern HOLE = Pattern.compile("\\{([^{}]*)}");

    /// Either text as it is, or the columns of a hole.
    record Part(String text, List<String> columns) {}

    static Template parse(String text) {
      var parts = new ArrayList<Part>();
      var matcher = HOLE.matcher(text);
      var end = 0;
      while (matcher.find()) {
        parts.add(new Part(text.substring(end, matcher.start()), List.of()));
        parts.add(new Part("", List.of(matcher.group(1).split("\\|", -1))));
        end = matcher.end();
      }
      parts.add(new Part(text.substring(end), List.of()));
      return new Template(parts.stream().filter(part -> !part.equals(EMPTY)).toList());
    }

    private static final Part EMPTY = new Part("", List.of());

    @Override
    public @Nullable String of(SourceRecord source, SourceFile file) {
      var text = new StringBuilder();
      for (var part : parts) {
        if (part.columns().isEmpty()) {
          text.append(part.text());
        } else {
          var value = first(part.columns(), source, file);
          if (value == null) {
            return null;
          }
          text.append(value);
        }
      }
      return text.toString();
    }

    private static @Nullable String first(
        List<String> columns, SourceRecord source, SourceFile file) {
      for (var column : columns) {
        var value =
            switch (column) {
              case "#record" -> Long.toString(source.number());
              case "#file" -> file.sha256().substring(0, 16);
              default -> source.text(column);
            };
        if (value != null) {
          return value;
        }
      }
      return null;
    }

    @Override
    public Set<String> columns() {
      var columns = new java.util.TreeSet<String>();
      parts.forEach(part -> columns.addAll(part.columns()));
      columns.removeIf(column -> column.startsWith("#"));
      return columns;
    }
  }
}
