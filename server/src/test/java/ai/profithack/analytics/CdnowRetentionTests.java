package ai.profithack.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.imports.ImportEnding;
import ai.profithack.imports.ImportProgress;
import ai.profithack.imports.Imports;
import ai.profithack.testing.TestPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// Retention of the customers of the shop CDNOW, counted a second time straight from the file. Runs
/// where the environment variable PROFITHACK_SAMPLE_DATA names the folder of data sets.
///
/// The shop itself is a user too: it is the creator to whom the purchases go, first seen with the
/// first of them, and it never acts. So it adds one to the size of the first cohort and to nobody's
/// return.
@EnabledIfEnvironmentVariable(
    named = "PROFITHACK_SAMPLE_DATA",
    matches = ".+",
    disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
class CdnowRetentionTests {
  private static final List<Integer> AGES = List.of(0, 7, 14, 30, 60, 90);

  /// After the last purchase, of 30 June 1998, and before the youngest cohort is that old.
  private static final LocalDate TODAY = LocalDate.parse("1998-07-02");

  private final Path file =
      Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "cohorts/cdnow_sample.txt");

  @Test
  void retentionOfEveryCohortEqualsACountFromTheFile() throws IOException {
    var expected = expected();
    try (var server =
        LiveServer.start(
            TestPostgres.migratedDatabase(), "UTC", Instant.parse(TODAY + "T12:00:00Z"))) {
      assertThat(server.bean(Imports.class).run(file, null, ImportProgress.silent()))
          .isInstanceOf(ImportEnding.Finished.class);
      server.bean(Rollups.class).catchUp();
      assertThat(DailyTables.of(server.sql()).retentionCohorts()).isEqualTo(expected);
      System.out.println(
          "cdnow: "
              + server
                  .sql()
                  .sql(
                      "select count(*) || ' cohorts, ' || sum(cohort_size) || ' users; back after 0, 7, 14, 30, 60, 90 days: ' || concat_ws(', ', sum(retained_0), sum(retained_7), sum(retained_14), sum(retained_30), sum(retained_60), sum(retained_90)) from retention_cohorts")
                  .query(String.class)
                  .single());
      System.out.println("cdnow, first cohort: " + expected.getFirst());
    }
  }

  private List<String> expected() throws IOException {
    var purchases = new HashMap<String, TreeSet<LocalDate>>();
    for (var line : Files.readAllLines(file)) {
      var columns = line.strip().split(" +", -1);
      purchases
          .computeIfAbsent(columns[1], _ -> new TreeSet<>())
          .add(LocalDate.parse(columns[2], DateTimeFormatter.BASIC_ISO_DATE));
    }
    var cohorts = new TreeMap<LocalDate, List<TreeSet<LocalDate>>>();
    purchases
        .values()
        .forEach(days -> cohorts.computeIfAbsent(days.first(), _ -> new ArrayList<>()).add(days));
    // The shop, which never buys.
    cohorts.firstEntry().getValue().add(new TreeSet<>());
    var rows = new ArrayList<String>();
    cohorts.forEach((day, members) -> {
      var row = new StringBuilder().append(day).append('|').append(members.size());
      for (var age : AGES) {
        var then = day.plusDays(age);
        if (then.isBefore(TODAY)) {
          var back = members.stream().filter(days -> days.contains(then)).count();
          row.append('|')
              .append(back)
              .append('|')
              .append(
                  new BigDecimal(back * 100)
                      .divide(new BigDecimal(members.size()), 2, RoundingMode.HALF_UP));
        } else {
          row.append("|null|0.00");
        }
      }
      rows.add(row.toString());
    });
    return rows;
  }
}
