package ai.profithack.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
  private final List<Item> items;

  /// For each hash of the index, the item that it belongs to, and which of its moments.
  private final int[] itemOf;

  private final int[] momentOf;

  Matcher(Collection<Item> items) {
    this.items = List.copyOf(items);
    var hashes = new ArrayList<PdqHash>();
    var owners = new ArrayList<Integer>();
    var places = new ArrayList<Integer>();
    for (var owner = 0; owner < this.items.size(); owner++) {
      var frames = this.items.get(owner).hash().frames();
      for (var place = 0; place < frames.size(); place++) {
        for (var hash : frames.get(place).hashes()) {
          hashes.add(hash);
          owners.add(owner);
          places.add(place);
        }
      }
    }
    index = new HashIndex(hashes);
    itemOf = owners.stream().mapToInt(Integer::intValue).toArray();
    momentOf = places.stream().mapToInt(Integer::intValue).toArray();
  }

  /// What is searched. `negative`: what it shows is to be ignored.
  record Item(long id, boolean negative, VideoHash hash) {
    boolean still() {
      return hash.lengthMillis() == 0;
    }
  }

  /// How many hashes are searched.
  int size() {
    return index.size();
  }

  /// The items that the query shows, the surest first; each once.
  List<Match> matches(VideoHash query) {
    var sightings = new HashMap<Integer, Map<Pdq.Laid, Sightings>>();
    var ignored = new HashSet<Integer>();
    for (var frame : query.frames()) {
      for (var laid = 0; laid < frame.hashes().size(); laid++) {
        see(frame, LAYINGS.get(laid), frame.hashes().get(laid), sightings, ignored);
      }
    }
    var moments = query.frames().stream().mapToInt(FrameHash::fromMillis).distinct();
    var asked = moments.filter(at -> !ignored.contains(at)).toArray();
    var best = new ArrayList<Match>();
    sightings.forEach((_, byLaying) ->
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
      Map<Integer, Map<Pdq.Laid, Sightings>> sightings,
      Collection<Integer> ignored) {
    index.search(
        hash,
        NEAR,
        (number, distance) -> {
          var item = items.get(itemOf[number]);
          if (item.negative) {
            if (distance <= PdqHash.SAME) {
              ignored.add(frame.fromMillis());
            }
            return;
          }
          sightings
              .computeIfAbsent(itemOf[number], _ -> new EnumMap<>(Pdq.Laid.class))
              .computeIfAbsent(laid, _ -> new Sightings(item, laid))
              .add(frame.fromMillis(), momentOf[number], distance);
        });
  }

  /// Where frames of the query seem to show one item in one laying.
  private static final class Sightings {
    private static final byte NOT_SEEN = Byte.MAX_VALUE;

    private final Item item;
    private final Pdq.Laid laid;
    private final List<FrameHash> moments;

    /// By the frame's moment, how near each of the item's moments is.
    private final Map<Integer, byte[]> seen = new TreeMap<>();

    Sightings(Item item, Pdq.Laid laid) {
      this.item = item;
      this.laid = laid;
      this.moments = item.hash().frames();
    }

    void add(int at, int moment, int distance) {
      var near = seen.computeIfAbsent(at, _ -> noneSeen());
      near[moment] = (byte) Math.min(near[moment], distance);
    }

    private byte[] noneSeen() {
      var near = new byte[moments.size()];
      Arrays.fill(near, NOT_SEEN);
      return near;
    }

    Optional<Match> match(int[] asked) {
      seen.keySet().retainAll(Arrays.stream(asked).boxed().toList());
      return item.still() || asked.length == 1 ? still(asked) : run(asked);
    }

    private Optional<Match> still(int[] asked) {
      var frames = new TreeMap<Integer, Integer>();
      seen.forEach((at, near) -> {
        int distance = NOT_SEEN;
        for (var each : near) {
          distance = Math.min(distance, each);
        }
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
      var edges = new Edges();
      seen.forEach((at, near) -> {
        // Spans of one frame that overlap count once; they come in the order of time.
        var from = 0;
        var to = Integer.MIN_VALUE;
        for (var moment = 0; moment < near.length; moment++) {
          if (near[moment] == NOT_SEEN) {
            continue;
          }
          var begin = (int) Math.round(moments.get(moment).fromMillis() - speed * at) - OFF_MILLIS;
          var end = (int) Math.round(moments.get(moment).toMillis() - speed * at) + OFF_MILLIS + 1;
          if (begin > to) {
            edges.add(from, to);
            from = begin;
          }
          to = Math.max(to, end);
        }
        edges.add(from, to);
      });
      return edges.middleOfMost();
    }

    private Optional<Match> along(double speed, int shift, int[] asked) {
      var agreed = new TreeMap<Integer, Integer>();
      var shown = new BitSet();
      seen.forEach((at, near) -> {
        var there = speed * at + shift;
        for (var moment = 0; moment < near.length; moment++) {
          if (near[moment] != NOT_SEEN && isAt(there, moments.get(moment))) {
            agreed.merge(at, (int) near[moment], Math::min);
            shown.set(moment);
          }
        }
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
          || (close < RUN && different(shown) < RUN)) {
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

    private static boolean isAt(double there, FrameHash moment) {
      return there >= moment.fromMillis() - OFF_MILLIS && there <= moment.toMillis() + OFF_MILLIS;
    }

    /// Counts a moment once that was hashed twice, with and without its bars.
    private long different(BitSet shown) {
      return shown.stream()
          .mapToLong(moment ->
              ((long) moments.get(moment).fromMillis() << Integer.SIZE)
                  | moments.get(moment).toMillis())
          .distinct()
          .count();
    }
  }

  /// Where spans begin and end.
  private static final class Edges {
    private int[] begins = new int[64];
    private int[] ends = new int[64];
    private int count;

    /// `from` to before `to`; none where they are the other way round.
    void add(int from, int to) {
      if (to <= from) {
        return;
      }
      if (count == begins.length) {
        begins = Arrays.copyOf(begins, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      begins[count] = from;
      ends[count++] = to;
    }

    /// Of the first stretch that most spans cover.
    int middleOfMost() {
      Arrays.sort(begins, 0, count);
      Arrays.sort(ends, 0, count);
      var most = 0;
      var from = 0;
      var to = 0;
      var end = 0;
      for (var begin = 0; begin < count; begin++) {
        while (ends[end] <= begins[begin]) {
          end++;
        }
        if (begin + 1 - end > most) {
          most = begin + 1 - end;
          from = begins[begin];
          // The next to change how many there are.
          to = begin + 1 < count ? Math.min(ends[end], begins[begin + 1]) : ends[end];
        }
      }
      return from + (to - from) / 2;
    }
  }
}
