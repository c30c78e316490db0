package ai.profithack.imports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;

/// Real data sets, counted a second time here by other means. Runs where the environment variable
/// PROFITHACK_SAMPLE_DATA names the folder that holds them.
@ServerTest
@DirtiesContext
@TestInstance(Lifecycle.PER_CLASS)
@EnabledIfEnvironmentVariable(
    named = "PROFITHACK_SAMPLE_DATA",
    matches = ".+",
    disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
class SampleDataTests {
  private static final List<String> FILES =
      List.of(
          "tiktok/creator_videos_2020-11.csv",
          "tiktok/video_snapshots_2020-11.csv",
          "tiktok/trending_2020-12-21.json",
          "tiktok/discover_hashtags_hourly_2021.csv",
          "tiktok/discover_creators_daily_2021.csv",
          "tiktok/discover_sounds_daily_2021.csv",
          "youtube/trending_2018-11-01_DE.csv",
          "youtube/trending_2018-11-01_GB.csv",
          "youtube/trending_2018-11-01_KR.csv",
          "youtube/trending_2018-11-01_MX.csv",
          "gifts/live_events_2023.csv",
          "gifts/gift_catalogue_2023-10-12.csv",
          "cohorts/cdnow_sample.txt");

  private final Path folder = Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")));
  private final Map<String, ImportReport> reports = new HashMap<>();

  @Autowired private Imports imports;
  @Autowired private DSLContext db;

  @BeforeAll
  void importEverything() {
    for (var file : FILES) {
      var began = System.nanoTime();
      var ending = imports.run(folder.resolve(file), null, ImportProgress.silent());
      assertThat(ending).isInstanceOf(ImportEnding.Finished.class);
      if (ending instanceof ImportEnding.Finished(var report, var unused, var warnings)) {
        reports.put(file, report);
        System.out.printf(
            "%s: read %,d = kept %,d + duplicates %,d + refused %,d; events %,d on %,d days %s..%s; unused %s; %.1f s%n",
            file,
            report.read(),
            report.kept(),
            report.duplicates(),
            report.refused(),
            report.events(),
            report.days(),
            report.firstDay(),
            report.lastDay(),
            unused,
            (System.nanoTime() - began) / 1e9);
        report.refusals().forEach(System.out::println);
        assertThat(warnings).isEmpty();
        assertThat(unused).isEmpty();
      }
    }
  }

  @Test
  void everyReportAddsUp() throws IOException {
    for (var file : FILES) {
      var report = report(file);
      assertThat(report.read())
          .as(file)
          .isEqualTo(report.kept() + report.duplicates() + report.refused());
      // One trending video is another file's too, and there somebody else's.
      assertThat(report.refused()).as(file).isEqualTo(file.contains("trending_2020") ? 1 : 0);
    }
    assertThat(report("tiktok/creator_videos_2020-11.csv").read()).isEqualTo(23_824);
    assertThat(report("tiktok/trending_2020-12-21.json").read()).isEqualTo(500);
    assertThat(report("tiktok/discover_hashtags_hourly_2021.csv").kept()).isEqualTo(50_269);
    assertThat(report("youtube/trending_2018-11-01_KR.csv").read()).isEqualTo(200);
    assertThat(report("gifts/live_events_2023.csv").kept()).isEqualTo(438);
    assertThat(report("gifts/gift_catalogue_2023-10-12.csv").kept()).isEqualTo(97);
    assertThat(report("cohorts/cdnow_sample.txt").kept()).isEqualTo(6_919);
  }

  @Test
  void countsEachVideoUpToItsLastCapture() throws IOException {
    var last = new HashMap<String, long[]>();
    var when = new HashMap<String, String>();
    var creators = new HashMap<String, String>();
    for (var row : table("tiktok/creator_videos_2020-11.csv")) {
      creators.put(row.get("video"), row.get("creator"));
      later(last, when, row.get("video"), "2020-11-08", counts(row, "plays likes comments shares"));
    }
    for (var row : table("tiktok/video_snapshots_2020-11.csv")) {
      later(
          last,
          when,
          row.get("video"),
          row.get("captured_on"),
          counts(row, "plays likes comments shares"));
    }
    for (var item : trending()) {
      var video = text(item, "\"id\": \"(v_[0-9a-f]+)\"");
      var creator = text(item, "\"id\": \"(c_[0-9a-f]+)\"");
      if (!creators.getOrDefault(video, creator).equals(creator)) {
        continue;
      }
      later(
          last,
          when,
          video,
          "2020-12-21",
          new long[] {
            number(item, "playCount"),
            number(item, "diggCount"),
            number(item, "commentCount"),
            number(item, "shareCount")
          });
    }
    var counted = videoCounts("tiktok");
    assertThat(counted.keySet()).isEqualTo(last.keySet());
    last.forEach((video, counts) -> assertThat(counted.get(video)).as(video).isEqualTo(counts));
    System.out.printf(
        "tiktok: %,d videos, %,d views%n",
        last.size(), last.values().stream().mapToLong(counts -> counts[0]).sum());
  }

  @Test
  void countsYouTubeVideosOnceThoughSeveralListsHaveThem() throws IOException {
    var highest = new HashMap<String, long[]>();
    for (var country : List.of("DE", "GB", "KR", "MX")) {
      for (var row : table("youtube/trending_2018-11-01_" + country + ".csv")) {
        highest.merge(
            row.get("video_id"),
            counts(row, "view_count likes comment_count"),
            (a, b) ->
                new long[] {Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2])});
      }
    }
    var counted = videoCounts("youtube");
    assertThat(counted.keySet()).isEqualTo(highest.keySet());
    highest.forEach((video, counts) ->
        assertThat(counted.get(video))
            .as(video)
            .isEqualTo(new long[] {counts[0], counts[1], counts[2], 0}));
    System.out.printf(
        "youtube: %,d videos, %,d views%n",
        highest.size(), highest.values().stream().mapToLong(counts -> counts[0]).sum());
  }

  @Test
  void followersOfEachCreatorAreThoseOfTheLastCapture() throws IOException {
    var last = new HashMap<String, long[]>();
    var when = new HashMap<String, String>();
    for (var row : table("tiktok/creator_videos_2020-11.csv")) {
      later(last, when, row.get("creator"), "2020-11-08", counts(row, "creator_followers"));
    }
    for (var row : table("tiktok/discover_creators_daily_2021.csv")) {
      later(last, when, row.get("creator"), row.get("captured_at"), counts(row, "followers_total"));
    }
    var counted =
        db.fetch(
                """
                select f.foreign_key, sum(e.quantity)::bigint from events.event as e
                join platform.foreign_id as f on f.id = e.creator_id and f.kind = 'user' and f.namespace = 'tiktok'
                where e.type = 6 group by 1
                """)
            .intoMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
    var total = 0L;
    for (var creator : last.entrySet()) {
      assertThat(counted.getOrDefault(creator.getKey(), 0L))
          .as(creator.getKey())
          .isEqualTo(creator.getValue()[0]);
      total += creator.getValue()[0];
    }
    System.out.printf("tiktok: %,d creators, %,d followers%n", last.size(), total);
  }

  @Test
  void trendsMoveFromTheFirstCaptureToTheLast() throws IOException {
    var moved = movements("tiktok/discover_hashtags_hourly_2021.csv", "hashtag", "views_total");
    moved.putAll(movements("tiktok/discover_sounds_daily_2021.csv", "sound_id", "posts_total"));
    var counted =
        db.fetch(
                """
                select subject_key, sum(movement)::bigint from imports.trend
                where namespace = 'tiktok' and subject_kind in ('hashtag', 'sound') group by 1
                """)
            .intoMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
    moved.forEach(
        (key, movement) -> assertThat(counted.getOrDefault(key, 0L)).as(key).isEqualTo(movement));
    assertThat(moved).hasSize(439);
    System.out.printf(
        "trends: %,d hashtags and sounds, movement %,d%n",
        moved.size(), moved.values().stream().mapToLong(Long::longValue).sum());
  }

  @Test
  void liveGiftsAre155DiamondsIn35Streaks() {
    var gifts =
        db.fetchSingle(
            """
            select count(*), sum(e.amount_minor)::bigint, count(distinct e.creator_id), count(distinct e.user_id)
            from events.event as e where e.type = 10 and e.day >= date '2023-01-01'
            """);
    System.out.println("live gifts, cents, creators, senders: " + gifts.intoList());
    assertThat(gifts.get(0, Long.class)).isEqualTo(35);
    assertThat(gifts.get(1, Long.class)).isEqualTo(155);
  }

  @Test
  void liveLikesAreAllTheTapsOfTheMessages() throws IOException {
    var taps = 0L;
    var users = new HashSet<String>();
    for (var row : table("gifts/live_events_2023.csv")) {
      if ("like".equals(row.get("type"))) {
        taps += Long.parseLong(row.get("count"));
        users.add(row.get("user"));
      }
    }
    var counted =
        db.fetchSingle(
            "select sum(quantity)::bigint, count(distinct user_id) from events.event where type = 2 and day >= date '2023-01-01'");
    System.out.printf("live likes: %d taps of %d users%n", taps, users.size());
    assertThat(counted.get(0, Long.class)).isEqualTo(taps);
    assertThat(counted.get(1, Long.class)).isEqualTo(users.size());
  }

  @Test
  void cdnowIs6919PurchasesOf2357CustomersFor244091Dollars94() throws IOException {
    var dollars = BigDecimal.ZERO;
    var firsts = new HashMap<String, String>();
    var rows = Files.readAllLines(folder.resolve("cohorts/cdnow_sample.txt"));
    for (var row : rows) {
      var columns = row.strip().split(" +", -1);
      dollars = dollars.add(new BigDecimal(columns[4]));
      firsts.merge(columns[1], columns[2], (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
    assertThat(dollars).isEqualByComparingTo("244091.94");
    var counted =
        db.fetchSingle(
            """
            select count(*), count(distinct user_id), sum(amount_minor)::bigint
            from events.event where type = 10 and day < date '1999-01-01'
            """);
    System.out.println("cdnow purchases, customers, cents: " + counted.intoList());
    assertThat(counted.get(0, Long.class)).isEqualTo(rows.size()).isEqualTo(6_919);
    assertThat(counted.get(1, Long.class)).isEqualTo(firsts.size()).isEqualTo(2_357);
    assertThat(counted.get(2, Long.class)).isEqualTo(24_409_194);
    var registered =
        db.fetch(
                """
                select f.foreign_key, to_char(u.created_at at time zone 'UTC', 'YYYYMMDD') from public.users as u
                join platform.foreign_id as f on f.id = u.id and f.kind = 'user' and f.namespace = 'cdnow'
                where f.foreign_key <> 'CDNOW'
                """)
            .intoMap(0, 1);
    assertThat(registered).isEqualTo(firsts);
  }

  @Test
  void secondImportOfEverythingAddsNothing() {
    var before = db.fetchSingle("select count(*) from events.event").get(0, Long.class);
    for (var file : FILES) {
      var ending = imports.run(folder.resolve(file), null, ImportProgress.silent());
      if (ending instanceof ImportEnding.Finished(var report, _, _)) {
        assertThat(report.events()).as(file).isZero();
        assertThat(report.kept()).as(file).isZero();
        assertThat(report.duplicates()).as(file).isEqualTo(report.read() - report.refused());
      }
    }
    assertThat(db.fetchSingle("select count(*) from events.event").get(0, Long.class))
        .isEqualTo(before);
    assertThat(db.fetchCount(org.jooq.impl.DSL.table("imports.outgoing"))).isZero();
  }

  private ImportReport report(String file) {
    return java.util.Objects.requireNonNull(reports.get(file), file);
  }

  private Map<String, long[]> videoCounts(String namespace) {
    var counts = new HashMap<String, long[]>();
    db.fetch(
            """
            select f.foreign_key,
              coalesce(sum(e.quantity) filter (where e.type = 1), 0)::bigint, coalesce(sum(e.quantity) filter (where e.type = 2), 0)::bigint,
              coalesce(sum(e.quantity) filter (where e.type = 4), 0)::bigint, coalesce(sum(e.quantity) filter (where e.type = 5), 0)::bigint
            from events.event as e join platform.foreign_id as f on f.id = e.video_id and f.kind = 'video' and f.namespace = ?
            group by 1
            """,
            namespace)
        .forEach(row ->
            counts.put(
                row.get(0, String.class),
                new long[] {
                  row.get(1, Long.class),
                  row.get(2, Long.class),
                  row.get(3, Long.class),
                  row.get(4, Long.class)
                }));
    return counts;
  }

  /// Of captures of one moment each count keeps its highest.
  private static void later(
      Map<String, long[]> last, Map<String, String> when, String key, String at, long[] counts) {
    var before = when.get(key);
    if (before == null || before.compareTo(at) < 0) {
      when.put(key, at);
      last.put(key, counts);
    } else if (before.equals(at)) {
      var kept = java.util.Objects.requireNonNull(last.get(key));
      for (var i = 0; i < kept.length; i++) {
        kept[i] = Math.max(kept[i], counts[i]);
      }
    }
  }

  private Map<String, Long> movements(String file, String keyColumn, String column)
      throws IOException {
    var first = new HashMap<String, long[]>();
    var firstAt = new HashMap<String, String>();
    var last = new HashMap<String, long[]>();
    var lastAt = new HashMap<String, String>();
    var rows = new ArrayList<>(table(file));
    rows.sort(java.util.Comparator.comparing(row -> row.get("captured_at")));
    for (var row : rows) {
      later(last, lastAt, row.get(keyColumn), row.get("captured_at"), counts(row, column));
      var begun = firstAt.putIfAbsent(row.get(keyColumn), row.get("captured_at"));
      if (begun == null) {
        first.put(row.get(keyColumn), counts(row, column));
      } else if (begun.equals(row.get("captured_at"))) {
        var kept = java.util.Objects.requireNonNull(first.get(row.get(keyColumn)));
        kept[0] = Math.max(kept[0], counts(row, column)[0]);
      }
    }
    var moved = new HashMap<String, Long>();
    last.forEach((key, count) ->
        moved.put(key, count[0] - java.util.Objects.requireNonNull(first.get(key))[0]));
    return moved;
  }

  private static long[] counts(Row row, String columns) {
    return java.util.Arrays.stream(columns.split(" ", -1))
        .mapToLong(column -> Long.parseLong(row.get(column)))
        .toArray();
  }

  /// A table read letter by letter, so as not to trust the reader under test.
  private List<Row> table(String file) throws IOException {
    var rows = new ArrayList<Row>();
    var header = List.<String>of();
    for (var fields : fields(Files.readString(folder.resolve(file)))) {
      if (header.isEmpty()) {
        header = fields;
      } else {
        var row = new HashMap<String, String>();
        for (var i = 0; i < header.size(); i++) {
          row.put(header.get(i), fields.get(i));
        }
        rows.add(new Row(row));
      }
    }
    return rows;
  }

  private static List<List<String>> fields(String text) {
    var rows = new ArrayList<List<String>>();
    var row = new ArrayList<String>();
    var field = new StringBuilder();
    var quoted = false;
    for (var character : text.replace("\"\"", "\u0001").toCharArray()) {
      if (character == '"') {
        quoted = !quoted;
      } else if (!quoted && (character == ',' || character == '\n')) {
        row.add(field.toString().strip().replace('\u0001', '"'));
        field.setLength(0);
        if (character == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else {
        field.append(character);
      }
    }
    return rows;
  }

  private List<String> trending() throws IOException {
    var text = Files.readString(folder.resolve("tiktok/trending_2020-12-21.json"));
    return List.of(text.split("(?=\"id\": \"v_)", -1)).stream().skip(1).toList();
  }

  private record Row(Map<String, String> fields) {
    String get(String column) {
      return java.util.Objects.requireNonNull(fields.get(column), column);
    }
  }

  private static String text(String item, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(item);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static long number(String item, String name) {
    return Long.parseLong(text(item, "\"" + name + "\": (\\d+)"));
  }
}
