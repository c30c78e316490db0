package ai.profithack.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.testing.ServerTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/// Files in, each record once. A test has namespaces and ids of its own; batches are of three
/// records, so that small files have several.
@ServerTest
@TestPropertySource(properties = "profithack.import.batch=3")
class ImportsTests {
  private static final AtomicInteger NEXT = new AtomicInteger(700_000);
  private final int number = NEXT.incrementAndGet();
  private final String name = "test-" + number;

  @TempDir private Path folder;
  @Autowired private Imports imports;
  @Autowired private DSLContext db;

  @Test
  void keepsEventsOnceAndRefusesWithReason() throws IOException {
    var file =
        file(
            "events.csv",
            """
            id,type,time,userId,videoId,creatorId,amount,currency,giftId,giftName
            %1$s-1,view,2026-03-01T10:00:00Z,%2$d,%2$d,%2$d,,,,
            %1$s-2,gift,2026-03-01T11:00:00+02:00,%2$d,,%2$d,12.30,USD,7,Rose
            %1$s-2,gift,2026-03-01T11:00:00+02:00,%2$d,,%2$d,12.30,USD,7,Rose
            %1$s-3,gift,yesterday,%2$d,,%2$d,1,USD,7,Rose
            %1$s-4,applause,2026-03-01T10:00:00Z,%2$d,,%2$d,,,,
            %1$s-5,gift,2026-03-01T10:00:00Z,%2$d,,%2$d,0.001,USD,7,Rose
            %1$s-6,view,2999-01-01T00:00:00Z,%2$d,%2$d,%2$d,,,,
            %1$s-7,view,2026-03-01T10:00:00Z,x,%2$d,%2$d,,,,
            """
                .formatted(name, number));
    var report = run(file, null);
    assertThat(report)
        .extracting(
            ImportReport::read,
            ImportReport::kept,
            ImportReport::duplicates,
            ImportReport::refused,
            ImportReport::events)
        .containsExactly(8L, 2L, 1L, 5L, 2L);
    assertThat(report.refusals())
        .extracting(ImportReport.Refusals::code)
        .containsExactlyInAnyOrder(
            "bad_time", "bad_type", "bad_amount", "time_in_future", "unknown_user");
    assertThat(sum("amount_minor", "type = 10 and creator_id = " + number)).isEqualTo(1_230);
    var again = run(file, null);
    assertThat(again.kept()).isZero();
    assertThat(again.duplicates()).isEqualTo(3);
    assertThat(again.refused()).isEqualTo(5);
    var said = new StringWriter();
    new Summary(new PrintWriter(said)).add(imports.run(file, null, ImportProgress.silent()));
    assertThat(said.toString())
        .contains(
            "read 8 = kept 0 + duplicates 3 + refused 5",
            "already imported: nothing in it was new");
  }

  @Test
  void giftsComeWithTheirContextAndDisputesWithTheirGift() throws IOException {
    var file =
        file(
            "events.csv",
            """
            id,type,time,userId,videoId,creatorId,amount,currency,disputeOf,refundOf,deviceId,paymentMethodId,paymentMethodAddedAt,ipAddress
            %1$s-g,gift,2026-03-01T10:00:00Z,%2$d,,%2$d,12.30,USD,,,phone-SECRET,card-SECRET,2026-02-28T10:00:00Z,198.51.100.9
            %1$s-h,gift,2026-03-01T11:00:00Z,%2$d,,%2$d,5.00,USD,,,phone-SECRET,,,
            %1$s-d,gift_disputed,2026-03-02T10:00:00Z,,,,,,%1$s-g,,,,,
            %1$s-r,gift_refunded,2026-03-02T10:00:00Z,%2$d,,%2$d,5.00,USD,,%1$s-h,,,,
            %1$s-x,gift,yesterday,%2$d,,%2$d,1,USD,,,phone-SECRET,card-SECRET,,198.51.100.9
            """
                .formatted(name, number));
    var report = run(file, null);

    assertThat(report.kept()).isEqualTo(4);
    assertThat(report.refused()).isEqualTo(1);
    assertThat(
            db.fetch(
                    "select dispute_of, refund_of from events.event where id like ? and type <> 10 order by id",
                    name + "-%")
                .map(row -> row.get(0) + " " + row.get(1)))
        .containsExactly(name + "-g null", "null " + name + "-h");
    assertThat(
            db.fetchSingle(
                    """
                    select count(*), count(distinct c.device_hash), count(c.method_hash), count(c.address_hash), count(c.method_added_at)
                    from events.gift_context as c join events.event as e on e.id like ?
                    where c.event_key = substr(encode(sha256(convert_to(e.id, 'UTF8')), 'hex'), 1, 32)::uuid
                    """,
                    name + "-%")
                .intoList())
        .containsExactly(2L, 1L, 1L, 1L, 1L);
    assertThat(
            db.fetch("select raw from imports.refused_record where raw like ?", name + "-x%")
                .getValues(0, String.class))
        .singleElement()
        .satisfies(raw ->
            assertThat(raw)
                .contains("(not kept)")
                .doesNotContain("phone-SECRET", "card-SECRET", "198.51.100.9"));
  }

