package ai.profithack.demo;

import ai.profithack.demo.Population.Creator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Every video that is ever published, day by day, and how much it is watched as it ages.
final class Videos {
  /// Ids of a day's videos begin at this multiple of the day's number.
  private static final long IDS_OF_A_DAY = 10_000;

  private static final int LONGEST_VIDEOS_DAYS = 21;

  private final Dice dice;
  private final Population population;
  private final Fashion fashion;
  private final Map<Integer, List<Video>> published = new HashMap<>();

  record Video(
      long id,
      Creator creator,
      int day,
      int second,
      double quality,
      boolean viral,
      String title,
      List<String> hashtags,
      String sound,
      String category) {
    /// How much of its creator's audience watches it on a day.
    double draw(int onDay) {
      var age = onDay - day;
      if (viral) {
        return age == 0 ? 2 : 90 * Math.exp(-(age - 1) / 3.5);
      }
      return quality * (age == 0 ? 0.6 : Math.exp(-(age - 1) / 3.0) + 0.015);
    }
  }

  Videos(Dice dice, Population population, Fashion fashion) {
    this.dice = dice;
    this.population = population;
    this.fashion = fashion;
  }

  /// The videos that people still come across on a day.
  List<Video> around(int day) {
    var videos = new ArrayList<Video>();
    for (var from = Math.max(0, day - LONGEST_VIDEOS_DAYS); from <= day; from++) {
      videos.addAll(on(from));
    }
    published.keySet().removeIf(old -> old < day - LONGEST_VIDEOS_DAYS - 2);
    return videos;
  }

  /// The videos published on a day.
  List<Video> on(int day) {
    return published.computeIfAbsent(day, this::publish);
  }

  /// How much a video is watched on a day against all others.
  double weight(Video video, int day) {
    var popularity = population.popularity(video.creator(), day);
    return (video.viral() ? Math.max(popularity, 0.02) : popularity) * video.draw(day);
  }

  private List<Video> publish(int day) {
    var hashtags = fashion.hashtags(day);
    var sounds = fashion.sounds(day);
    var subjects = fashion.subjects(day);
    var videos = new ArrayList<Video>();
    var creators = population.creatorsUntil(day);
    var viral = viralCreator(day, creators);
    for (var creator : creators) {
      var random = dice.of(Dice.Purpose.PUBLISHING, creator.number(), day);
      var count = random.nextDouble() < creator.videosPerDay() ? 1 : 0;
      count += random.nextDouble() < creator.videosPerDay() / 5 ? 1 : 0;
      if (creator.equals(viral)) {
        count = 1;
      }
      for (var place = 0; place < count; place++) {
        var id = (day + 1) * IDS_OF_A_DAY + creator.number() * 2L + place;
        var subject = subject(creator, subjects, random);
        videos.add(
            new Video(
                id,
                creator,
                day,
                second(creator, day, random),
                Math.exp(0.7 * random.nextGaussian() - 0.25),
                creator.equals(viral),
                Names.title(subject, random),
                tags(subject, hashtags, random),
                sounds.draw(random),
                subject.category()));
      }
    }
    return List.copyOf(videos);
  }

  private static int second(Creator creator, int day, RandomGenerator random) {
    var second = Rhythm.second(creator.person().offsetHours(), random);
    return day == creator.joinedDay()
        ? Math.min(
            Rhythm.SECONDS_OF_DAY - 1, Math.max(second, creator.person().joinedSecond() + 300))
        : second;
  }

  /// Mostly what the creator is known for.
  private Names.Subject subject(
      Creator creator, Choice<Names.Subject> inFashion, RandomGenerator random) {
    var own = dice.of(Dice.Purpose.TITLE, creator.number()).nextInt(Names.SUBJECTS.size());
    return random.nextDouble() < 0.75 ? Names.SUBJECTS.get(own) : inFashion.draw(random);
  }

  private static List<String> tags(
      Names.Subject subject, Choice<String> inFashion, RandomGenerator random) {
    var tags = new LinkedHashSet<String>();
    tags.add(subject.hashtags().get(random.nextInt(subject.hashtags().size())));
    for (var more = random.nextInt(3); more > 0; more--) {
      tags.add(inFashion.draw(random));
    }
    return List.copyOf(tags);
  }

  private @Nullable Creator viralCreator(int day, List<Creator> creators) {
    if (!Viral.isDay(day)) {
      return null;
    }
    var little = creators.stream().filter(creator -> creator.rank() > 25).toList();
    return little.get(dice.of(Dice.Purpose.VIRAL, day).nextInt(little.size()));
  }
}
