package ai.profithack.demo;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toMap;

import ai.profithack.demo.SimulatedDay.Fact;
import ai.profithack.events.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A platform that does not exist: people who join, come back less and less, watch, follow, pay.
///
/// A day's events are a function of the seed, the first day and the currency alone, ids included.
/// So a simulation that was stopped goes on where it was, and sending a day again changes nothing.
/// Days are those of UTC; what is sent has no zone.
final class Simulation {
  /// The length of the history that a new simulation begins with.
  static final int HISTORY_DAYS = 180;

  private static final int OUTAGE_DAY = 97;
  private static final Duration OUTAGE_FROM = Duration.ofHours(18);
  private static final Duration OUTAGE_UNTIL = Duration.ofHours(19);

  private final Dice dice;
  private final LocalDate firstDay;
  private final Currency currency;
  private final Population population;
  private final SimulatedDay.World world;
  private @Nullable LocalDate newestDate;
  private List<Event> newest = List.of();

  Simulation(long seed, LocalDate firstDay, Currency currency) {
    this.dice = new Dice(seed);
    this.firstDay = firstDay;
    this.currency = currency;
    this.population = new Population(dice, firstDay);
    var fashion = new Fashion(dice);
    this.world =
        new SimulatedDay.World(
            dice,
            firstDay,
            population,
            new Videos(dice, population, fashion),
            fashion,
            new HashMap<>());
  }

  long seed() {
    return dice.seed();
  }

  LocalDate firstDay() {
    return firstDay;
  }

  /// The day on which its history ends and its life in real time begins.
  LocalDate presentFrom() {
    return firstDay.plusDays(HISTORY_DAYS);
  }

  /// Everything that happens on a day of UTC, in the order of time.
  ///
  /// Errors: [IllegalArgumentException] for a day before the first.
  synchronized List<Event> on(LocalDate date) {
    if (!date.equals(newestDate)) {
      newest = madeUp(date);
      newestDate = date;
    }
    return newest;
  }

  private List<Event> madeUp(LocalDate date) {
    var day = (int) ChronoUnit.DAYS.between(firstDay, date);
    if (day < 0) {
      throw new IllegalArgumentException("the simulation begins on " + firstDay + ", not " + date);
    }
    var facts = new SimulatedDay(world, day).facts();
    var idPrefix = "sim-%d-%s-".formatted(dice.seed(), date);
    return IntStream.range(0, facts.size())
        .filter(place -> day != OUTAGE_DAY || survivesOutage(facts.get(place)))
        .mapToObj(place ->
            facts.get(place).event(idPrefix + place, instant(date, facts.get(place)), currency))
        .sorted(comparing(Event::time))
        .toList();
  }

  /// The names of the people who join on a day, by user.
  Map<Long, String> names(LocalDate date) {
    var day = (int) ChronoUnit.DAYS.between(firstDay, date);
    return population.joining(day).stream()
        .collect(
            toMap(
                Population.Person::id,
                person -> Names.person(dice.of(Dice.Purpose.USER, person.number(), 1))));
  }

  /// The newest video that a creator published by the end of a day, among those that people still
  /// come across.
  synchronized OptionalLong newestVideo(long creatorId, LocalDate date) {
    return world.videos().around((int) ChronoUnit.DAYS.between(firstDay, date)).stream()
        .filter(video -> video.creator().person().id() == creatorId)
        .mapToLong(Videos.Video::id)
        .max();
  }

  /// For an hour the platform could not be reached; who joined or published meanwhile was written
  /// down elsewhere.
  private static boolean survivesOutage(Fact fact) {
    var time = Duration.ofSeconds(fact.second());
    return switch (fact.type()) {
      case USER_REGISTERED, VIDEO_PUBLISHED -> true;
      default -> time.compareTo(OUTAGE_FROM) < 0 || time.compareTo(OUTAGE_UNTIL) >= 0;
    };
  }

  private static Instant instant(LocalDate date, Fact fact) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(fact.second());
  }
}
