package ai.profithack.analytics;

import ai.profithack.events.EventType;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.testing.TestPostgres;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;

/// A small platform in a database of its own, with a clock that is set by hand and events written
/// straight into the log.
final class Platform implements AutoCloseable {
  private final HikariDataSource dataSource;
  private final AtomicLong eventNumber = new AtomicLong();
  private volatile Instant now = Instant.parse("2025-03-10T12:00:00Z");
  final JdbcClient sql;
  final ReportingFrame frame;
  final Rollups rollups;
  final Forecasts forecasts;

  Platform() {
    this(ZoneOffset.UTC, "USD");
  }

  Platform(ZoneId zone, String currency) {
    var config = new HikariConfig();
    config.setJdbcUrl(TestPostgres.migratedDatabase());
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(0);
    dataSource = new HikariDataSource(config);
    sql = JdbcClient.create(dataSource);
    frame = new ReportingFrame(zone, Currency.getInstance(currency));
    var clock = new SetClock();
    var transactions = new JdbcTransactionManager(dataSource);
    rollups =
        new Rollups(
            new RollupRepository(sql, frame, clock),
            new RegistrationRepository(sql, frame),
            new CohortRepository(sql, clock),
            frame,
            clock,
            transactions);
    var db = DSL.using(new TransactionAwareDataSourceProxy(dataSource), SQLDialect.POSTGRES);
    forecasts = new Forecasts(new ForecastRepository(db, frame, clock), frame, clock, transactions);
    sql.sql("create table events.event_any partition of events.event default").update();
  }

  @Override
  public void close() {
    dataSource.close();
  }

  Platform now(String instant) {
    now = Instant.parse(instant);
    return this;
  }

  Platform user(long id, String registered) {
    sql.sql(
            "insert into users (id, created_at) values (?, ?) on conflict (id) do update set created_at = excluded.created_at")
        .param(id)
        .param(at(registered).atOffset(ZoneOffset.UTC))
        .update();
    return this;
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
                  now.atOffset(ZoneOffset.UTC),
                  type.code(),
                  user,
                  creator,
                  gift,
                  quantity,
                  seconds,
                  minor,
                  "e" + eventNumber.incrementAndGet(),
                  day,
                  now.atOffset(ZoneOffset.UTC)))
          .update();
      return Platform.this;
    }
  }

  private final class SetClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
