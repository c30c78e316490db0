package ai.profithack.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Amounts that are set aside: out of an account that cannot be overdrawn, into one that only holds
/// them, and from there exactly once onwards, back, or part of each.
///
///     reserve ──► held ──► posted    (all of it, or part: the rest goes back)
///                   ├────► voided    (all of it goes back)
///                   └────► expired   (the same, when its time is up)
///
/// Source and holding account are both what we owe (credit balances). Each step is an entry of its
/// own. Whether a hold has expired is decided by the database's clock alone, from the span that was
/// given when it was made.
@Component
public class Holds {
  private final Ledger ledger;
  private final HoldRepository repository;

  Holds(Ledger ledger, HoldRepository repository) {
    this.ledger = ledger;
    this.repository = repository;
  }

  /// A hold as it stands.
  public record Hold(
      long holdId,
      String key,
      Account source,
      Account holding,
      long minor,
      State state,
      long postedMinor,
      long reservingEntryId,
      @Nullable Long resolvingEntryId) {}

  /// `minor` units to be set aside under a key, until they are posted or voided, or for as long as
  /// `expiresAfter`. Source and holding account are of one asset.
  public record Request(
      String key,
      Account source,
      Account holding,
      long minor,
      @Nullable Duration expiresAfter,
      Map<String, ?> explanation) {}

  /// What is to become of a hold.
  public sealed interface Move {
    long holdId();

    Map<String, ?> explanation();

    /// `minor` units of it move on to `destination`; what is left goes back to its source.
    record Post(long holdId, Account destination, long minor, Map<String, ?> explanation)
        implements Move {}

    /// All of it goes back to its source.
    record Release(long holdId, Map<String, ?> explanation) implements Move {}
  }

  /// Where a hold stands.
  public enum State {
    HELD,
    POSTED,
    VOIDED,
    EXPIRED
  }

  /// How setting aside can end.
  public sealed interface Reservation {
    /// It is set aside, now or by an earlier call with the same key.
    record Held(Hold hold) implements Reservation {}

    /// Nothing was set aside: the source has `missingMinor` too little. The key is burnt.
    record TooLittle(long missingMinor) implements Reservation {}

    /// The key names another hold.
    record KeyTaken(String field) implements Reservation {}
  }

  /// How resolving a hold can end.
  public sealed interface Resolution {
    /// It was resolved by this call.
    record Resolved(long entryId) implements Resolution {}

    /// It was resolved before; nothing changed.
    record AlreadyResolved(Hold hold) implements Resolution {}

    /// More was asked for than is held; nothing changed.
    record MoreThanHeld(long heldMinor) implements Resolution {}
  }

  /// Sets `minor` units aside until it is posted or voided, or for as long as `expiresAfter`.
  ///
  /// Errors: [InvalidEntry] with the reason: not positive, to the same account, in another asset.
  @Transactional
  public Reservation reserve(
      String key,
      Account source,
      Account holding,
      long minor,
      Instant effectiveAt,
      @Nullable Duration expiresAfter,
      Map<String, ?> explanation) {
    var request = new Request(key, source, holding, minor, expiresAfter, explanation);
    return reserveAll(List.of(request), effectiveAt).getFirst();
  }

  /// Sets aside in this order, each for itself: where one ends otherwise than held, the others are
  /// not touched by it. Returns an ending for each, in their order. A handful of statements,
  /// however many there are.
  ///
  /// Errors: [InvalidEntry] as for one; [IllegalArgumentException] if two have the same key.
  @Transactional
  public List<Reservation> reserveAll(List<Request> requests, Instant effectiveAt) {
    requests.forEach(Holds::requirePositive);
    var before = repository.findAll(requests.stream().map(Request::key).toList());
    var fresh = requests.stream().filter(request -> !before.containsKey(request.key())).toList();
    var bookings =
        ledger.bookAll(fresh.stream().map(request -> entry(request, effectiveAt)).toList());
    var endings = new HashMap<String, Booking>();
    var booked = new ArrayList<Request>();
    var entryIds = new ArrayList<Long>();
    for (var i = 0; i < fresh.size(); i++) {
      endings.put(fresh.get(i).key(), bookings.get(i));
      if (bookings.get(i) instanceof Booking.Booked(var entryId)) {
        booked.add(fresh.get(i));
        entryIds.add(entryId);
      }
    }
    repository.insert(booked, entryIds);
    var after = repository.findAll(endings.keySet());
    return requests.stream()
        .map(request -> {
          var hold = before.getOrDefault(request.key(), after.get(request.key()));
          return hold == null ? unheld(request, endings) : sameAs(hold, request);
        })
        .toList();
  }

  private static void requirePositive(Request request) {
    requirePositive("set aside", request.minor());
  }

  private static void requirePositive(String what, long minor) {
    if (minor <= 0) {
      throw new InvalidEntry(
          InvalidEntry.Reason.NOT_POSITIVE, "nothing to %s: %d".formatted(what, minor));
    }
  }

  private static Entry entry(Request request, Instant effectiveAt) {
    return new Entry(
        "hold:" + request.key(),
        "hold",
        effectiveAt,
        List.of(
            new Line(request.source(), request.minor()),
            new Line(request.holding(), -request.minor())),
        request.explanation());
  }

