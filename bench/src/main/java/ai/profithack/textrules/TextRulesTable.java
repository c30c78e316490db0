package ai.profithack.textrules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import tools.jackson.databind.json.JsonMapper;

/// What the built-in rules find and miss in texts that people labelled: the rows of docs/text-rules.md,
/// for the even rows of each set (used for tuning) and the odd ones (to be reported).
///
///     mvn -P text-rules -pl codegen,server,bench process-classes -Dtext.data=FOLDER
public final class TextRulesTable {
  private final TextRules rules = new TextRules("");
  private final Path folder;
  private final int half;

  private TextRulesTable(Path folder, int half) {
    this.folder = folder;
    this.half = half;
  }

  private record Labelled(String text, boolean yes) {}

  /// Prints both tables.
  public static void main(String[] arguments) throws IOException {
    for (var half = 0; half < 2; half++) {
      System.out.println(half == 0 ? "even rows, used for tuning" : "odd rows, to be reported");
      new TextRulesTable(Path.of(arguments[0], "text-safety"), half).print();
    }
  }

  private void print() throws IOException {
    System.out.println(
        "| texts | asked for | labelled so | flagged | right | precision | recall |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    sample("S", TextCategory.SEXUAL);
    sample("H", TextCategory.HATE);
    sample("V", TextCategory.VIOLENCE);
    sample("HR", TextCategory.HARASSMENT);
    var tweets = "tweets_hate_offensive.csv";
    row("tweets", "hate", csv(tweets, "tweet", "class", Set.of("0")), flagged(TextCategory.HATE));
    row(
        "tweets",
        "offensive or hate, any score",
        csv(tweets, "tweet", "class", Set.of("0", "1")),
        text -> {
          var scores = rules.find(text).scores();
          return scores.getOrDefault(TextCategory.HARASSMENT, 0.0) > 0
              || scores.getOrDefault(TextCategory.HATE, 0.0) > 0;
        });
    for (var language : List.of("german", "spanish", "arabic", "mandarin")) {
      row(
          "HateCheck " + language,
          "hate",
          csv("hatecheck_" + language + ".csv", "test_case", "label_gold", Set.of("hateful")),
          flagged(TextCategory.HATE));
    }
    row(
        "comments",
        "spam",
        csv("youtube_comments_spam_shakira.csv", "content", "class", Set.of("1")),
        flagged(TextCategory.SPAM));
  }

  private Predicate<String> flagged(TextCategory category) {
    return text -> rules.find(text).flags().contains(category);
  }

  private void sample(String label, TextCategory category) throws IOException {
    var all = new ArrayList<Labelled>();
    var lines = Files.readAllLines(folder.resolve("moderation_samples_even.jsonl"));
    for (var i = half; i < lines.size(); i += 2) {
      var sample = JsonMapper.shared().readTree(lines.get(i));
      if (sample.has(label)) {
        all.add(new Labelled(sample.path("prompt").asString(), sample.path(label).asInt() == 1));
      }
    }
    row("samples", category.label(), all, flagged(category));
  }

  private List<Labelled> csv(String name, String text, String label, Set<String> yes)
      throws IOException {
    var format =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setAllowMissingColumnNames(true)
            .get();
    try (var reader = Files.newBufferedReader(folder.resolve(name));
        var parser = format.parse(reader)) {
      var records = parser.getRecords();
      return IntStream.range(0, records.size())
          .filter(row -> row % 2 == half)
          .mapToObj(records::get)
          .map(row -> new Labelled(row.get(text), yes.contains(row.get(label))))
          .toList();
    }
  }

  private static void row(
      String set, String asked, List<Labelled> texts, Predicate<String> flagged) {
    var labelled = texts.stream().filter(Labelled::yes).count();
    var found = texts.stream().filter(one -> flagged.test(one.text())).toList();
    var right = found.stream().filter(Labelled::yes).count();
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %,d of %,d | %,d | %,d | %s | %.1f %% |%n",
        set,
        asked,
        labelled,
        texts.size(),
        found.size(),
        right,
        found.isEmpty() ? "–" : "%.1f %%".formatted(100.0 * right / found.size()),
        100.0 * right / labelled);
  }
}
