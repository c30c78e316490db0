package ai.profithack.events;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Receipt.Refusal;
import ai.profithack.kernel.Money;
import ai.profithack.platform.ExchangeRates;
import ai.profithack.testing.ServerTest;
import java.math.BigDecimal;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/// What is accepted, once and durably. Each test uses users, videos and ids of its own.
@ServerTest
class EventLogTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final AtomicLong NEXT = new AtomicLong(1_000_000);

  @Autowired private EventLog log;
  @Autowired private DSLContext db;
  @Autowired private ExchangeRates rates;
  @Autowired private TouchedDaysJob touches;
  @Autowired private Environment environment;

  private final String prefix = "log-" + NEXT.incrementAndGet() + "-";
  private final long creator = NEXT.incrementAndGet();
  private final long viewer = NEXT.incrementAndGet();
  private final long video = NEXT.incrementAndGet();

  @Test
  void countsAnEventOnceHoweverOftenItIsSent() {
    var batch = views(10);
    assertThat(log.accept(batch, "test")).isEqualTo(new Receipt(10, 0, List.of()));
    assertThat(log.accept(batch, "test")).isEqualTo(new Receipt(0, 10, List.of()));
    assertThat(stored()).isEqualTo(10);
  }

  @Test
  void countsWhatIsTwiceInOneBatchOnce() {
    var batch = new ArrayList<>(views(3));
    batch.addAll(views(4));
    assertThat(log.accept(batch, "test")).isEqualTo(new Receipt(4, 3, List.of()));
    assertThat(stored()).isEqualTo(4);
  }

  @Test
  void acceptsTheNewOnesAmongKnownOnes() {
    log.accept(views(5), "test");
    assertThat(log.accept(views(8), "test")).isEqualTo(new Receipt(3, 5, List.of()));
    assertThat(stored()).isEqualTo(8);
  }

  @Test
  void countsOnceWhatEightSendersSendAtTheSameTime() throws Exception {
    var batch = views(500);
    var senders = new ArrayList<Callable<Receipt>>();
    for (var sender = 0; sender < 8; sender++) {
      var shuffled = new ArrayList<>(batch);
      Collections.shuffle(shuffled, new Random(sender));
      senders.add(() -> log.accept(shuffled, "test"));
    }
    var accepted = 0;
    var duplicates = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(senders)) {
        accepted += answer.get().accepted();
        duplicates += answer.get().duplicates();
      }
    }
    assertThat(accepted).isEqualTo(500);
    assertThat(duplicates).isEqualTo(7 * 500);
    assertThat(stored()).isEqualTo(500);
  }

  @Test
  void keepsTheGoodOnesOfAMixedBatchAndRefusesTheOthersWithTheirIndex() {
    var receipt =
        log.accept(
            List.of(
                view(1, NOON),
                view(2, Instant.now().plusSeconds(11 * 60)),
                view(3, Instant.parse("1989-12-31T23:59:59Z")),
                event(4, EventType.GIFT, NOON, viewer, null, creator, null),
                view(5, NOON)),
            "test");
    assertThat(receipt.accepted()).isEqualTo(2);
    assertThat(receipt.refusals().stream().map(Refusal::index)).containsExactly(1, 2, 3);
    assertThat(receipt.refusals().stream().map(Refusal::code))
        .containsExactly("time_in_future", "time_too_early", "missing_field");
    assertThat(
            db.fetchValue(
                "select count(*) from events.refused_event where event_id like ?", prefix + "%"))
        .isEqualTo(3L);
  }

  @Test
  void keepsARefusedEventOnceHoweverOftenItIsSent() {
    var bad = List.of(event(1, EventType.SESSION, NOON, viewer, null, null, null));
    log.accept(bad, "test");
    log.accept(bad, "test");
    assertThat(
            db.fetchOne(
                    "select count(*), sum(times) from events.refused_event where event_id = ?",
                    prefix + 1)
                .into(Long[].class))
        .containsExactly(1L, 2L);
  }

  @Test
  void notesEachDayThatAnEventBelongsToHoweverLate() {
    log.accept(List.of(view(1, Instant.parse("2019-07-31T23:59:59.999Z")), view(2, NOON)), "test");
    assertThat(touched("2019-07-31")).isPositive();
    var before = touched("2019-07-31");
    log.accept(List.of(view(3, Instant.parse("2019-07-31T00:00:00Z"))), "test");
    assertThat(touched("2019-07-31")).isEqualTo(before + 1);
    log.accept(List.of(view(3, Instant.parse("2019-07-31T00:00:00Z"))), "test");
    assertThat(touched("2019-07-31")).as("a duplicate changes nothing").isEqualTo(before + 1);
  }

  @Test
  void mergesTheManyNotesOfABusyDayIntoOne() {
    db.execute(
        "insert into events.touched_day select '2017-01-01', now(), n = 7 from generate_series(1, 150) as n");
    assertThat(touches.run(null)).endsWith("notes were merged.");
    assertThat(touched("2017-01-01")).isEqualTo(1);
    assertThat(registrationsTouched("2017-01-01")).isTrue();
  }

  @Test
  void createsUsersAndVideosOfEventsAndMarksCreators() {
    log.accept(views(1), "test");
    assertThat(isCreator(creator)).isTrue();
    assertThat(isCreator(viewer)).isFalse();
    assertThat(db.fetchValue("select creator_id from public.videos where id = ?", video))
        .isEqualTo(creator);
  }

  @Test
  void knowsRegistrationsWhateverTheOrderOfArrival() {
    var late = Instant.parse("2026-03-05T10:00:00Z");
    var early = Instant.parse("2026-03-02T10:00:00Z");
    var reported = Instant.parse("2026-03-03T10:00:00Z");
    log.accept(List.of(view(1, late)), "test");
    assertThat(registered(viewer)).isEqualTo(late);
    log.accept(List.of(view(2, early)), "test");
    assertThat(registered(viewer)).as("earlier sighting").isEqualTo(early);
    assertThat(registrationsTouched("2026-03-05")).isTrue();
    assertThat(registrationsTouched("2026-03-02")).isTrue();
    log.accept(
        List.of(event(3, EventType.USER_REGISTERED, reported, viewer, null, null, null)), "test");
    assertThat(registered(viewer)).as("a report wins").isEqualTo(reported);
    assertThat(registrationsTouched("2026-03-03")).isTrue();
    log.accept(List.of(view(4, early.minusSeconds(60))), "test");
    assertThat(registered(viewer)).as("against every sighting").isEqualTo(reported);
    log.accept(
        List.of(event(5, EventType.USER_REGISTERED, late, viewer, null, null, null)), "test");
    assertThat(registered(viewer)).as("the earliest report").isEqualTo(reported);
  }

  @Test
  void givesEventsTheCreatorOfTheirVideoAlsoWhenItBecomesKnownLater() {
    log.accept(List.of(event(1, EventType.VIEW, NOON, viewer, video, null, null)), "test");
    assertThat(creatorOf(1)).isNull();
    var publication =
        event(2, EventType.VIDEO_PUBLISHED, NOON.plusSeconds(86_400), null, video, creator, null);
    var before = touched("2026-03-01");
    log.accept(
        List.of(event(3, EventType.LIKE, NOON, viewer, video, null, null), publication), "test");
    assertThat(creatorOf(1)).isEqualTo(creator);
    assertThat(creatorOf(3)).isEqualTo(creator);
    assertThat(touched("2026-03-01")).isGreaterThan(before);
    assertThat(db.fetchValue("select user_id from events.event where id = ?", prefix + 2))
        .as("publishing is the creator's own act")
        .isEqualTo(creator);
    log.accept(List.of(event(4, EventType.VIEW, NOON, viewer, video, null, null)), "test");
    assertThat(creatorOf(4)).isEqualTo(creator);
  }

  @Test
  void refusesAnEventThatNamesAnotherCreatorThanItsVideo() {
    log.accept(views(1), "test");
    var receipt =
        log.accept(
            List.of(event(2, EventType.VIEW, NOON, viewer, video, creator + 999_999, null)),
            "test");
    assertThat(receipt.refusals().getFirst().code()).isEqualTo("creator_mismatch");
    assertThat(db.fetchValue("select count(*) from public.users where id = ?", creator + 999_999))
        .as("a refused event creates nobody")
        .isEqualTo(0L);
  }

  @Test
  void convertsMoneyAtTheRateOfItsDayOrRefusesIt() {
    var euro = Currency.getInstance("EUR");
    rates.load(
        List.of(new ExchangeRates.Rate(LocalDate.of(2026, 3, 1), euro, new BigDecimal("1.085"))));
    var receipt =
        log.accept(
            List.of(
                event(1, EventType.AD_REVENUE, NOON, null, null, creator, new Money(1001, euro)),
                event(
                    2,
                    EventType.AD_REVENUE,
                    NOON.plusSeconds(86_400),
                    null,
                    null,
                    creator,
                    new Money(1001, euro))),
            "test");
    assertThat(receipt.accepted()).isEqualTo(1);
    assertThat(receipt.refusals().getFirst().code()).isEqualTo("no_exchange_rate");
    assertThat(
            db.fetchOne(
                    "select amount_minor, original_minor, original_currency from events.event where id = ?",
                    prefix + 1)
                .intoList())
        .containsExactly(1086L, 1001L, "EUR"); // 10.01 × 1.085 = 10.86085
  }

  @Test
  void losesNothingAndCountsOnceWhenConnectionsAreCutWhileWriting() throws Exception {
    var batch = views(20_000);
    var answers = new ArrayList<Receipt>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var killer =
          threads.submit(() -> {
            try (var connection =
                    DriverManager.getConnection(environment.getRequiredProperty("DATABASE_URL"));
                var statement = connection.createStatement()) {
              for (var cut = 0; cut < 10; cut++) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(5, 40));
                statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
              }
            }
            return null;
          });
      for (var attempt = 0; attempt < 100 && answers.size() < 2; attempt++) {
        try {
          answers.add(log.accept(batch, "test"));
        } catch (EventLogUnavailable harmless) {
          assertThat(harmless).hasMessageContaining("Nothing was acknowledged");
        }
      }
      killer.get();
    }
    assertThat(answers).hasSize(2);
    assertThat(answers.getLast().duplicates()).isEqualTo(20_000);
    assertThat(stored()).isEqualTo(20_000);
  }

  private List<Event> views(int count) {
    return IntStream.range(0, count).mapToObj(number -> view(number, NOON)).toList();
  }

  private Event view(int number, Instant time) {
    return event(number, EventType.VIEW, time, viewer, video, creator, null);
  }

  private Event event(
      int number,
      EventType type,
      Instant time,
      @Nullable Long user,
      @Nullable Long aboutVideo,
      @Nullable Long ofCreator,
      @Nullable Money amount) {
    return Event.of(prefix + number, type, time)
        .user(user)
        .video(aboutVideo)
        .creator(ofCreator)
        .amount(amount)
        .build();
  }

  private long stored() {
    return db.fetchOne("select count(*) from events.event where id like ?", prefix + "%")
        .get(0, Long.class);
  }

  private long touched(String day) {
    return db.fetchOne("select count(*) from events.touched_day where day = ?::date", day)
        .get(0, Long.class);
  }

  private boolean registrationsTouched(String day) {
    return db.fetchOne(
            "select coalesce(bool_or(registrations), false) from events.touched_day where day = ?::date",
            day)
        .get(0, Boolean.class);
  }

  private boolean isCreator(long user) {
    return db.fetchOne("select is_creator from public.users where id = ?", user)
        .get(0, Boolean.class);
  }

  private Instant registered(long user) {
    return db.fetchOne("select created_at from public.users where id = ?", user)
        .get(0, Instant.class);
  }

  private @Nullable Long creatorOf(int number) {
    return db.fetchOne("select creator_id from events.event where id = ?", prefix + number)
        .get(0, Long.class);
  }
}
