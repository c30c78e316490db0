package ai.profithack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// SQL in strings, which no compiler looks into, uses others' tables only where ARCHITECTURE.md
/// says so.
class TableOwnersTests {
  private static final Path MODULES = Path.of("src/main/java/ai/profithack");
  private static final Path OWNERS =
      Path.of("../codegen/src/main/java/ai/profithack/codegen/GenerateTables.java");

  private static final Pattern OWNER =
      Pattern.compile("new Owner\\(\\s*\"(\\w+)\",\\s*((?:\"[^\"]*\"[\\s+]*)*)\\)");
  private static final Pattern LITERAL =
      Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

  /// Without one of these words, what names no schema is prose: "puts marks into videos".
  private static final Pattern STATEMENT =
      Pattern.compile("(?i)\\b(select|insert\\s+into|delete\\s+from|update\\s+\\w+\\s+set)\\b");

  @Test
  void theGuideSaysWhichTablesOfOthersAreUsed() throws IOException {
    var uses = new TreeMap<String, Uses>();
    var owners = owners();
    var named = namedTable(owners);
    try (var files = Files.walk(MODULES)) {
      for (var file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        var module = MODULES.relativize(file).getName(0).toString();
        var literals = LITERAL.matcher(Files.readString(file));
        while (literals.find()) {
          var text = literals.group(1) == null ? literals.group(2) : literals.group(1);
          tables(text, named, owners)
              .forEach((table, use) -> {
                if (!use.owner().equals(module)) {
                  uses.computeIfAbsent(module, _ -> new Uses()).add(table, use.writes());
                }
              });
        }
      }
    }
    var table =
        uses.entrySet().stream()
            .map(one -> "| `%s` | %s |\n".formatted(one.getKey(), one.getValue()))
            .collect(
                Collectors.joining("", "| module | reads | writes |\n| --- | --- | --- |\n", ""));
    assertThat(Files.readString(Path.of("../ARCHITECTURE.md")))
        .as("put this table into ARCHITECTURE.md:\n%s", table)
        .contains(table);
  }

  private record Use(String owner, boolean writes) {}

  private static final class Uses {
    private final TreeSet<String> reads = new TreeSet<>();
    private final TreeSet<String> writes = new TreeSet<>();

    void add(String table, boolean writing) {
      (writing ? writes : reads).add("`" + table + "`");
    }

    @Override
    public String toString() {
      return String.join(", ", reads) + " | " + String.join(", ", writes);
    }
  }

  /// A table stands after one of these words; groups: the word, the schema, the table.
  private static Pattern namedTable(Map<String, String> owners) {
    return Pattern.compile(
        "(?i)\\b(from|join|into|update|only|table|truncate)\\s+(?:(%s|public)\\.)?([a-z_]+)\\b(?![.(])"
            .formatted(owners.values().stream().distinct().collect(Collectors.joining("|"))));
  }

  /// The tables that a piece of SQL uses.
  private static Map<String, Use> tables(String sql, Pattern named, Map<String, String> owners) {
    var found = new HashMap<String, Use>();
    var match = named.matcher(sql);
    var isStatement = STATEMENT.matcher(sql).find();
    while (match.find()) {
      if (match.group(2) == null && !isStatement) {
        continue;
      }
      var schema = Objects.requireNonNullElse(match.group(2), "public");
      var owner = schema.equals("public") ? owners.get(match.group(3)) : schema;
      if (owner != null) {
        var before = sql.substring(0, match.start()).stripTrailing();
        var writes =
            switch (match.group(1).toLowerCase(Locale.ROOT)) {
              case "into", "truncate" -> true;
              case "update" -> !before.endsWith("for");
              case "from" -> before.endsWith("delete");
              default -> false;
            };
        found.merge(
            schema + "." + match.group(3),
            new Use(owner, writes),
            (one, other) -> new Use(owner, one.writes() || other.writes()));
      }
    }
    return found;
  }

  /// Of each table of the schema `public` its module, as the generator of typed tables has it; and
  /// each module for itself.
  private static Map<String, String> owners() throws IOException {
    var owners = new HashMap<String, String>();
    var match = OWNER.matcher(Files.readString(OWNERS));
    while (match.find()) {
      owners.put("schema " + match.group(1), match.group(1));
      for (var table : match.group(2).replaceAll("[\"\\s+]", "").split("\\|", -1)) {
        if (!table.isEmpty()) {
          owners.put(table, match.group(1));
        }
      }
    }
    assertThat(owners).containsEntry("users", "platform").containsEntry("schema ledger", "ledger");
    return owners;
  }
}
