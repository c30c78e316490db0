package ai.profithack.media;

import ai.profithack.media.SoundHash.Peak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/// Finds the items that a recording sounds like, among all items of all banks.
///
/// The recording is taken in pieces of ten seconds, one every five, each under every [Change] that
/// is foreseen. Landmarks that it has in common with an item vote for where in the item it is: the
/// places with most votes are looked at closely. There each peak of the piece either is the item's
/// or is not, and says so much for or against a copy: the logarithm of how much more probable it is
/// of a copy (of whose peaks [#EXPECTED_SHARE] survive) than of anything else (whose peaks agree as
/// often as the item is full of peaks at this pitch). The part of the piece in which the sum is
/// highest is the match, where it reaches [#EVIDENCE_MIN].
///
/// What that promises: where peaks agree independently of one another, the sum exceeds `x` from a
/// given beginning on with a probability of `exp(-x)` at most, in any one place (Ville 1939). Music
/// keeps time and key, so they do not: chance is given [#IN_TIME_AND_KEY] more than scattered peaks
/// have, and docs/matching.md says what was measured.
///
/// What sounds like an item of a negative bank sounds like nothing else.
///
/// Immutable; safe for use by many threads.
///
/// Source for the votes: Wang 2003, An Industrial-Strength Audio Search Algorithm (ISMIR).
final class SoundMatcher {
  /// More than this, and it is no chance.
  static final double EVIDENCE_MIN = 40;

  private static final int PAIRS_ASKED = 8;
  private static final int PIECE_MILLIS = 10_000;
  private static final int PIECE_EVERY_MILLIS = 5_000;
  private static final int BIN_MILLIS = 32;
  private static final int CANDIDATES = 48;
  private static final int VOTES_MIN = 4;
  private static final int NEAR_MILLIS = 40;
  private static final int NEAR_PITCH = 1;

  /// Of the peaks of a copy, so many are expected to survive.
  private static final double EXPECTED_SHARE = 0.25;

  /// Less than this, and no closer look makes it a match.
  private static final double PROMISING = 8;

  /// By so much more often than scattered peaks do the peaks of two works agree by chance, because
  /// both keep time and key. Measured on works of one tempo and one scale.
  private static final double IN_TIME_AND_KEY = 0.03;

  private static final double FINE_SPEED = 0.004;
  private static final double FINE_PITCH = 0.7;
  private static final int FINE_MILLIS = 20;

  private final double evidenceMin;
  private final List<Known> items;
  private final SoundIndex index;

  /// Where the bins of each item begin.
  private final int[] bins;

  /// By item and pitch, how probable it is that a peak agrees by chance.
  private final float[][] chances;

  /// Of each peak, its item.
  private final int[] owners;

  /// What is searched. `negative`: what sounds like it is to be ignored.
  record Item(long id, boolean negative, SoundHash hash) {}

  /// What is kept of an item beside its peaks in the index.
  private record Known(long id, boolean negative, long lengthMillis) {}

  /// How the recording may have been changed. `pitch`: to be added to its pitches, in 48ths.
  record Change(double speed, double pitch) {
    private static final int SPEED_PERCENT = 10;

    /// Two semitones.
    private static final int PITCH = 8;

    /// Faster or slower by a tenth, in steps of a hundredth, with the pitch that follows from it or
    /// with its own; higher or lower by two semitones, in steps of a quarter.
    static final List<Change> FORESEEN = foreseen();

    private static List<Change> foreseen() {
      var all = new ArrayList<Change>();
      for (var percent = -SPEED_PERCENT; percent <= SPEED_PERCENT; percent++) {
        var speed = 1 + percent / 100.0;
        var pitch = -SoundHasher.AN_OCTAVE * Math.log(speed) / Math.log(2);
        all.add(new Change(speed, pitch));
        if (percent != 0) {
          all.add(new Change(speed, 0));
        }
      }
      for (var pitch = -PITCH; pitch <= PITCH; pitch++) {
        if (pitch != 0) {
          all.add(new Change(1, pitch));
        }
      }
      return List.copyOf(all);
    }
  }

