package ai.profithack.demo;

import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What comes and goes: hashtags, sounds, subjects, and the gifts that people like to send.
final class Fashion {
  /// A new trend is born every few days and lives for some weeks.
  private static final int DAYS_BETWEEN_TRENDS = 4;

  private static final int LONGEST_TREND_DAYS = 70;

  /// A gift type: its price in minor units, and when it is about.
  record Gift(long id, String name, long priceMinor, double charm, Season season) {}

  /// When a gift is sent: always, from a launch within the simulation on, or in some months only.
  enum Season {
    ALWAYS,
    LAUNCHED,
    SUMMER,
    AUTUMN,
    WINTER
  }

  /// The day of the simulation on which a new gift is launched.
  static final int LAUNCH_DAY = 120;

  static final Gift ROCKET = new Gift(7, "Rocket", 2499, 0.6, Season.ALWAYS);

  private static final List<Gift> GIFTS =
      List.of(
          new Gift(1, "Rose", 10, 1.0, Season.ALWAYS),
          new Gift(2, "Heart", 25, 0.8, Season.ALWAYS),
          new Gift(3, "Coffee", 99, 1.0, Season.ALWAYS),
          new Gift(4, "Balloon", 199, 0.7, Season.ALWAYS),
          new Gift(5, "Fireworks", 499, 0.7, Season.ALWAYS),
          new Gift(6, "Crown", 999, 0.6, Season.ALWAYS),
          ROCKET,
          new Gift(8, "Dragon", 9999, 0.3, Season.ALWAYS),
          new Gift(9, "Beach Ball", 149, 1.8, Season.SUMMER),
          new Gift(10, "Pumpkin", 249, 2.2, Season.AUTUMN),
          new Gift(11, "Snow Globe", 349, 2.2, Season.WINTER),
          new Gift(12, "Galaxy", 1499, 1.6, Season.LAUNCHED));

  private final Dice dice;

  Fashion(Dice dice) {
    this.dice = dice;
  }

  /// The gifts that somebody sends on a day; the rich are less put off by a price.
  Choice<Gift> gifts(int day, LocalDate date, boolean rich) {
    return Choice.among(
        GIFTS,
        gift ->
            gift.charm()
                * appeal(gift.season(), day, date)
                * Math.pow(gift.priceMinor() / 100.0, rich ? -0.25 : -0.9));
  }

  private static double appeal(Season season, int day, LocalDate date) {
    return switch (season) {
      case ALWAYS -> 1;
      case LAUNCHED -> day < LAUNCH_DAY ? 0 : 0.45 + 1.6 * Math.exp(-(day - LAUNCH_DAY) / 18.0);
      case SUMMER -> inSeason(date, Set.of(Month.JUNE, Month.JULY, Month.AUGUST));
      case AUTUMN -> inSeason(date, Set.of(Month.OCTOBER));
      case WINTER -> inSeason(date, Set.of(Month.DECEMBER, Month.JANUARY));
    };
  }

  /// Full in the season, fading over the month after it.
  private static double inSeason(LocalDate date, Set<Month> season) {
    if (season.contains(date.getMonth())) {
      return 1;
    }
    return season.contains(date.minusMonths(1).getMonth())
        ? Math.exp(-date.getDayOfMonth() / 7.0)
        : 0;
  }

  /// The hashtags that are in fashion on a day.
  Choice<String> hashtags(int day) {
    return trends(day, 0);
  }

  /// The sounds that are in fashion on a day.
  Choice<String> sounds(int day) {
    return trends(day, 1);
  }

  /// The subjects, whose shares drift over the months.
  Choice<Names.Subject> subjects(int day) {
    return Choice.among(
        Names.SUBJECTS,
        subject -> {
          var random = dice.of(Dice.Purpose.TREND, 7, Names.SUBJECTS.indexOf(subject));
          var share = 0.5 + random.nextDouble();
          var period = 120 + random.nextInt(200);
          return share
              * (1 + 0.5 * Math.sin(2 * Math.PI * (day / (double) period + random.nextDouble())));
        });
  }

  private Choice<String> trends(int day, int kind) {
    var newest = Math.floorDiv(day, DAYS_BETWEEN_TRENDS);
    var oldest = newest - LONGEST_TREND_DAYS / DAYS_BETWEEN_TRENDS;
    var alive = new ArrayList<Trend>();
    for (var number = oldest; number <= newest; number++) {
      var random = dice.of(Dice.Purpose.TREND, kind, number);
      var weight = height(day - number * DAYS_BETWEEN_TRENDS, random);
      alive.add(new Trend(kind == 0 ? Names.trend(number) : Names.sound(number), weight));
    }
    return Choice.among(alive, Trend::weight).map(Trend::name);
  }

  private record Trend(String name, double weight) {}

  /// A trend's course: a rise over days, a peak, a slower fall.
  private static double height(int age, RandomGenerator random) {
    var peak = 5 + random.nextInt(15);
    var strength = Math.exp(0.9 * random.nextGaussian());
    var distance = (age - peak) / (age < peak ? peak / 2.5 : peak / 1.2);
    return strength * Math.exp(-distance * distance / 2);
  }

  static List<Gift> gifts() {
    return GIFTS;
  }
}
