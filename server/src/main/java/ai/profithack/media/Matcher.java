package ai.profithack.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the items that a recording shows, among all items of all banks.
///
/// A frame of the query that is within [#NEAR] bits of a moment of an item may show it. Single
/// frames coincide; what counts is a run: at least [#RUN] frames in the same laying whose moments
/// lie on a line, at a speed of 0.9 to 1.1, and these at least [#SHARE_MIN] of the frames that fall
/// into the item. Either three of them are within the distance of the reference ([PdqHash#SAME]),
/// or they show three different moments: a standing picture that resembles another one would else
/// be a run at once. A still is matched within the distance of the reference only, in two frames
/// where there are two.
///
/// A frame that shows an item of a negative bank shows nothing else.
///
/// Immutable; safe for use by many threads.
final class Matcher {
  /// Found up to here; unrelated frames were never seen closer than 92 (docs/matching.md).
  static final int NEAR = 47;

  static final int RUN = 3;
  static final double SHARE_MIN = 0.2;

  private static final double SPEED_STEP = 0.01;
  private static final int SPEEDS = 21;

  /// How far a moment may be off: a reference is looked at every 100 ms, or less often where it is
  /// long.
  private static final int OFF_MILLIS = 150;

  /// In the order in which a query's frame has its hashes.
  private static final List<Pdq.Laid> LAYINGS = List.copyOf(EnumSet.allOf(Pdq.Laid.class));

  private final HashIndex index;
  private final List<Moment> moments = new ArrayList<>();

  /// For each hash of the index, the moment that it belongs to.
  private final int[] momentOf;

  Matcher(Collection<Item> items) {
    var hashes = new ArrayList<PdqHash>();
    var owners = new ArrayList<Integer>();
    for (var item : items) {
      for (var frame : item.hash().frames()) {
        for (var hash : frame.hashes()) {
          hashes.add(hash);
          owners.add(moments.size());
        }
        moments.add(new Moment(item, frame.fromMillis(), frame.toMillis()));
      }
    }
    index = new HashIndex(hashes);
    momentOf = owners.stream().mapToInt(Integer::intValue).toArray();
  }

  /// What is searched. `negative`: what it shows is to be ignored.
  record Item(long id, boolean negative, VideoHash hash) {
    boolean still() {
      return hash.lengthMillis() == 0;
    }
  }

  private record Moment(Item item, int from, int to) {}

  /// How many hashes are searched.
  int size() {
    return index.size();
  }

  /// The items that the query shows, the surest first; each once.
  List<Match> matches(VideoHash query) {
    var sightings = new HashMap<Item, Map<Pdq.Laid, Sightings>>();
    var ignored = new HashSet<Integer>();
    for (var frame : query.frames()) {
      for (var laid = 0; laid < frame.hashes().size(); laid++) {
        see(frame, LAYINGS.get(laid), frame.hashes().get(laid), sightings, ignored);
      }
    }
    var moments = query.frames().stream().mapToInt(FrameHash::fromMillis).distinct();
    var asked = moments.filter(at -> !ignored.contains(at)).toArray();
    var best = new ArrayList<Match>();
    sightings.forEach((item, byLaying) ->
        byLaying.values().stream()
            .map(seen -> seen.match(asked))
            .flatMap(Optional::stream)
            .max(Comparator.comparingInt(Match::frames))
            .ifPresent(best::add));
    best.sort(Comparator.comparingDouble(Match::share).reversed().thenComparing(Match::itemId));
    return best;
  }

  private void see(
      FrameHash frame,
      Pdq.Laid laid,
      PdqHash hash,
      Map<Item, Map<Pdq.Laid, Sightings>> sightings,
      Collection<Integer> ignored) {
    index.search(
        hash,
        NEAR,
        (number, distance) -> {
          var moment = moments.get(momentOf[number]);
          if (moment.item.negative) {
            if (distance <= PdqHash.SAME) {
              ignored.add(frame.fromMillis());
            }
            return;
          }
          sightings
              .computeIfAbsent(moment.item, _ -> new EnumMap<>(Pdq.Laid.class))
              .computeIfAbsent(laid, _ -> new Sightings(moment.item, laid))
              .add(frame.fromMillis(), moment, distance);
        });
  }

  /// Where frames of the query seem to show one item in one laying.
  private static final class Sightings {
    private final Item item;
    private final Pdq.Laid laid;

    /// By the frame's moment, the item's moments that it may show, with the best distance.
    private final Map<Integer, Map<Moment, Integer>> seen = new TreeMap<>();

