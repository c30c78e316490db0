package ai.profithack.demo;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.groupingBy;

import ai.profithack.demo.Population.Creator;
import ai.profithack.demo.Population.Person;
import ai.profithack.demo.Videos.Video;
import ai.profithack.events.Event;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Allocation;
import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One day of the simulation, made up from the seed: who is there and what they do.
final class SimulatedDay {
  /// Views a day of people without an account, for each person with one who is there.
  private static final int GUEST_VIEWS_PER_PERSON = 130;

  /// Minor units that advertisements earn for a thousand views of guests.
  private static final long ADS_PER_THOUSAND_MINOR = 110;

  private static final long SUBSCRIPTION_MINOR = 499;
  private static final int SUBSCRIPTION_DAYS = 30;
  private static final int LAST_SECOND = Rhythm.SECONDS_OF_DAY - 1;

  /// What all days of a simulation share. `refunds` holds, by day, those of gifts of the day
  /// before, so that the days in their order need not be made up twice.
  record World(
      Dice dice,
      LocalDate firstDay,
      Population population,
      Videos videos,
      Fashion fashion,
      Map<Integer, List<Fact>> refunds) {
    LocalDate date(int day) {
      return firstDay.plusDays(day);
    }
  }

  /// What happens, without its id.
  record Fact(
      int second,
      EventType type,
      @Nullable Person person,
      @Nullable Video video,
      @Nullable Creator creator,
      Fashion.@Nullable Gift gift,
      long amountMinor,
      long quantity,
      int durationSeconds) {
    Event event(String id, Instant time, Currency currency) {
      return Event.of(id, type, time)
          .user(person == null ? null : person.id())
          .video(video == null ? null : video.id())
          .creator(creator == null ? null : creator.id())
          .gift(gift == null ? null : gift.id())
          .giftName(gift == null ? null : gift.name())
          .amount(type.isMoney() ? new Money(amountMinor, currency) : null)
          .quantity(quantity)
          .durationSeconds(type == EventType.SESSION ? durationSeconds : null)
          .details(type == EventType.VIDEO_PUBLISHED && video != null ? details(video) : null)
          .build();
    }

    Fact refundedAt(int refundSecond) {
      return new Fact(
          refundSecond,
          EventType.GIFT_REFUNDED,
          person,
          video,
          creator,
          gift,
          amountMinor,
          quantity,
          durationSeconds);
    }

    private static Event.VideoDetails details(Video video) {
      return new Event.VideoDetails(
          video.title(), video.hashtags(), video.sound(), video.category());
    }
  }

  private final World world;
  private final int day;
  private final Choice<Video> watched;
  private final Map<Integer, Choice<Video>> watchedOf = new HashMap<>();
  private final Choice<Fashion.Gift> gifts;
  private final Choice<Fashion.Gift> giftsOfTheRich;
  private final List<Fact> facts = new ArrayList<>();
  private final List<Fact> refundedTomorrow = new ArrayList<>();

  SimulatedDay(World world, int day) {
    this.world = world;
    this.day = day;
    var videos = world.videos().around(day);
    watched = Choice.among(videos, video -> world.videos().weight(video, day));
    videos.stream()
        .collect(groupingBy(video -> video.creator().number()))
        .forEach((creator, own) ->
            watchedOf.put(creator, Choice.among(own, video -> world.videos().weight(video, day))));
    gifts = world.fashion().gifts(day, world.date(day), false);
    giftsOfTheRich = world.fashion().gifts(day, world.date(day), true);
  }

  /// Everything that happens this day, in no particular order but always the same.
  List<Fact> facts() {
    facts.addAll(refundedFromYesterday());
    var present = peopleDoThings();
    creatorsPublish();
    guestsWatch(present);
    subscriptionsAreDue();
    world.refunds().put(day + 1, refundedTomorrow);
    return facts;
  }

  private List<Fact> refundedFromYesterday() {
    var known = world.refunds().remove(day);
    if (known != null || day == 0) {
      return known == null ? List.of() : known;
    }
    var yesterday = new SimulatedDay(world, day - 1);
    yesterday.peopleDoThings();
    return yesterday.refundedTomorrow;
  }

