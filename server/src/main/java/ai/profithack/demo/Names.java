package ai.profithack.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/// Readable names of nobody in particular, and titles.
final class Names {
  private static final List<String> FIRST =
      List.of(
          "Maya", "Leon", "Aiko", "Tariq", "Inês", "Noah", "Priya", "Mateo", "Zofia", "Kwame",
          "Elif", "Jonas", "Camila", "Hugo", "Yara", "Felix", "Nadia", "Oscar", "Mei", "Rafael",
          "Amara", "Theo", "Sana", "Emil", "Lucía", "Idris", "Hana", "Milo", "Freya", "Arjun",
          "Nora", "Dario", "Talia", "Enzo", "Ling", "Samir", "Ava", "Jakub", "Rosa", "Kenji", "Lea",
          "Omar", "Clara", "Ravi", "Ada", "Luca", "Selin", "Victor", "Iris", "Malik");
  private static final List<String> LAST =
      List.of(
          "Okafor",
          "Brandt",
          "Tanaka",
          "Haddad",
          "Silva",
          "Novak",
          "Sharma",
          "Rojas",
          "Kowalska",
          "Mensah",
          "Yilmaz",
          "Lindgren",
          "Duarte",
          "Moreau",
          "Haidari",
          "Weber",
          "Petrova",
          "Byrne",
          "Chen",
          "Almeida",
          "Diallo",
          "Costa",
          "Malik",
          "Jensen",
          "Vega",
          "Bello",
          "Sato",
          "Fischer",
          "Larsen",
          "Patel",
          "Bauer",
          "Ricci",
          "Cohen",
          "Laurent",
          "Wu",
          "Nasser",
          "Clarke",
          "Zielinski",
          "Marino",
          "Mori");

  /// What people make videos about, and what such videos are called.
  record Subject(String category, List<String> hashtags, List<String> titles) {}

  static final List<Subject> SUBJECTS =
      List.of(
          new Subject(
              "comedy",
              List.of("comedy", "sketch", "relatable"),
              List.of(
                  "When the meeting could have been a mail",
                  "My cat explains taxes",
                  "Things nobody says at breakfast",
                  "The neighbour and the drill, part 7")),
          new Subject(
              "dance",
              List.of("dance", "choreo", "dancechallenge"),
              List.of(
                  "Eight counts you can learn today",
                  "Kitchen floor routine",
                  "We danced this at the bus stop",
                  "Slow version first")),
          new Subject(
              "food",
              List.of("food", "easyrecipe", "streetfood"),
              List.of(
                  "One-pan noodles in twelve minutes",
                  "Bread without kneading",
                  "What I eat on a night shift",
                  "Grandmother's dumplings")),
          new Subject(
              "music",
              List.of("music", "cover", "loopstation"),
              List.of(
                  "A song from three kitchen sounds",
                  "First take, no edits",
                  "That bridge again, slower",
                  "Piano at the railway station")),
          new Subject(
              "fitness",
              List.of("fitness", "homeworkout", "running"),
              List.of(
                  "Ten minutes, no equipment",
                  "Couch to five kilometres, week 3",
                  "The stretch I skip and regret",
                  "Stairs instead of a gym")),
          new Subject(
              "learning",
              List.of("learning", "science", "history"),
              List.of(
                  "Why the sky is not violet",
                  "A bridge that hums in the wind",
                  "Five words that moved between languages",
                  "How a lock opens")),
          new Subject(
              "travel",
              List.of("travel", "citywalk", "nighttrain"),
              List.of(
                  "Twelve hours on a night train",
                  "The quiet side of the city",
                  "A village with one street",
                  "Packing for three climates")),
          new Subject(
              "games",
              List.of("games", "speedrun", "indiegame"),
              List.of(
                  "The jump that took me a week",
                  "A tiny game about gardening",
                  "Losing on purpose",
                  "World record pace, then this")),
          new Subject(
              "pets",
              List.of("pets", "dogsofsparks", "rescue"),
              List.of(
                  "He found the mirror",
                  "Day 40 of teaching a parrot manners",
                  "The vet says he is dramatic",
                  "Adopted yesterday")),
          new Subject(
              "craft",
              List.of("craft", "diy", "restoration"),
              List.of(
                  "Rusty plane, first shavings",
                  "A lamp from old glass",
                  "Mending a jumper so that it shows",
                  "One board, one chair")));

  private static final List<String> TREND_FIRST =
      List.of(
          "slow",
          "paper",
          "neon",
          "tiny",
          "blue",
          "midnight",
          "lucky",
          "golden",
          "silent",
          "velvet",
          "echo",
          "orange",
          "hidden",
          "rainy",
          "retro",
          "cloud",
          "mirror",
          "wild",
          "half",
          "sunday");
  private static final List<String> TREND_LAST =
      List.of(
          "morning",
          "walk",
          "kitchen",
          "challenge",
          "garden",
          "stairs",
          "letters",
          "runway",
          "dinner",
          "signal",
          "desk",
          "window",
          "drum",
          "jump",
          "shelf",
          "bridge",
          "coat",
          "market",
          "train",
          "planet");

  private Names() {}

  static String person(RandomGenerator random) {
    return FIRST.get(random.nextInt(FIRST.size())) + " " + LAST.get(random.nextInt(LAST.size()));
  }

  static String title(Subject subject, RandomGenerator random) {
    return subject.titles().get(random.nextInt(subject.titles().size()));
  }

  /// The name of the `number`th thing that comes into fashion: four hundred before one returns.
  static String trend(long number) {
    var place = (int) Math.floorMod(number * 147, (long) TREND_FIRST.size() * TREND_LAST.size());
    return TREND_FIRST.get(place % TREND_FIRST.size()) + TREND_LAST.get(place / TREND_FIRST.size());
  }

  /// The same as the title of a song: `Paper Stairs`.
  static String sound(long number) {
    var place = (int) Math.floorMod(number * 211, (long) TREND_FIRST.size() * TREND_LAST.size());
    return capital(TREND_FIRST.get(place % TREND_FIRST.size()))
        + " "
        + capital(TREND_LAST.get(place / TREND_FIRST.size()));
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