  @Test
  void readsTheSameEventsAsJsonLines() throws IOException {
    var file =
        file(
            "events.jsonl",
            """
            {"id":"%1$s-1","type":"video_published","time":"2026-03-01T10:00:00Z","videoId":%2$d,"creatorId":%2$d,"title":"T","hashtags":["a","b"]}
            {"id":"%1$s-2","type":"like","time":"2026-03-01T10:00:00Z","videoId":%2$d,"userId":%2$d}
            not json
            """
                .formatted(name, number));
    var report = run(file, null);
    assertThat(report.kept()).isEqualTo(2);
    assertThat(report.refused()).isEqualTo(1);
    assertThat(
            db.fetchSingle(
                    "select array_to_string(hashtags, ',') from platform.video_detail where video_id = ?",
                    number)
                .get(0, String.class))
        .isEqualTo("a,b");
  }

  @Test
  void usersVideosAndGiftsMeetInTheSameIds() throws IOException {
    var users =
        file(
            "users.csv",
            "userId,registeredAt,name\n%d,2026-01-05,Ada\n%d,2026-01-06 12:00:00,\n"
                .formatted(number, number + 100_000));
    var videos =
        file(
            "videos.csv",
            "videoId,creatorId,publishedAt,title,hashtags\n%d,%d,2026-01-07T00:00:00Z,First,a|b\n"
                .formatted(number, number));
    var gifts =
        file(
            "gifts.csv",
            "id,senderId,recipientId,amount,currency,createdAt,giftId,giftName\n%d,%d,%d,0.00,USD,2026-01-08T00:00:00Z,1,Rose\n"
                .formatted(number, number + 100_000, number));
    assertThat(run(users, null).kept()).isEqualTo(2);
    assertThat(run(videos, null).kept()).isEqualTo(1);
    assertThat(run(gifts, null).kept()).isEqualTo(1);
    assertThat(
            db.fetchSingle("select name from platform.user_name where user_id = ?", number)
                .get(0, String.class))
        .isEqualTo("Ada");
    assertThat(
            db.fetchSingle(
                    "select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') from public.users where id = ?",
                    number)
                .get(0, String.class))
        .isEqualTo("2026-01-05");
    assertThat(
            db.fetchSingle(
                    "select count(*) from events.event where id = ?", "virtual_gifts:" + number)
                .get(0, Long.class))
        .isEqualTo(1);
  }

  @Test
  void countersBecomeDailyMovements() throws IOException {
    var report =
        run(
            counts(
                """
                v1,c1,2020-11-01,2020-11-03,9000000000
                v1,c1,2020-11-01,2020-11-06,9000000010
                v1,c1,2020-11-01,2020-11-07,9000000004
                """),
            mapping());
    assertThat(report.kept()).isEqualTo(3);
    assertThat(days())
        .isEqualTo(
            Map.of(
                "2020-11-01", 9_000_000_000L,
                "2020-11-04", 4L,
                "2020-11-05", 3L,
                "2020-11-06", 3L,
                "2020-11-07", -6L));
    assertThat(report.events()).isEqualTo(6);
    assertThat(report.days()).isEqualTo(5);
  }

