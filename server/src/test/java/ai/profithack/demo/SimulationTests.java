package ai.profithack.demo;

import static ai.profithack.events.EventType.GIFT;
import static ai.profithack.events.EventType.GIFT_REFUNDED;
import static ai.profithack.events.EventType.USER_REGISTERED;
import static ai.profithack.events.EventType.VIDEO_PUBLISHED;
import static ai.profithack.events.EventType.VIEW;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.averagingInt;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Event;
import ai.profithack.events.EventType;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The shapes of the simulated platform, counted over its whole history.
class SimulationTests {
  private static final LocalDate FIRST = LocalDate.parse("2026-05-26");
  private static final Currency USD = Currency.getInstance("USD");
  private static final Map<LocalDate, List<Event>> HISTORY = history();

  @Test
  void theSameSeedGivesTheSameEventsAndAnotherSeedOthers() {
    var day = FIRST.plusDays(50);

    assertThat(new Simulation(42, FIRST, USD).on(day)).isEqualTo(HISTORY.get(day));
    assertThat(new Simulation(43, FIRST, USD).on(day)).isNotEqualTo(HISTORY.get(day));
  }

  @Test
  void aDayIsTheSameWhateverWasAskedForBefore() {
    var simulation = new Simulation(42, FIRST, USD);
    var late = simulation.on(FIRST.plusDays(60));
    var early = simulation.on(FIRST.plusDays(3));
    var lateAgain = simulation.on(FIRST.plusDays(60));

    assertThat(late).isEqualTo(HISTORY.get(FIRST.plusDays(60)));
    assertThat(early).isEqualTo(HISTORY.get(FIRST.plusDays(3)));
    assertThat(lateAgain).isEqualTo(late);
  }

  @Test
  void everyEventHasAnIdOfItsOwnAndATimeOfItsDayInOrder() {
    var ids = new HashSet<String>();
    HISTORY.forEach((day, events) -> {
      assertThat(events).isSortedAccordingTo(Comparator.comparing(Event::time));
      for (var event : events) {
        assertThat(ids.add(event.id())).isTrue();
        assertThat(event.id().length()).isLessThanOrEqualTo(64);
        assertThat(LocalDate.ofInstant(event.time(), ZoneOffset.UTC)).isEqualTo(day);
      }
    });
  }

  @Test
  void isOfASizeThatLoadsWithinAMinute() {
    assertThat(all().count()).isBetween(400_000L, 700_000L);
    assertThat(of(USER_REGISTERED).count()).isBetween(5_000L, 9_000L);
    assertThat(of(VIDEO_PUBLISHED).map(Event::creatorId).distinct().count()).isBetween(140L, 160L);
  }

  @Test
  void weekendsAreBusierThanTuesdays() {
    var activeByWeekday =
        HISTORY.entrySet().stream()
            .filter(day -> day.getKey().isAfter(FIRST.plusDays(30)))
            .collect(
                groupingBy(
                    day -> day.getKey().getDayOfWeek(),
                    averagingInt(day -> active(day.getValue()).size())));

    assertThat(activeByWeekday.get(DayOfWeek.SATURDAY))
        .isGreaterThan(1.15 * requireNonNull(activeByWeekday.get(DayOfWeek.TUESDAY)));
  }

  @Test
  void theNightIsQuieterThanTheEvening() {
    var views =
        of(VIEW)
            .filter(view -> view.userId() != null)
            .collect(groupingBy(view -> view.time().atZone(ZoneOffset.UTC).getHour(), counting()));

    var busiest = views.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    var quietest = views.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    assertThat(busiest).isGreaterThan(2 * quietest);
  }

  @Test
  void fewerAndFewerComeBack() {
    var joined =
        of(USER_REGISTERED)
            .collect(toMap(Event::userId, event -> dayOf(event.time()), (one, _) -> one));
    var active = new TreeMap<LocalDate, Set<Long>>();
    HISTORY.forEach((day, events) -> active.put(day, active(events)));

    assertThat(returned(joined, active, 0)).isEqualTo(100.0);
    assertThat(returned(joined, active, 1)).isBetween(34.0, 44.0);
    assertThat(returned(joined, active, 7)).isBetween(17.0, 26.0);
    assertThat(returned(joined, active, 30)).isBetween(6.0, 12.0);
    assertThat(returned(joined, active, 7)).isGreaterThan(returned(joined, active, 14));
    assertThat(returned(joined, active, 14)).isGreaterThan(returned(joined, active, 30));
    assertThat(returned(joined, active, 30)).isGreaterThan(returned(joined, active, 60));
  }

