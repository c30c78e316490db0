package ai.profithack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.demo.SimulationRepository.Progress;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/// The simulated platform against a real event log: a short history, stops and starts.
@ServerTest
@Import(DemoTests.Time.class)
class DemoTests {
  private static final LocalDate FIRST = LocalDate.parse("2026-03-01");

  @Autowired Demo demo;
  @Autowired SimulationRepository simulations;
  @Autowired EventLog log;
  @Autowired DSLContext db;

  @TestConfiguration(proxyBeanMethods = false)
  static class Time {
    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock(Instant.parse("2026-03-05T00:00:00Z"));
    }
  }

  @BeforeEach
  @AfterEach
  void emptyDatabase() {
    db.execute("truncate events.identity, events.event, demo.simulation");
  }

  @Test
  void writesEverythingThatHappenedUpToNowAndGoesOnFromThere() {
    var simulation = begin(7);

    demo.catchUp(simulation, Instant.parse("2026-03-02T10:00:00Z"), _ -> {});
    assertThat(written()).isEqualTo(happened(simulation, "2026-03-02T10:00:00Z"));

    demo.catchUp(simulation, Instant.parse("2026-03-02T10:00:01Z"), _ -> {});
    demo.catchUp(demo.open(OptionalLong.empty()), Instant.parse("2026-03-03T23:59:59Z"), _ -> {});
    assertThat(written()).isEqualTo(happened(simulation, "2026-03-03T23:59:59Z"));
  }

  @Test
  void whatIsWrittenAgainAfterACrashCountsOnce() {
    var simulation = begin(7);
    demo.catchUp(simulation, Instant.parse("2026-03-03T00:00:00Z"), _ -> {});
    db.execute("update demo.simulation set written_until = '2026-03-01T15:00:00Z'");

    var accepted = demo.catchUp(simulation, Instant.parse("2026-03-03T06:00:00Z"), _ -> {});

    assertThat(written()).isEqualTo(happened(simulation, "2026-03-03T06:00:00Z"));
    assertThat(accepted)
        .isEqualTo(
            happened(simulation, "2026-03-03T06:00:00Z")
                - happened(simulation, "2026-03-03T00:00:00Z"));
  }

  @Test
  void everybodyHasAName() {
    demo.catchUp(begin(7), Instant.parse("2026-03-03T00:00:00Z"), _ -> {});

    assertThat(
            db.fetchSingle(
                    "select count(*) from users u left join platform.user_name n on n.user_id = u.id where n.name is null")
                .get(0, long.class))
        .isZero();
  }

  @Test
  void aNewSimulationBeginsAHistoryAgo() {
    var simulation = demo.open(OptionalLong.of(11));

    assertThat(simulation.seed()).isEqualTo(11);
    assertThat(simulation.firstDay()).isEqualTo("2025-09-06");
    assertThat(demo.open(OptionalLong.empty()).seed()).isEqualTo(11);
  }

  @Test
  void aDatabaseWithRealEventsIsRefused() {
    log.accept(
        List.of(
            Event.of("real-1", EventType.SESSION, Instant.parse("2026-03-01T08:00:00Z"))
                .user(1L)
                .durationSeconds(60)
                .build()),
        "api");

    assertThatThrownBy(() -> demo.open(OptionalLong.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("real events");
    assertThat(simulations.find()).isEmpty();
  }

  @Test
  void anotherSeedThanTheOneThatIsThereIsRefused() {
    begin(7);

    assertThatThrownBy(() -> demo.open(OptionalLong.of(8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("seed 7");
  }

  private Simulation begin(long seed) {
    simulations.begin(new Progress(seed, FIRST, FIRST.atStartOfDay(ZoneOffset.UTC).toInstant()));
    return demo.open(OptionalLong.empty());
  }

  private long written() {
    return db.fetchSingle("select count(*), count(distinct id) from events.event")
        .map(row -> {
          assertThat(row.get(0)).isEqualTo(row.get(1));
          return row.get(0, long.class);
        });
  }

  private static long happened(Simulation simulation, String until) {
    var end = Instant.parse(until);
    var days = (int) (LocalDate.ofInstant(end, ZoneOffset.UTC).toEpochDay() - FIRST.toEpochDay());
    return IntStream.rangeClosed(0, days)
        .mapToObj(FIRST::plusDays)
        .flatMap(day -> simulation.on(day).stream())
        .filter(event -> event.time().isBefore(end))
        .count();
  }
}