  /// Where in an item the middle of a piece may be. `offset`: in milliseconds of the item.
  private record Candidate(int item, Change change, double offset, int votes) {}

  SoundMatcher(List<Item> items) {
    this(items, EVIDENCE_MIN);
  }

  /// One that also tells what may be chance: for measurements.
  SoundMatcher(List<Item> items, double evidenceMin) {
    this.evidenceMin = evidenceMin;
    this.items =
        items.stream()
            .map(item -> new Known(item.id, item.negative, item.hash.lengthMillis()))
            .toList();
    this.index = new SoundIndex(items.stream().map(Item::hash).toList());
    this.bins = new int[items.size() + 1];
    this.chances = new float[items.size()][];
    this.owners = new int[index.peaks()];
    for (var i = 0; i < items.size(); i++) {
      var length = (int) items.get(i).hash.lengthMillis() + 2 * PIECE_MILLIS;
      bins[i + 1] = bins[i] + length / BIN_MILLIS + 2;
      chances[i] = chances(i);
      Arrays.fill(owners, index.from(i), index.to(i), i);
    }
  }

  private float[] chances(int item) {
    var count = new int[SoundHasher.PITCHES];
    for (var peak = index.from(item); peak < index.to(item); peak++) {
      count[index.pitch(peak)]++;
    }
    var seconds = Math.max(1, items.get(item).lengthMillis() / 1_000.0);
    var even = (double) (index.to(item) - index.from(item)) / SoundHasher.PITCHES;
    var chances = new float[SoundHasher.PITCHES];
    for (var pitch = 0; pitch < chances.length; pitch++) {
      var near = 0.0;
      for (var p = pitch - NEAR_PITCH; p <= pitch + NEAR_PITCH; p++) {
        near += p >= 0 && p < count.length ? Math.max(count[p], even / 2) : 0;
      }
      var scattered = 1 - Math.exp(-near / seconds * 2 * NEAR_MILLIS / 1_000);
      chances[pitch] = (float) (IN_TIME_AND_KEY + scattered);
    }
    return chances;
  }

  /// What the query sounds like, in the order of time.
  List<SoundMatch> matches(SoundHash query) {
    var runs = runs(query);
    var negative = runs.stream().filter(run -> items.get(run.item).negative()).toList();
    if (!negative.isEmpty()) {
      var rest =
          query.peaks().stream()
              .filter(peak -> negative.stream().noneMatch(run -> run.covers(peak.atMillis())))
              .toList();
      runs = runs(new SoundHash(query.lengthMillis(), rest));
    }
    return runs.stream()
        .filter(run -> !items.get(run.item).negative())
        .map(run -> match(run, query))
        .sorted(
            Comparator.comparingInt(SoundMatch::fromMillis)
                .thenComparing(SoundMatch::evidence, Comparator.reverseOrder()))
        .toList();
  }

  /// The surest match of each item in each piece, joined where pieces go on in the same way.
  private List<Run> runs(SoundHash query) {
    var joined = new ArrayList<Run>();
    if (index.peaks() == 0 || query.peaks().isEmpty()) {
      return joined;
    }
    var counts = new char[bins[items.size()] + 1];
    for (var from = 0;
        from == 0 || from + PIECE_MILLIS - PIECE_EVERY_MILLIS < query.lengthMillis();
        from += PIECE_EVERY_MILLIS) {
      var start = from;
      var piece =
          query.peaks().stream()
              .filter(peak -> peak.atMillis() >= start && peak.atMillis() < start + PIECE_MILLIS)
              .toList();
      for (var run : best(piece, from + PIECE_MILLIS / 2, counts).values()) {
        var before = joined.stream().filter(other -> other.goesOnIn(run)).findFirst();
        before.ifPresent(joined::remove);
        joined.add(before.map(other -> other.with(run)).orElse(run));
      }
    }
    return joined;
  }

