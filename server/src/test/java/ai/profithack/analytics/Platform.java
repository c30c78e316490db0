package ai.profithack.analytics;

import ai.profithack.events.EventType;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.testing.SettableClock;
import ai.profithack.testing.TestPostgres;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;

/// A small platform in a database of its own, with a clock that is set by hand and events written
/// straight into the log.
final class Platform implements AutoCloseable {
  private final HikariDataSource dataSource;
  private final AtomicLong eventNumber = new AtomicLong();
  final SettableClock clock = new SettableClock(Instant.parse("2025-03-10T12:00:00Z"));
  final JdbcClient sql;
  final ReportingFrame frame;
  final Rollups rollups;
  final Forecasts forecasts;

  Platform() {
    this(ZoneOffset.UTC, "USD");
  }

  Platform(ZoneId zone, String currency) {
    this(database(), zone, currency);
  }

  /// A platform in a database that another one had before it, which must be closed to connections
  /// by whoever made it.
  Platform(HikariDataSource dataSource, ZoneId zone, String currency) {
    this.dataSource = dataSource;
    sql = JdbcClient.create(dataSource);
    frame = new ReportingFrame(zone, Currency.getInstance(currency));
    var transactions = new JdbcTransactionManager(dataSource);
    rollups =
        new Rollups(
            new RollupRepository(sql, frame, clock),
            new RegistrationRepository(sql, frame),
            new CohortRepository(sql, clock),
            // Nobody keeps books here: each event counts at the base share.
            () -> {},
            frame,
            clock,
            transactions);
    var db = DSL.using(new TransactionAwareDataSourceProxy(dataSource), SQLDialect.POSTGRES);
    forecasts = new Forecasts(new ForecastRepository(db, frame, clock), frame, clock, transactions);
  }

  /// A migrated database that takes events of any month.
  static HikariDataSource database() {
    var config = new HikariConfig();
    config.setJdbcUrl(TestPostgres.migratedDatabase());
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(0);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    var database = new HikariDataSource(config);
    JdbcClient.create(database)
        .sql("create table events.event_any partition of events.event default")
        .update();
    return database;
  }

  /// Leaves a database as [#database] made it.
  static void empty(HikariDataSource database) {
    var sql = JdbcClient.create(database);
    for (var table :
        List.of(
            "daily_analytics",
            "creator_metrics",
            "gift_analytics",
            "user_engagement",
            "revenue_breakdown",
            "retention_cohorts",
            "revenue_forecasts",
            "creator_payouts",
            "users",
            "events.event",
            "events.touched_day",
            "platform.gift_type",
            "analytics.computed_day",
            "analytics.registered_day",
            "analytics.registration",
            "analytics.follower_correction")) {
      sql.sql("delete from " + table).update();
    }
  }

  @Override
  public void close() {
    dataSource.close();
  }

  Platform now(String instant) {
    clock.set(Instant.parse(instant));
    return this;
  }

  Platform user(long id, String registered) {
    registered(id, at(registered));
    return this;
  }

  void registered(long id, Instant time) {
    sql.sql(
            "insert into users (id, created_at) values (?, ?) on conflict (id) do update set created_at = excluded.created_at")
        .param(id)
        .param(time.atOffset(ZoneOffset.UTC))
        .update();
  }

  Instant instant() {
    return clock.instant();
  }

  /// Appends facts to the log, with a note for each.
  void log(List<Facts.Fact> facts) {
    var events =
        facts.stream()
            .map(fact ->
                new @Nullable Object[] {
                  fact.day(),
                  fact.time().atOffset(ZoneOffset.UTC),
                  clock.instant().atOffset(ZoneOffset.UTC),
                  fact.type().code(),
                  fact.user(),
                  fact.creator(),
                  fact.gift(),
                  fact.quantity(),
                  fact.seconds(),
                  fact.minor(),
                  fact.id()
                })
            .toList();
    var template = new JdbcTemplate(dataSource);
    template.batchUpdate(
        "insert into events.event (day, occurred_at, accepted_at, type, user_id, creator_id, gift_id, quantity, duration_seconds, amount_minor, id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        events);
    template.batchUpdate(
        "insert into events.touched_day (day, touched_at) values (?, ?)",
        facts.stream()
            .map(Facts.Fact::day)
            .distinct()
            .map(day -> new Object[] {day, clock.instant().atOffset(ZoneOffset.UTC)})
            .toList());
  }

  Platform users(int count, String registered) {
    for (var id = 1; id <= count; id++) {
      user(id, registered);
    }
    return this;
  }

  Fact on(String time) {
    return new Fact(at(time));
  }

  /// An instant, or local time of the platform's zone, or its noon of a day.
  private Instant at(String time) {
    if (time.endsWith("Z")) {
      return Instant.parse(time);
    }
    var local =
        time.contains("T")
            ? java.time.LocalDateTime.parse(time)
            : LocalDate.parse(time).atTime(LocalTime.NOON);
    return local.atZone(frame.zone()).toInstant();
  }

  List<Map<String, Object>> rows(String query) {
    return sql.sql(query).query().listOfRows();
  }

  /// The only column of the only row, as text.
  String value(String query) {
    return String.valueOf(sql.sql(query).query().singleValue());
  }

  /// An event being written.
  final class Fact {
    private final Instant time;
    private @Nullable Long user;
    private @Nullable Long creator;
    private @Nullable Long gift;
    private long quantity = 1;
    private @Nullable Integer seconds;
    private long minor;

    private Fact(Instant time) {
      this.time = time;
    }

    Fact by(long id) {
      user = id;
      return this;
    }

    Fact to(long id) {
      creator = id;
      return this;
    }

    Fact type(long id) {
      gift = id;
      return this;
    }

    Fact times(long count) {
      quantity = count;
      return this;
    }

    Fact lasting(int length) {
      seconds = length;
      return this;
    }

    Fact worth(long amount) {
      minor = amount;
      return this;
    }

    Platform is(EventType type) {
      var day = frame.dayOf(time);
      sql.sql(
              """
              with logged as (
                insert into events.event (day, occurred_at, accepted_at, type, user_id, creator_id, gift_id, quantity, duration_seconds, amount_minor, id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              )
              insert into events.touched_day (day, touched_at) values (?, ?)
              """)
          .params(
              java.util.Arrays.asList(
                  day,
                  time.atOffset(ZoneOffset.UTC),
                  clock.instant().atOffset(ZoneOffset.UTC),
                  type.code(),
                  user,
                  creator,
                  gift,
                  quantity,
                  seconds,
                  minor,
                  "e" + eventNumber.incrementAndGet(),
                  day,
                  clock.instant().atOffset(ZoneOffset.UTC)))
          .update();
      return Platform.this;
    }
  }
}