  @Test
  void theTopTenthOfTheCreatorsEarnsMostOfTheRevenue() {
    var revenue = new HashMap<Long, Long>();
    all()
        .filter(event -> event.amount() != null && event.creatorId() != null)
        .forEach(event -> revenue.merge(event.creatorId(), minor(event), Long::sum));

    var sorted = revenue.values().stream().sorted(Comparator.reverseOrder()).toList();
    var top = sorted.stream().limit(sorted.size() / 10).mapToLong(Long::longValue).sum();
    var sum = sorted.stream().mapToLong(Long::longValue).sum();
    assertThat(top * 100 / sum).isGreaterThan(60);
  }

  @Test
  void aRefundTakesBackAGiftThatWasGivenBefore() {
    var given = new HashMap<String, Long>();
    all()
        .filter(event -> event.type() == GIFT || event.type() == GIFT_REFUNDED)
        .forEach(event -> {
          var what =
              "%d %d %d %d"
                  .formatted(event.userId(), event.videoId(), event.creatorId(), event.giftId());
          var left = given.merge(what, event.type() == GIFT ? 1L : -1L, Long::sum);
          assertThat(left).as(what).isNotNegative();
        });
    assertThat(of(GIFT_REFUNDED).count()).isGreaterThan(20);
  }

  @Test
  void aGiftIsLaunchedAndASummerGiftFades() {
    var byName = of(GIFT).collect(groupingBy(gift -> requireNonNull(gift.giftName())));

    assertThat(byName.get("Galaxy"))
        .allSatisfy(gift ->
            assertThat(dayOf(gift.time())).isAfterOrEqualTo(FIRST.plusDays(Fashion.LAUNCH_DAY)));
    assertThat(byName.get("Beach Ball")).hasSizeGreaterThan(50);
    assertThat(byName.get("Beach Ball"))
        .noneMatch(gift -> dayOf(gift.time()).isAfter(LocalDate.parse("2026-10-01")));
  }

  @Test
  void anHourOfOutageAndAViralVideoShow() {
    var outage = HISTORY.get(FIRST.plusDays(97));
    assertThat(outage)
        .filteredOn(event -> event.type() == VIEW)
        .noneMatch(view -> view.time().atZone(ZoneOffset.UTC).getHour() == 18);

    var byVideo = new HashMap<Long, Long>();
    of(VIEW)
        .filter(view -> view.userId() == null)
        .forEach(view -> byVideo.merge(view.videoId(), view.quantity(), Long::sum));
    var most = byVideo.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    var median = byVideo.values().stream().sorted().toList().get(byVideo.size() / 2);
    assertThat(most.getValue()).isGreaterThan(50 * median);
  }

  @Test
  void videosAreWatchedOnlyOnceTheyAreThere() {
    var published = of(VIDEO_PUBLISHED).collect(toMap(Event::videoId, Event::time));

    of(VIEW)
        .forEach(view -> assertThat(view.time()).isAfterOrEqualTo(published.get(view.videoId())));
  }

  private static double returned(
      Map<Long, LocalDate> joined, Map<LocalDate, Set<Long>> active, int age) {
    var old =
        joined.entrySet().stream()
            .filter(user -> active.containsKey(user.getValue().plusDays(age)))
            .toList();
    var back =
        old.stream()
            .filter(user ->
                active
                    .getOrDefault(user.getValue().plusDays(age), Set.of())
                    .contains(user.getKey()))
            .count();
    return 100.0 * back / old.size();
  }

  private static Set<Long> active(List<Event> events) {
    return events.stream().map(Event::userId).filter(Objects::nonNull).collect(toSet());
  }

  private static long minor(Event event) {
    var amount = requireNonNull(event.amount()).minor();
    return event.type() == GIFT_REFUNDED ? -amount : amount;
  }

  private static LocalDate dayOf(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private static Stream<Event> of(EventType type) {
    return all().filter(event -> event.type() == type);
  }

  private static Stream<Event> all() {
    return HISTORY.values().stream().flatMap(List::stream);
  }

  private static Map<LocalDate, List<Event>> history() {
    var simulation = new Simulation(42, FIRST, USD);
    var days = new TreeMap<LocalDate, List<Event>>();
    for (var day = 0; day < Simulation.HISTORY_DAYS; day++) {
      days.put(FIRST.plusDays(day), simulation.on(FIRST.plusDays(day)));
    }
    return days;
  }
}
