package ai.profithack.events;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.ProfitHack;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.Ownership;
import ai.profithack.platform.PlatformRows;
import ai.profithack.testing.SettableClock;
import ai.profithack.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;

/// A platform that has its own `users`, `videos` and `virtual_gifts`, narrower than ours.
class PlatformRowsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static @Nullable ConfigurableApplicationContext server;
  private static String url = "";

  @BeforeAll
  static void attach() throws SQLException {
    url = TestPostgres.emptyDatabase();
    execute(
        """
        create table users (id serial primary key, is_creator boolean default false, created_at timestamp default now());
        create table videos (id serial primary key, creator_id integer references users (id), views integer, likes integer,
          comments integer, created_at timestamp);
        create table virtual_gifts (id serial primary key, sender_id integer references users (id),
          recipient_id integer references users (id), amount numeric(10,2), created_at timestamp);
        insert into users (id, created_at) values (1, '2026-02-01 10:00'), (2, '2026-02-02 10:00');
        """);
    var application = new SpringApplication(ProfitHack.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    server =
        application.run(
            "--DATABASE_URL=" + url,
            "--db-scheduler.enabled=false",
            "--PROFITHACK_ZONE=UTC",
            "--PROFITHACK_CURRENCY=USD");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void countsAGiftOnceWhetherItComesAsRowOrAsEventOrAsBoth() throws SQLException {
    log().accept(List.of(gift("virtual_gifts:101")), "test");
    execute(
        """
        insert into virtual_gifts (id, sender_id, recipient_id, amount, created_at)
        values (101, 1, 2, 5.00, '2026-03-01 12:00'), (102, 1, 2, 7.00, '2026-03-01 13:00')
        """);
    run();
    assertThat(events("virtual_gifts:10%")).isEqualTo(2);
    run();
    assertThat(events("virtual_gifts:10%")).isEqualTo(2);
    assertThat(log().accept(List.of(gift("virtual_gifts:102")), "test").duplicates()).isEqualTo(1);
    assertThat(
            db().fetchValue(
                    "select sum(amount_minor) from events.event where id like 'virtual_gifts:10%'")
                .toString())
        .isEqualTo("1200");
  }

  @Test
  void noticesARowThatCommitsLateWithALowId() throws SQLException {
    execute("insert into virtual_gifts values (205, 1, 2, 1.00, '2026-03-02 12:00')");
    run();
    execute("insert into virtual_gifts values (201, 1, 2, 1.00, '2026-03-02 11:00')");
    run();
    assertThat(events("virtual_gifts:20%")).isEqualTo(2);
  }

  @Test
  void refusesWhatIsAboutUnknownPeopleAndTakesItWhenTheyAreThere() throws SQLException {
    var batch = List.of(view("unknown-1", 301L, null), view("unknown-2", 1L, 302L));
    assertThat(log().accept(batch, "test").refusals().stream().map(Receipt.Refusal::code))
        .containsExactly("unknown_user", "unknown_video");
    execute("insert into users (id, created_at) values (301, '2026-02-03 10:00')");
    execute("insert into videos (id, creator_id, created_at) values (302, 2, '2026-02-03 10:00')");
    var refused = server().getBean(RefusedEvents.class);
    assertThat(refused.replayAll("unknown_video").accepted()).isEqualTo(1);
    assertThat(refused.replayAll("unknown_user").accepted()).isEqualTo(1);
    assertThat(db().fetchValue("select creator_id from events.event where id = 'unknown-2'"))
        .as("the creator of the platform's row")
        .isEqualTo(2L);
    assertThat(db().fetchValue("select count(*) from users where id = 301 and is_creator"))
        .as("the platform's rows are never written")
        .isEqualTo(0L);
  }

  @Test
  void countsAVideoOnceWhetherItsRowOrItsEventIsFirst() throws SQLException {
    execute("insert into videos (id, creator_id, created_at) values (401, 2, '2026-03-01 10:00')");
    run();
    assertThat(log().accept(List.of(published("p-401", 401)), "test").duplicates()).isEqualTo(1);
    execute("insert into videos (id, creator_id, created_at) values (402, 2, '2026-03-01 10:00')");
    assertThat(log().accept(List.of(published("p-402", 402)), "test").accepted()).isEqualTo(1);
    run();
    assertThat(
            db().fetchValue(
                    "select count(*) from events.event where type = 9 and video_id in (401, 402)"))
        .isEqualTo(2L);
  }

  @Test
  void aPublicationTellsItsDeviceThoughItsRowWasTakenOverBefore() throws SQLException {
    execute("insert into videos (id, creator_id, created_at) values (404, 2, '2026-03-01 10:00')");
    run();
    var event =
        Event.of("p-404", EventType.VIDEO_PUBLISHED, NOON)
            .video(404L)
            .creator(2L)
            .context(new GiftContext("a phone", null, null, null))
            .build();
    assertThat(log().accept(List.of(event), "test").duplicates()).isEqualTo(1);
    assertThat(db().fetchValue("select count(*) from events.account_device where user_id = 2"))
        .isEqualTo(1L);
  }

  @Test
  void touchesTheDaysOfNewMovedAndVanishedRegistrations() throws SQLException {
    execute("insert into users (id, created_at) values (501, '2025-05-01 23:59')");
    run();
    assertThat(registrationsTouched("2025-05-01")).isEqualTo(1);
    run();
    assertThat(registrationsTouched("2025-05-01")).as("once").isEqualTo(1);
    execute("update users set created_at = '2025-05-02 00:00' where id = 501");
    run();
    assertThat(registrationsTouched("2025-05-01")).isEqualTo(2);
    assertThat(registrationsTouched("2025-05-02")).isEqualTo(1);
    execute("delete from users where id = 501");
    run();
    assertThat(registrationsTouched("2025-05-02")).isEqualTo(2);
  }

  @Test
  void noticesThatAllUsersOfABucketVanished() throws SQLException {
    execute("insert into users (id, created_at) values (770001, '2025-06-01 10:00')");
    run();
    assertThat(registrationsTouched("2025-06-01")).isEqualTo(1);
    execute("delete from users where id = 770001");
    run();
    assertThat(registrationsTouched("2025-06-01")).isEqualTo(2);
    run();
    assertThat(registrationsTouched("2025-06-01")).as("once").isEqualTo(2);
  }

  @Test
  void comparesTheNewestIdsAtEachRunAndTheOthersAfterARest() throws SQLException {
    run();
    var clock = new SettableClock(NOON);
    var job = job(clock);
    for (var bucket = 60; bucket <= 66; bucket++) {
      insertGift(bucket * 10_000L + 1);
    }
    // Comparing everything takes a second by this clock, so that the rest is one of 99 seconds.
    clock.goOnBy(Duration.ofSeconds(1));
    job.run(null);
    clock.goOnBy(Duration.ZERO);
    assertThat(events("virtual_gifts:6_____")).isEqualTo(7);

    insertGift(610_000);
    insertGift(620_000);
    insertGift(660_000);
    insertGift(670_001);
    job.run(null);
    assertThat(accepted(620_000, 660_000, 670_001)).as("of the newest buckets, or beyond").isTrue();
    assertThat(accepted(610_000)).as("committed late, far below").isFalse();

    clock.advance(Duration.ofSeconds(98));
    job.run(null);
    assertThat(accepted(610_000)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    job.run(null);
    assertThat(accepted(610_000)).isTrue();
    assertThat(events("virtual_gifts:6_____")).isEqualTo(11);
  }

  private static PlatformRowsJob job(SettableClock clock) {
    return new PlatformRowsJob(
        server().getBean(PlatformRows.class),
        server().getBean(Ownership.class),
        log(),
        server().getBean(EventRepository.class),
        server().getBean(ReportingFrame.class),
        clock,
        server().getBean(PlatformTransactionManager.class));
  }

  private static void insertGift(long id) throws SQLException {
    execute("insert into virtual_gifts values (" + id + ", 1, 2, 1.00, '2026-03-05 12:00')");
  }

  private static boolean accepted(long... ids) {
    return java.util.Arrays.stream(ids).allMatch(id -> events("virtual_gifts:" + id) == 1);
  }

  private static Event gift(String id) {
    return Event.of(id, EventType.GIFT, NOON)
        .user(1L)
        .creator(2L)
        .gift(9L)
        .giftName("Rose")
        .amount(new ai.profithack.kernel.Money(500, java.util.Currency.getInstance("USD")))
        .build();
  }

  private static Event view(String id, long user, @Nullable Long video) {
    return Event.of(id, video == null ? EventType.FOLLOW : EventType.VIEW, NOON)
        .user(user)
        .video(video)
        .creator(video == null ? 2L : null)
        .build();
  }

  private static Event published(String id, long video) {
    return Event.of(id, EventType.VIDEO_PUBLISHED, NOON).video(video).creator(2L).build();
  }

  /// A run that compares everything.
  private static void run() {
    job(new SettableClock(NOON)).run(null);
  }

  private static EventLog log() {
    return server().getBean(EventLog.class);
  }

  private static DSLContext db() {
    return server().getBean(DSLContext.class);
  }

  private static ConfigurableApplicationContext server() {
    if (server == null) {
      throw new AssertionError("no server");
    }
    return server;
  }

  private static long events(String pattern) {
    return db().fetchOne("select count(*) from events.event where id like ?", pattern)
        .get(0, Long.class);
  }

  private static long registrationsTouched(String day) {
    return db().fetchOne(
            "select count(*) from events.touched_day where registrations and day = ?::date", day)
        .get(0, Long.class);
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