  @Test
  void capturesOfALaterFileCorrectWhatWasCounted() throws IOException {
    var mapping = mapping();
    run(counts("v1,c1,2020-11-01,2020-11-02,100\nv1,c1,2020-11-01,2020-11-06,140\n"), mapping);
    var between = counts("v1,c1,2020-11-01,2020-11-04,140\nv1,c1,2020-11-01,2020-11-02,100\n");
    var report = run(between, mapping);
    assertThat(report.kept()).isEqualTo(1);
    assertThat(report.duplicates()).isEqualTo(1);
    assertThat(days()).isEqualTo(Map.of("2020-11-01", 100L, "2020-11-03", 20L, "2020-11-04", 20L));
    run(counts("v1,c1,2020-11-01,2020-11-06,150\n"), mapping);
    assertThat(days())
        .isEqualTo(
            Map.of(
                "2020-11-01", 100L,
                "2020-11-03", 20L,
                "2020-11-04", 20L,
                "2020-11-05", 5L,
                "2020-11-06", 5L));
    assertThat(run(counts("v1,c1,2020-11-01,2020-11-06,145\n"), mapping).duplicates()).isEqualTo(1);
  }

  @Test
  void goesOnAfterAnInterruptionAtEachBatchAndCountsOnce() throws IOException {
    var rows = new StringBuilder();
    for (var day = 1; day <= 20; day++) {
      rows.append("v%d,c1,2020-11-01,2020-11-%02d,%d%n".formatted(day % 3, day, day * 7 % 40));
    }
    var mapping = mapping();
    var file = counts(rows.toString());
    var interruptions = 0;
    var report = (ImportReport) null;
    while (report == null) {
      try {
        report = run(file, mapping, new Interruption());
      } catch (Interrupted interrupted) {
        interruptions++;
      }
    }
    assertThat(interruptions).isEqualTo(6);
    assertThat(report.read()).isEqualTo(20);
    assertThat(report.kept()).isEqualTo(20);
    assertThat(total()).isEqualTo(18 * 7 % 40 + 19 * 7 % 40 + 20 * 7 % 40);
    assertThat(db.fetchCount(org.jooq.impl.DSL.table("imports.outgoing"))).isZero();
  }

  @Test
  void movementsLeftByAnInterruptionAreSentByTheNextImport() throws IOException {
    var mapping = mapping();
    run(counts("v1,c1,2020-11-01,2020-11-02,100\n"), mapping);
    // As if the process had ended before the log had them, or before it was noted that it has.
    db.execute(
        """
        insert into imports.outgoing (event_id, run_id, event_type, occurred_at, video_id, creator_id, quantity)
        select id, (select max(run_id) from imports.run), 'view', occurred_at, video_id, creator_id, quantity
        from events.event where type = 1 and video_id = (%s)
        """
            .formatted(video("v1")));
    db.execute(
        """
        insert into imports.outgoing (event_id, run_id, event_type, occurred_at, video_id, quantity)
        select '%s-left', (select max(run_id) from imports.run), 'view', timestamptz '2020-11-02 00:00Z', (%s), 5
        """
            .formatted(name, video("v1")));
    run(counts("v2,c1,2020-11-01,2020-11-02,1\n"), mapping);
    assertThat(total()).isEqualTo(106);
    assertThat(db.fetchCount(org.jooq.impl.DSL.table("imports.outgoing"))).isZero();
  }

