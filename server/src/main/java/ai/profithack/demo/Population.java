package ai.profithack.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Everybody who ever joins: each person fixed by the seed and their number, however far the
/// simulation goes.
final class Population {
  private static final int ARRIVE_FIRST = 420;
  static final int CREATORS_FIRST = 60;
  private static final int CREATORS_RANKED = 150;

  /// The tail of popularity, by Zipf's law: the tenth of the creators at the top gets about 70 %.
  private static final double ZIPF = 1.2;

  private final Dice dice;
  private final LocalDate firstDate;
  private final int[] ranks;
  private final List<Person> people = new ArrayList<>();
  private final List<Creator> creators = new ArrayList<>();
  private final List<Integer> firstOfDay = new ArrayList<>();

  /// Somebody with an account. `presence` is how much likelier than others to come back; `gifts` is
  /// the chance to send a gift after a video.
  record Person(
      int number,
      int joinedDay,
      int joinedSecond,
      int offsetHours,
      double presence,
      double gifts,
      boolean rich,
      List<Creator> favourites) {
    long id() {
      return number + 1L;
    }

    boolean follows(Creator creator) {
      return favourites.contains(creator);
    }
  }

  /// Somebody who publishes, number by number in the order of joining.
  record Creator(int number, Person person, int rank, int joinedDay, double videosPerDay) {
    long id() {
      return person.id();
    }
  }

  Population(Dice dice, LocalDate firstDate) {
    this.dice = dice;
    this.firstDate = firstDate;
    this.ranks = ranks(dice);
  }

  /// Everybody who joined by the end of `day`, in the order of joining.
  List<Person> until(int day) {
    grow(day);
    return people.subList(0, firstOfDay.get(day + 1));
  }

  List<Person> joining(int day) {
    grow(day);
    return people.subList(firstOfDay.get(day), firstOfDay.get(day + 1));
  }

  /// The creators who joined by the end of `day`.
  List<Creator> creatorsUntil(int day) {
    grow(day);
    return creators.stream().filter(creator -> creator.joinedDay() <= day).toList();
  }

  /// How popular a creator is on a day: the rank decides, newcomers need weeks, and everybody has
  /// better and worse months.
  double popularity(Creator creator, int day) {
    var random = dice.of(Dice.Purpose.CREATOR, creator.number(), 1);
    var known = day - creator.joinedDay() + (creator.joinedDay() == 0 ? 40 : 0);
    var period = 60 + random.nextInt(100);
    var wave = 1 + 0.35 * Math.sin(2 * Math.PI * (day / (double) period + random.nextDouble()));
    return Math.pow(creator.rank(), -ZIPF) * (1 - Math.exp(-(known + 1) / 20.0)) * wave;
  }

  private synchronized void grow(int day) {
    if (firstOfDay.isEmpty()) {
      firstOfDay.add(0);
    }
    for (var joined = firstOfDay.size() - 1; joined <= day; joined++) {
      var favourites = popularOn(joined);
      var count = signUps(joined);
      for (var place = 0; place < count; place++) {
        join(joined, place, favourites);
      }
      firstOfDay.add(people.size());
    }
  }

  private Choice<Creator> popularOn(int day) {
    return Choice.among(List.copyOf(creators), creator -> popularity(creator, day));
  }

  private void join(int day, int place, Choice<Creator> favourites) {
    var number = people.size();
    var random = dice.of(Dice.Purpose.USER, number);
    var offsetHours = Rhythm.offsetHours(random);
    var second = Rhythm.second(offsetHours, random);
    var publishes = day == 0 ? place < CREATORS_FIRST : place == 0 && day % 2 == 1;
    var rich = !publishes && random.nextDouble() < 0.01;
    var person =
        new Person(
            number,
            day,
            second,
            offsetHours,
            presence(publishes, rich, random),
            rich ? 0.2 : random.nextDouble() < 0.25 ? 0.11 : 0,
            rich,
            favourites(favourites, random));
    people.add(person);
    if (publishes) {
      creators.add(creator(creators.size(), person, day));
    }
  }

  /// On average 1, but very different: many hardly ever come back, some nearly every day.
  private static double presence(boolean publishes, boolean rich, RandomGenerator random) {
    if (publishes) {
      return 5 + 4 * random.nextDouble();
    }
    return (rich ? 3 : 1) * Math.exp(0.8 * random.nextGaussian() - 0.32);
  }

  private static List<Creator> favourites(Choice<Creator> known, RandomGenerator random) {
    return known.isEmpty()
        ? List.of()
        : Stream.generate(() -> known.draw(random)).limit(3).distinct().toList();
  }

  private Creator creator(int number, Person person, int day) {
    var random = dice.of(Dice.Purpose.CREATOR, number);
    var rank = number < CREATORS_RANKED ? ranks[number] : 20 + random.nextInt(130);
    var videosPerDay = (rank <= 15 ? 0.6 : 0.15) + 0.4 * random.nextDouble();
    return new Creator(number, person, rank, day, videosPerDay);
  }

  private int signUps(int day) {
    var random = dice.of(Dice.Purpose.SIGN_UPS, day);
    var growing = 14 + 46 / (1 + Math.exp(-(day - 90) / 28.0));
    var afterViral = Viral.isDay(day - 1) ? 2.4 : Viral.isDay(day - 2) ? 1.7 : 1;
    var expected =
        growing
            * Rhythm.factor(firstDate.plusDays(day))
            * afterViral
            * Math.exp(0.12 * random.nextGaussian());
    return (int) Math.round(expected) + (day == 0 ? ARRIVE_FIRST : 0);
  }

  /// The ranks of the first creators: mixed, but the stars are more often those who came early.
  private static int[] ranks(Dice dice) {
    record Candidate(int number, double place) {}
    var order =
        IntStream.range(0, CREATORS_RANKED)
            .mapToObj(number ->
                new Candidate(
                    number,
                    dice.of(Dice.Purpose.RANK, number).nextDouble()
                        + 0.9 * number / CREATORS_RANKED))
            .sorted(Comparator.comparingDouble(Candidate::place))
            .toList();
    var ranks = new int[CREATORS_RANKED];
    for (var rank = 0; rank < CREATORS_RANKED; rank++) {
      ranks[order.get(rank).number()] = rank + 1;
    }
    return ranks;
  }
}