  private Map<Integer, Run> best(List<Peak> piece, int middle, char[] counts) {
    var best = new TreeMap<Integer, Run>();
    for (var candidate : candidates(piece, middle, counts)) {
      verified(candidate, piece, middle)
          .filter(run -> run.evidence >= evidenceMin && run.isLong())
          .ifPresent(run ->
              best.merge(
                  run.item, run, (one, other) -> one.evidence >= other.evidence ? one : other));
    }
    return best;
  }

  private SoundMatch match(Run run, SoundHash query) {
    var compared = query.peaks().stream().filter(peak -> run.covers(peak.atMillis())).count();
    return new SoundMatch(
        items.get(run.item).id(),
        run.from,
        run.to,
        run.itemMillis(run.from),
        run.itemMillis(run.to),
        run.change.speed,
        -12.0 * run.change.pitch / SoundHasher.AN_OCTAVE,
        run.agreed.size(),
        (int) Math.max(compared, run.agreed.size()),
        run.evidence);
  }

  /// A piece of the query, `from` to `to`, that is a piece of an item: there, the moment `at` of
  /// the query is at `zero + speed × at`.
  private record Run(
      int item, Change change, double zero, int from, int to, Set<Peak> agreed, double evidence) {
    private static final int LEAST_MILLIS = 2_000;
    private static final int APART_MILLIS = 400;

    boolean isLong() {
      return to - from >= LEAST_MILLIS;
    }

    boolean covers(int atMillis) {
      return atMillis >= from && atMillis <= to;
    }

    int itemMillis(double at) {
      return (int) Math.round(Math.max(0, zero + change.speed * at));
    }

    boolean goesOnIn(Run next) {
      var between = (to + next.from) / 2.0;
      return item == next.item
          && next.from - to <= PIECE_EVERY_MILLIS
          && Math.abs(itemMillis(between) - next.itemMillis(between)) <= APART_MILLIS;
    }

    /// Both; how the surer one goes is how both go.
    Run with(Run next) {
      var surer = evidence >= next.evidence ? this : next;
      var both = new HashSet<>(agreed);
      both.addAll(next.agreed);
      return new Run(
          item,
          surer.change,
          surer.zero,
          Math.min(from, next.from),
          Math.max(to, next.to),
          both,
          surer.evidence);
    }
  }

  private List<Candidate> candidates(List<Peak> piece, int middle, char[] counts) {
    var best = new PriorityQueue<Candidate>(Comparator.comparingInt(Candidate::votes));
    for (var change : Change.FORESEEN) {
      vote(piece, middle, change, counts);
      for (var item = 0; item < items.size(); item++) {
        var before = 0;
        for (var bin = bins[item]; bin < bins[item + 1]; bin++) {
          int here = counts[bin];
          counts[bin] = 0;
          var votes = before + here;
          if (votes >= VOTES_MIN && (best.size() < CANDIDATES || votes > best.element().votes)) {
            best.add(
                new Candidate(
                    item, change, (bin - bins[item]) * (double) BIN_MILLIS - PIECE_MILLIS, votes));
            if (best.size() > CANDIDATES) {
              best.remove();
            }
          }
          before = here;
        }
      }
    }
    return List.copyOf(best);
  }

  private void vote(List<Peak> piece, int middle, Change change, char[] counts) {
    for (var a = 0; a < piece.size(); a++) {
      var anchor = piece.get(a);
      var there = (anchor.atMillis() - middle) * change.speed;
      var first = anchor.pitch() + change.pitch;
      var pairs = 0;
      for (var b = a + 1; b < piece.size() && pairs < PAIRS_ASKED; b++) {
        var other = piece.get(b);
        var millis = (other.atMillis() - anchor.atMillis()) * change.speed;
        if (millis > SoundIndex.REACH_MILLIS) {
          break;
        }
        if (SoundIndex.paired(millis, other.pitch() - anchor.pitch())) {
          pairs++;
          index.search(
              first,
              anchor,
              other,
              millis,
              peak -> {
                // Where in the item the middle of the piece is.
                var offset = (int) Math.round(index.atMillis(peak) - there) + PIECE_MILLIS;
                var bin = bins[owners[peak]] + offset / BIN_MILLIS;
                if (offset >= 0 && bin < bins[owners[peak] + 1]) {
                  counts[bin]++;
                }
              });
        }
      }
    }
  }