  private static Reservation unheld(Request request, Map<String, Booking> endings) {
    return switch (Objects.requireNonNull(endings.get(request.key()))) {
      case Booking.Overdrawn(_, var missing) -> new Reservation.TooLittle(missing);
      case Booking.KeyTaken(var field) -> new Reservation.KeyTaken(field);
      case Booking.AlreadyReversed _ ->
          throw new IllegalStateException(request.key() + " takes nothing back");
      case Booking.Booked _, Booking.AlreadyBooked _ ->
          throw new IllegalStateException(request.key() + " was booked without its hold");
    };
  }

  private static Reservation sameAs(Hold hold, Request request) {
    if (hold.minor() != request.minor()) {
      return new Reservation.KeyTaken("minor");
    }
    if (!hold.source().equals(request.source())) {
      return new Reservation.KeyTaken("source");
    }
    return hold.holding().equals(request.holding())
        ? new Reservation.Held(hold)
        : new Reservation.KeyTaken("holding");
  }

  /// Moves `minor` units of the hold on to `destination`; what is left goes back to its source.
  ///
  /// Errors: [InvalidEntry] with the reason: not positive, to its own account, in another asset.
  @Transactional
  public Resolution post(
      long holdId,
      Account destination,
      long minor,
      Instant effectiveAt,
      Map<String, ?> explanation) {
    var move = new Move.Post(holdId, destination, minor, explanation);
    return resolveAll(List.of(move), effectiveAt).getFirst();
  }

  /// Gives all of the hold back to its source.
  @Transactional
  public Resolution release(long holdId, Instant effectiveAt, Map<String, ?> explanation) {
    return resolveAll(List.of(new Move.Release(holdId, explanation)), effectiveAt).getFirst();
  }

  /// Resolves each of these holds for itself, and returns an ending for each, in their order. A
  /// handful of statements, however many there are.
  ///
  /// Errors: [InvalidEntry] as for one; [IllegalArgumentException] where a hold is not there, or is
  /// to be resolved twice.
  @Transactional
  public List<Resolution> resolveAll(List<Move> moves, Instant effectiveAt) {
    for (var move : moves) {
      if (move instanceof Move.Post post) {
        requirePositive("post", post.minor());
      }
    }
    var holds = repository.lockAll(moves.stream().map(Move::holdId).toList());
    var resolutions = new HashMap<Long, Resolution>();
    var ends = new ArrayList<End>();
    for (var move : moves) {
      var hold = holds.get(move.holdId());
      if (hold == null) {
        throw new IllegalArgumentException("there is no hold " + move.holdId());
      }
      if (hold.state() != State.HELD) {
        resolutions.put(hold.holdId(), new Resolution.AlreadyResolved(hold));
      } else if (move instanceof Move.Post post && post.minor() > hold.minor()) {
        resolutions.put(hold.holdId(), new Resolution.MoreThanHeld(hold.minor()));
      } else {
        ends.add(end(hold, move, effectiveAt));
      }
    }
    var entryIds = end(ends);
    for (var i = 0; i < ends.size(); i++) {
      resolutions.put(ends.get(i).hold().holdId(), new Resolution.Resolved(entryIds.get(i)));
    }
    return moves.stream()
        .map(move -> Objects.requireNonNull(resolutions.get(move.holdId())))
        .toList();
  }

  /// Gives back what has expired, up to `atMost` holds; returns how many there were. Safe to race:
  /// what another caller is resolving is left to it.
  @Transactional
  public int expire(int atMost) {
    var expired = repository.lockExpired(atMost);
    end(
        expired.stream()
            .map(due ->
                new End(due.hold(), State.EXPIRED, 0, back(due.hold()), due.expiredAt(), Map.of()))
            .toList());
    return expired.size();
  }

  @Transactional(readOnly = true)
  public Optional<Hold> find(String key) {
    return repository.find(key);
  }

  private static List<Line> back(Hold hold) {
    return List.of(new Line(hold.holding(), hold.minor()), new Line(hold.source(), -hold.minor()));
  }

  /// The end of a hold, and the lines of the entry that moves its amount.
  record End(
      Hold hold,
      State state,
      long postedMinor,
      List<Line> lines,
      Instant effectiveAt,
      Map<String, ?> explanation) {
    private Entry entry() {
      var kind =
          switch (state) {
            case POSTED -> "hold_posted";
            case VOIDED -> "hold_voided";
            case EXPIRED -> "hold_expired";
            case HELD -> throw new IllegalArgumentException("held is no resolution");
          };
      return new Entry("hold:" + hold.key() + ":end", kind, effectiveAt, lines, explanation);
    }
  }

  private static End end(Hold hold, Move move, Instant effectiveAt) {
    return switch (move) {
      case Move.Release(_, var explanation) ->
          new End(hold, State.VOIDED, 0, back(hold), effectiveAt, explanation);
      case Move.Post(_, var destination, var minor, var explanation) -> {
        var lines = new ArrayList<Line>();
        lines.add(new Line(hold.holding(), hold.minor()));
        lines.add(new Line(destination, -minor));
        if (minor < hold.minor()) {
          lines.add(new Line(hold.source(), minor - hold.minor()));
        }
        yield new End(hold, State.POSTED, minor, lines, effectiveAt, explanation);
      }
    };
  }

  /// Ends holds that are locked and held; returns their entries, in their order.
  private List<Long> end(List<End> ends) {
    var entryIds =
        ledger.bookAll(ends.stream().map(End::entry).toList()).stream()
            .map(Booking::entryIdOrThrow)
            .toList();
    repository.resolve(ends, entryIds);
    return entryIds;
  }
}