  @Test
  void twoImportsAtOnceCountOnce() throws Exception {
    var mapping = mapping();
    var rows = new ArrayList<String>();
    for (var i = 0; i < 60; i++) {
      rows.add("v%d,c1,2020-11-01,2020-11-%02d,%d".formatted(i % 4, 1 + i / 4, i * 13 % 97));
    }
    var one = counts(String.join("\n", rows) + "\n");
    var reversed = counts(String.join("\n", rows.reversed()) + "\n");
    var tasks =
        List.<Callable<ImportReport>>of(
            () -> run(one, mapping),
            () -> run(one, mapping),
            () -> run(reversed, mapping),
            () -> run(reversed, mapping));
    var read = 0L;
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (var report : pool.invokeAll(tasks)) {
        read += report.get().read();
        assertThat(report.get().read()).isEqualTo(report.get().kept() + report.get().duplicates());
      }
    }
    assertThat(read).isEqualTo(240);
    var last = 0L;
    for (var i = 56; i < 60; i++) {
      last += i * 13 % 97;
    }
    assertThat(total()).isEqualTo(last);
  }

  @Test
  void aStreakOutOfOrderIsOneGiftOfItsHighestCount() throws IOException {
    var mapping =
        mapping(
            """
            mapping: %s
            description: Gifts tapped again and again.
            recognise: {columns: [streak, taps, at, who, host, price]}
            format: {kind: csv, delimiter: ";"}
            namespace: %1$s
            rules:
              - streak:
                  key: streak
                  count: taps
                  time: at
                  user: who
                  creator: host
                  gift: {constant: rose}
                  gift-name: {constant: Rose}
                  unit: {value: price, price: 0.01, currency: USD}
            """
                .formatted(name));
    var file =
        file(
            "streaks.csv",
            """
            streak;taps;at;who;host;price
            s1;3;2023-10-18T13:10:23.9Z;ann;hal;5
            s1;1;2023-10-18T13:10:23.5Z;ann;hal;5
            s2;1;2023-10-18T13:10:24Z;bob;hal;1
            s1;7;2023-10-18T13:10:25Z;ann;hal;5
            s1;7;2023-10-18T13:10:26Z;ann;hal;5
            s1;5;2023-10-18T13:10:24.5Z;ann;hal;5
            """);
    var report = run(file, mapping);
    assertThat(report.kept()).isEqualTo(6);
    assertThat(report.events()).isEqualTo(2);
    var gifts = "type = 10 and creator_id = (%s)".formatted(user("hal"));
    assertThat(sum("amount_minor", gifts)).isEqualTo(36);
    assertThat(run(file, mapping).duplicates()).isEqualTo(6);
    var later =
        file("later.csv", "streak;taps;at;who;host;price\ns1;9;2023-10-18T13:10:27Z;ann;hal;5\n");
    assertThat(run(later, mapping).events()).isEqualTo(1);
    assertThat(sum("amount_minor", gifts)).isEqualTo(46);
  }

  @Test
  void anUnreadablePlaceKeepsWhatWasReadBefore() throws IOException {
    var file = counts("v1,c1,2020-11-01,2020-11-02,100\nv2,c1,2020-11-01,2020-11-02,\"7\n");
    assertThat(imports.run(file, mapping(), ImportProgress.silent()))
        .isInstanceOf(ImportEnding.Unreadable.class);
    assertThat(total()).isEqualTo(100);
    var newest = imports.history(null, 1).getFirst();
    assertThat(newest.state()).isEqualTo(ImportReport.State.FAILED);
    assertThat(newest.read()).isEqualTo(1);
    assertThat(newest.message()).contains("quote");
  }

  @Test
  void filesThatNobodyKnowsAreSaidToBeThat() throws IOException {
    var binary = folder.resolve("picture.bin");
    Files.write(binary, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, (byte) 0xFF});
    assertThat(imports.run(binary, null, ImportProgress.silent()))
        .isEqualTo(
            new ImportEnding.Unreadable(
                "picture.bin",
                "No mapping recognises picture.bin: it is not text in UTF-8. Name the mapping it is to be read by, or write one; docs/importing.md says how."));
    assertThat(imports.run(folder.resolve("none.csv"), null, ImportProgress.silent()))
        .isInstanceOf(ImportEnding.Unreadable.class);
    var other = file("other.csv", "a,b\n1,2\n");
    assertThat(imports.run(other, "events", ImportProgress.silent()))
        .isEqualTo(
            new ImportEnding.Unreadable(
                "other.csv",
                "other.csv is not what the mapping events reads: it has no id, type, time."));
    assertThatThrownBy(() -> imports.run(other, "no-such", ImportProgress.silent()))
        .isInstanceOf(InvalidMapping.class)
        .hasMessageContaining("There is no mapping no-such");
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    var file = counts("v1,c1,2020-11-01,2020-11-02,100\nv1,c1,2020-11-01,soon,1\n");
    var ending = imports.dryRun(file, mapping(), ImportProgress.silent());
    assertThat(ending).isInstanceOf(ImportEnding.Tried.class);
    if (ending instanceof ImportEnding.Tried tried) {
      assertThat(tried.read()).isEqualTo(2);
      assertThat(tried.usable()).isEqualTo(1);
      assertThat(tried.refusals().getFirst().example())
          .isEqualTo(
              "captured is \"soon\" and should be a time such as 2020-11-07T17:02:37Z or a date such as 2020-11-07.");
    }
    assertThat(
            db.fetchSingle("select count(*) from platform.foreign_id where namespace = ?", name)
                .get(0, Long.class))
        .isZero();
  }

  private ImportReport run(Path file, @Nullable String mapping) {
    return run(file, mapping, ImportProgress.silent());
  }

  private ImportReport run(Path file, @Nullable String mapping, ImportProgress progress) {
    return switch (imports.run(file, mapping, progress)) {
      case ImportEnding.Finished(var report, _, var warnings) -> {
        assertThat(warnings).isEmpty();
        yield report;
      }
      case ImportEnding.Unreadable(_, var reason) -> throw new AssertionError(reason);
      case ImportEnding.Tried tried -> throw new AssertionError(tried);
      case ImportEnding.Interrupted interrupted -> throw new AssertionError(interrupted);
    };
  }

  private String mapping() throws IOException {
    return mapping(
        """
        mapping: %s
        description: Counts of videos.
        recognise:
          columns: [video, creator, born, day, plays]
        format:
          kind: csv
        namespace: %1$s
        rules:
          - counters:
              captured: day
              published: born
              video: video
              creator: creator
              each:
                - {of: video, value: plays, event: view, first: at-publication}
            video: {video: video, creator: creator, published: born}
        """
            .formatted(name));
  }

  private String mapping(String text) throws IOException {
    return file(name + ".yaml", text).toString();
  }

  private Path counts(String rows) throws IOException {
    return file(
        "counts-" + NEXT.incrementAndGet() + ".csv", "video,creator,born,day,plays\n" + rows);
  }

  private Path file(String fileName, String text) throws IOException {
    return Files.writeString(folder.resolve(fileName), text);
  }

  private Map<String, Long> days() {
    var days = new HashMap<String, Long>();
    db.fetch(
            """
            select e.day::text, sum(e.quantity)::bigint from events.event as e
            join platform.foreign_id as f on f.id = e.video_id and f.kind = 'video' and f.namespace = ?
            where e.type = 1 group by 1 having sum(e.quantity) <> 0
            """,
            name)
        .forEach(row -> days.put(row.get(0, String.class), row.get(1, Long.class)));
    return days;
  }

  private long total() {
    return days().values().stream().mapToLong(Long::longValue).sum();
  }

  private long sum(String column, String condition) {
    return db.fetchSingle(
            "select coalesce(sum(%s), 0)::bigint from events.event where %s"
                .formatted(column, condition))
        .get(0, Long.class);
  }

  private String video(String key) {
    return id("video", key);
  }

  private String user(String key) {
    return id("user", key);
  }

  private String id(String kind, String key) {
    return "select id from platform.foreign_id where namespace = '%s' and kind = '%s' and foreign_key = '%s'"
        .formatted(name, kind, key);
  }

  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Ends the import after its first batch.
  private static final class Interruption implements ImportProgress {
    @Override
    public void batchDone(
        String fileName, long bytesRead, long byteCount, long records, long skipped) {
      if (records < 20) {
        throw new Interrupted();
      }
    }

    @Override
    public void notice(String sentence) {}
  }
}