  /// The surest run around a candidate: a bin of votes says where it is only roughly.
  private Optional<Run> verified(Candidate candidate, List<Peak> piece, int middle) {
    var zero = candidate.offset - candidate.change.speed * middle;
    Optional<Run> best = aligned(candidate.item, candidate.change, zero, piece);
    if (best.isEmpty() || best.orElseThrow().evidence < PROMISING) {
      return Optional.empty();
    }
    for (var speed = -1; speed <= 1; speed++) {
      for (var pitch = -1; pitch <= 1; pitch++) {
        var change =
            new Change(
                candidate.change.speed + FINE_SPEED * speed,
                candidate.change.pitch + FINE_PITCH * pitch);
        for (var offset = -1; offset <= 1; offset++) {
          var run =
              aligned(
                  candidate.item,
                  change,
                  candidate.offset + FINE_MILLIS * offset - change.speed * middle,
                  piece);
          if (run.isPresent()
              && (best.isEmpty() || run.orElseThrow().evidence > best.orElseThrow().evidence)) {
            best = run;
          }
        }
      }
    }
    return best;
  }

  /// The part of a piece in which most speaks for a copy.
  private Optional<Run> aligned(int item, Change change, double zero, List<Peak> piece) {
    var sum = 0.0;
    var from = 0;
    var best = 0.0;
    var bestFrom = 0;
    var bestTo = 0;
    var agrees = new boolean[piece.size()];
    for (var i = 0; i < piece.size(); i++) {
      var peak = piece.get(i);
      var at = peak.atMillis() * change.speed + zero;
      var pitch = (int) Math.round(peak.pitch() + change.pitch);
      if (at < 0
          || at > items.get(item).lengthMillis()
          || pitch < 0
          || pitch >= SoundHasher.PITCHES) {
        from = sum > 0 ? from : i + 1;
        continue;
      }
      var chance = chances[item][pitch];
      var expected = chance + (1 - chance) * EXPECTED_SHARE;
      agrees[i] = there(item, at, pitch);
      sum += agrees[i] ? Math.log(expected / chance) : Math.log((1 - expected) / (1 - chance));
      if (sum <= 0) {
        sum = 0;
        from = i + 1;
      } else if (sum > best) {
        best = sum;
        bestFrom = from;
        bestTo = i;
      }
    }
    if (best == 0) {
      return Optional.empty();
    }
    var agreed = new HashSet<Peak>();
    for (var i = bestFrom; i <= bestTo; i++) {
      if (agrees[i]) {
        agreed.add(piece.get(i));
      }
    }
    return Optional.of(
        new Run(
            item,
            change,
            zero,
            piece.get(bestFrom).atMillis(),
            piece.get(bestTo).atMillis(),
            agreed,
            best));
  }

  /// Whether an item has a peak there.
  private boolean there(int item, double at, int pitch) {
    var low = index.from(item);
    var high = index.to(item);
    while (low < high) {
      var between = (low + high) >>> 1;
      if (index.atMillis(between) < at - NEAR_MILLIS) {
        low = between + 1;
      } else {
        high = between;
      }
    }
    for (; low < index.to(item) && index.atMillis(low) <= at + NEAR_MILLIS; low++) {
      if (Math.abs(index.pitch(low) - pitch) <= NEAR_PITCH) {
        return true;
      }
    }
    return false;
  }
}