  /// Lets everybody who is there have their sessions, and says how many people that were.
  private int peopleDoThings() {
    var present = 0;
    var factor = Rhythm.factor(world.date(day));
    for (var person : world.population().until(day)) {
      var age = day - person.joinedDay();
      var chance = Math.min(0.97, person.presence() * Rhythm.returning(age) * factor);
      var random = world.dice().of(Dice.Purpose.PRESENCE, person.number(), day);
      if (age == 0 || random.nextDouble() < chance) {
        present++;
        spendTheDay(person, age == 0);
      }
    }
    return present;
  }

  private void spendTheDay(Person person, boolean joining) {
    var random = world.dice().of(Dice.Purpose.BEHAVIOUR, person.number(), day);
    if (joining) {
      add(person.joinedSecond(), EventType.USER_REGISTERED, person, null, null);
      for (var favourite : person.favourites()) {
        add(soon(person.joinedSecond(), random), EventType.FOLLOW, person, null, favourite);
      }
      session(person, soon(person.joinedSecond(), random), random);
    }
    for (var more = (int) (random.nextExponential() * 0.8) + (joining ? 0 : 1); more > 0; more--) {
      var second = Rhythm.second(person.offsetHours(), random);
      session(person, joining ? Math.max(second, person.joinedSecond()) : second, random);
    }
  }

  private void session(Person person, int from, RandomGenerator random) {
    var second = from;
    for (var views = 1 + (int) (random.nextExponential() * 3.2); views > 0; views--) {
      second = Math.min(LAST_SECOND, second + 6 + (int) (random.nextExponential() * 25));
      var video = choose(person, random);
      if (video != null && (video.day() < day || video.second() < second)) {
        watch(person, video, second, random);
      }
    }
    facts.add(
        new Fact(
            second, EventType.SESSION, person, null, null, null, 0, 1, Math.max(1, second - from)));
  }

  private @Nullable Video choose(Person person, RandomGenerator random) {
    if (!person.favourites().isEmpty() && random.nextDouble() < 0.4) {
      var favourite = person.favourites().get(random.nextInt(person.favourites().size()));
      var own = watchedOf.get(favourite.number());
      if (own != null && !own.isEmpty()) {
        return own.draw(random);
      }
    }
    return watched.isEmpty() ? null : watched.draw(random);
  }

  private void watch(Person person, Video video, int second, RandomGenerator random) {
    var creator = video.creator();
    add(second, EventType.VIEW, person, video, creator);
    if (random.nextDouble() < 0.13) {
      add(soon(second, random), EventType.LIKE, person, video, creator);
      if (random.nextDouble() < 0.02) {
        add(LAST_SECOND - random.nextInt(60), EventType.UNLIKE, person, video, creator);
      }
    }
    if (random.nextDouble() < 0.025) {
      add(soon(second, random), EventType.COMMENT, person, video, creator);
    }
    if (random.nextDouble() < 0.012) {
      add(soon(second, random), EventType.SHARE, person, video, creator);
    }
    if (random.nextDouble() < 0.02 && !person.follows(creator)) {
      add(soon(second, random), EventType.FOLLOW, person, null, creator);
    } else if (random.nextDouble() < 0.004 && person.follows(creator)) {
      add(soon(second, random), EventType.UNFOLLOW, person, null, creator);
    }
    if (random.nextDouble() < person.gifts() && creator.person().number() != person.number()) {
      give(person, video, soon(second, random), random);
    }
  }

  private void give(Person person, Video video, int second, RandomGenerator random) {
    var gift = (person.rich() ? giftsOfTheRich : gifts).draw(random);
    var given =
        new Fact(
            second, EventType.GIFT, person, video, video.creator(), gift, gift.priceMinor(), 1, 0);
    facts.add(given);
    if (random.nextDouble() < 0.012) {
      var refundedAt = second + 600 + random.nextInt(Rhythm.SECONDS_OF_DAY - 600);
      var refunded = given.refundedAt(refundedAt % Rhythm.SECONDS_OF_DAY);
      (refundedAt < Rhythm.SECONDS_OF_DAY ? facts : refundedTomorrow).add(refunded);
    }
  }

  private void creatorsPublish() {
    for (var video : world.videos().on(day)) {
      add(
          video.second(),
          EventType.VIDEO_PUBLISHED,
          video.creator().person(),
          video,
          video.creator());
    }
  }