    Sightings(Item item, Pdq.Laid laid) {
      this.item = item;
      this.laid = laid;
    }

    void add(int at, Moment moment, int distance) {
      seen.computeIfAbsent(at, _ -> new HashMap<>()).merge(moment, distance, Math::min);
    }

    Optional<Match> match(int[] asked) {
      seen.keySet().retainAll(Arrays.stream(asked).boxed().toList());
      return item.still() || asked.length == 1 ? still(asked) : run(asked);
    }

    private Optional<Match> still(int[] asked) {
      var frames = new TreeMap<Integer, Integer>();
      seen.forEach((at, shown) -> {
        var distance = shown.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
        if (distance <= PdqHash.SAME) {
          frames.put(at, distance);
        }
      });
      if (frames.isEmpty() || frames.size() < Math.min(2, asked.length)) {
        return Optional.empty();
      }
      return Optional.of(
          new Match(
              item.id,
              frames.size(),
              asked.length,
              laid,
              1,
              frames.firstKey(),
              frames.lastKey(),
              0,
              frames.values().stream().mapToInt(Integer::intValue).min().orElseThrow()));
    }

    private Optional<Match> run(int[] asked) {
      if (seen.size() < RUN) {
        return Optional.empty();
      }
      Optional<Match> best = Optional.empty();
      for (var i = 0; i < SPEEDS; i++) {
        // From the middle outwards: 1, 0.99, 1.01 ...
        var away = (i + 1) / 2 * (i % 2 == 0 ? 1 : -1) * SPEED_STEP;
        var speed = 1 + away;
        var match = along(speed, shift(speed), asked);
        if (match.isPresent()
            && (best.isEmpty() || match.orElseThrow().frames() > best.orElseThrow().frames())) {
          best = match;
        }
      }
      return best;
    }

    /// The shift in time under which most frames agree.
    private int shift(double speed) {
      var edges = new TreeMap<Integer, Integer>();
      seen.forEach((at, shown) -> {
        // Spans of one frame that overlap count once.
        var spans =
            shown.keySet().stream()
                .map(moment ->
                    new int[] {
                      (int) Math.round(moment.from - speed * at) - OFF_MILLIS,
                      (int) Math.round(moment.to - speed * at) + OFF_MILLIS
                    })
                .sorted(Comparator.comparingInt(span -> span[0]))
                .toList();
        var end = Integer.MIN_VALUE;
        for (var span : spans) {
          if (span[0] > end) {
            edges.merge(end, end == Integer.MIN_VALUE ? 0 : -1, Integer::sum);
            edges.merge(span[0], 1, Integer::sum);
          }
          end = Math.max(end, span[1] + 1);
        }
        edges.merge(end, -1, Integer::sum);
      });
      var open = 0;
      var most = 0;
      var from = 0;
      var to = 0;
      var rising = false;
      for (var edge : edges.entrySet()) {
        if (rising && edge.getValue() != 0) {
          to = edge.getKey();
          rising = false;
        }
        open += edge.getValue();
        if (open > most) {
          most = open;
          from = edge.getKey();
          to = from;
          rising = true;
        }
      }
      return from + (to - from) / 2;
    }

    private Optional<Match> along(double speed, int shift, int[] asked) {
      var agreed = new TreeMap<Integer, Integer>();
      var shownMoments = new HashSet<Moment>();
      seen.forEach((at, shown) -> {
        var there = speed * at + shift;
        shown.forEach((moment, distance) -> {
          if (there >= moment.from - OFF_MILLIS && there <= moment.to + OFF_MILLIS) {
            agreed.merge(at, distance, Math::min);
            shownMoments.add(moment);
          }
        });
      });
      var compared =
          Arrays.stream(asked)
              .filter(at -> {
                var there = speed * at + shift;
                return there >= -OFF_MILLIS && there <= item.hash.lengthMillis() + OFF_MILLIS;
              })
              .count();
      var close = agreed.values().stream().filter(distance -> distance <= PdqHash.SAME).count();
      if (agreed.size() < RUN
          || agreed.size() < SHARE_MIN * compared
          || (close < RUN && shownMoments.size() < RUN)) {
        return Optional.empty();
      }
      return Optional.of(
          new Match(
              item.id,
              agreed.size(),
              (int) Math.max(compared, agreed.size()),
              laid,
              speed,
              agreed.firstKey(),
              agreed.lastKey(),
              (int) Math.round(speed * agreed.firstKey() + shift),
              agreed.values().stream().mapToInt(Integer::intValue).min().orElseThrow()));
    }
  }
}
