package ai.profithack.risk;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.events.GiftContext;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.kernel.Money;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/// Gives gifts and looks at them, in a stretch of time that no other test uses.
final class Gifts {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Duration STRETCH = Duration.ofDays(200);
  private static int stretches;

  final Instant start;
  private final EventLog log;
  private final JobRunner jobs;
  private final SettableClock clock;
  private final DSLContext db;

  Gifts(EventLog log, JobRunner jobs, SettableClock clock, DSLContext db) {
    this.log = log;
    this.jobs = jobs;
    this.clock = clock;
    this.db = db;
    this.start = Instant.parse("2027-01-01T00:00:00Z").plus(STRETCH.multipliedBy(stretches++));
    clock.set(start.plus(Duration.ofDays(60)));
  }

  static GiftContext device(String id) {
    return new GiftContext(id, null, null, null);
  }

  static GiftContext method(String id, @Nullable Instant added) {
    return new GiftContext(null, id, added, null);
  }

  static GiftContext address(String id) {
    return new GiftContext(null, null, null, id);
  }

  static Event gift(
      String id,
      long giver,
      long creator,
      double dollars,
      Instant at,
      @Nullable GiftContext context) {
    return Event.of(id, EventType.GIFT, at)
        .user(giver)
        .creator(creator)
        .amount(new Money(Math.round(dollars * 100), USD))
        .context(context)
        .build();
  }

  void give(
      String id,
      long giver,
      long creator,
      double dollars,
      Instant at,
      @Nullable GiftContext context) {
    send(List.of(gift(id, giver, creator, dollars, at, context)));
  }

  void give(String id, long giver, long creator, double dollars, Instant at) {
    give(id, giver, creator, dollars, at, null);
  }

  void send(List<Event> events) {
    assertThat(log.accept(events, "test").refusals()).isEmpty();
  }

  /// Books what waits, and releases what is due at `now`, which looks first.
  void look(Instant now) {
    clock.set(now);
    run("earnings-booking");
    run("earnings-release");
  }

  void run(String job) {
    assertThat(jobs.run(job, null, "test")).isInstanceOf(JobEnding.Succeeded.class);
  }

  /// The ids of the gifts that a rule named, of those that begin with `prefix`.
  Set<String> named(RiskRule rule, String prefix) {
    return new TreeSet<>(
        db.resultQuery(
                "select g.event_id from risk.signal_gift as s join risk.gift as g on g.event_key = s.event_key where s.rule = ? and g.event_id like ?",
                rule.code(),
                prefix + "%")
            .fetch(0, String.class));
  }

  /// Where the parts of a gift are.
  String state(String id) {
    return db.fetchSingle(
            "select p.state from monetization.earning_part as p join monetization.earning as e on e.event_key = p.event_key where e.event_id = ?",
            id)
        .get(0, String.class);
  }
}