  /// People without an account, as the counters of the platform's servers report them: some facts
  /// at once, of nobody in particular.
  private void guestsWatch(int present) {
    if (watched.isEmpty()) {
      return;
    }
    var views = new TreeMap<Creator, Long>(comparingInt(Creator::number));
    for (var video : world.videos().around(day)) {
      var random = world.dice().of(Dice.Purpose.GUESTS, video.id(), day);
      var share = world.videos().weight(video, day) / watched.total();
      var expected = share * present * GUEST_VIEWS_PER_PERSON;
      var seen = Math.round(expected * Math.exp(0.2 * random.nextGaussian()));
      if (seen >= 20) {
        views.merge(video.creator(), seen, Long::sum);
        count(video, seen, random);
      }
    }
    views.forEach(this::advertise);
  }

  private void count(Video video, long seen, RandomGenerator random) {
    var reports = (int) Math.min(reportsOfADay(), 1 + seen / viewsOfAReport());
    for (var part : Allocation.even(seen, reports)) {
      var second = guestSecond(video, random);
      addCount(second, EventType.VIEW, video, part);
      addCount(second, EventType.LIKE, video, part * (60 + random.nextInt(50)) / 1000);
      addCount(second, EventType.COMMENT, video, part * random.nextInt(12) / 1000);
      addCount(second, EventType.SHARE, video, part * random.nextInt(14) / 1000);
    }
  }

  /// In the history a few reports a day do; what happens while somebody looks comes in small
  /// pieces.
  private int reportsOfADay() {
    return day < Simulation.HISTORY_DAYS ? 3 : 480;
  }

  private int viewsOfAReport() {
    return day < Simulation.HISTORY_DAYS ? 400 : 12;
  }

  private int guestSecond(Video video, RandomGenerator random) {
    var second = Rhythm.second(Rhythm.offsetHours(random), random);
    return video.day() == day
        ? video.second() + (LAST_SECOND - video.second()) * (second / 60) / (24 * 60)
        : second;
  }

  private void advertise(Creator creator, long views) {
    var earned = views * ADS_PER_THOUSAND_MINOR / 1000;
    var random = world.dice().of(Dice.Purpose.ADVERTISEMENTS, creator.number(), day);
    var parts = Math.clamp(earned / 50, 1, reportsOfADay());
    for (var part : Allocation.even(earned, parts)) {
      if (part > 0) {
        facts.add(
            new Fact(
                Rhythm.second(Rhythm.offsetHours(random), random),
                EventType.AD_REVENUE,
                null,
                null,
                creator,
                null,
                part,
                1,
                0));
      }
    }
  }

  /// Those who subscribed some months ago to the day, as long as they go on; most to a creator,
  /// some to the platform.
  private void subscriptionsAreDue() {
    for (var person : world.population().until(day)) {
      var random = world.dice().of(Dice.Purpose.SUBSCRIPTION, person.number());
      if (random.nextDouble() >= 0.05) {
        continue;
      }
      var since = day - person.joinedDay() - 1 - random.nextInt(10);
      var months = (int) (random.nextExponential() * 4);
      if (since >= 0 && since % SUBSCRIPTION_DAYS == 0 && since / SUBSCRIPTION_DAYS <= months) {
        var toCreator = !person.favourites().isEmpty() && random.nextDouble() < 0.7;
        facts.add(
            new Fact(
                Rhythm.second(person.offsetHours(), random),
                EventType.SUBSCRIPTION,
                person,
                null,
                toCreator ? person.favourites().getFirst() : null,
                null,
                SUBSCRIPTION_MINOR,
                1,
                0));
      }
    }
  }

  private void add(
      int second, EventType type, Person person, @Nullable Video video, @Nullable Creator creator) {
    facts.add(new Fact(second, type, person, video, creator, null, 0, 1, 0));
  }

  private void addCount(int second, EventType type, Video video, long quantity) {
    if (quantity > 0) {
      facts.add(new Fact(second, type, null, video, video.creator(), null, 0, quantity, 0));
    }
  }

  private static int soon(int second, RandomGenerator random) {
    return Math.min(LAST_SECOND, second + 1 + random.nextInt(30));
  }
}
