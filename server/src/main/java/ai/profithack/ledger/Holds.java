package ai.profithack.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      @Nullable Long resolvingEntryId) {}

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
  /// Errors: [IllegalArgumentException] if `minor` is not positive.
  @Transactional
  public Reservation reserve(
      String key,
      Account source,
      Account holding,
      long minor,
      Instant effectiveAt,
      @Nullable Duration expiresAfter,
      Map<String, ?> explanation) {
    if (minor <= 0) {
      throw new IllegalArgumentException("nothing to set aside: " + minor);
    }
    var before = repository.find(key);
    if (before.isPresent()) {
      return sameAs(before.get(), source, holding, minor);
    }
    var booking =
        ledger.book(
            new Entry(
                "hold:" + key,
                "hold",
                effectiveAt,
                List.of(new Line(source, minor), new Line(holding, -minor)),
                explanation));
    return switch (booking) {
      case Booking.Booked(var entryId) ->
          new Reservation.Held(
              repository.insert(key, source, holding, minor, entryId, expiresAfter));
      case Booking.AlreadyBooked _ ->
          sameAs(repository.find(key).orElseThrow(), source, holding, minor);
      case Booking.Overdrawn(_, var missing) -> new Reservation.TooLittle(missing);
      case Booking.KeyTaken(var field) ->
          repository
              .find(key)
              .map(hold -> sameAs(hold, source, holding, minor))
              .orElseGet(() -> new Reservation.KeyTaken(field));
    };
  }

  private static Reservation sameAs(Hold hold, Account source, Account holding, long minor) {
    if (hold.minor() != minor) {
      return new Reservation.KeyTaken("minor");
    }
    if (!hold.source().equals(source)) {
      return new Reservation.KeyTaken("source");
    }
    return hold.holding().equals(holding)
        ? new Reservation.Held(hold)
        : new Reservation.KeyTaken("holding");
  }

  /// Moves `minor` units of the hold on to `destination`; what is left goes back to its source.
  @Transactional
  public Resolution post(
      long holdId,
      Account destination,
      long minor,
      Instant effectiveAt,
      Map<String, ?> explanation) {
    if (minor <= 0) {
      throw new IllegalArgumentException("nothing to post: " + minor);
    }
    var hold = repository.lock(holdId);
    if (hold.state() != State.HELD) {
      return new Resolution.AlreadyResolved(hold);
    }
    if (minor > hold.minor()) {
      return new Resolution.MoreThanHeld(hold.minor());
    }
    var lines = new ArrayList<Line>();
    lines.add(new Line(hold.holding(), hold.minor()));
    lines.add(new Line(destination, -minor));
    if (minor < hold.minor()) {
      lines.add(new Line(hold.source(), minor - hold.minor()));
    }
    return resolve(hold, State.POSTED, minor, lines, effectiveAt, explanation);
  }

  /// Gives all of the hold back to its source.
  @Transactional
  public Resolution release(long holdId, Instant effectiveAt, Map<String, ?> explanation) {
    var hold = repository.lock(holdId);
    return hold.state() == State.HELD
        ? resolve(hold, State.VOIDED, 0, back(hold), effectiveAt, explanation)
        : new Resolution.AlreadyResolved(hold);
  }

  /// Gives back what has expired, up to `atMost` holds; returns how many there were. Safe to race:
  /// what another caller is resolving is left to it.
  @Transactional
  public int expire(int atMost) {
    var expired = repository.lockExpired(atMost);
    for (var due : expired) {
      resolve(due.hold(), State.EXPIRED, 0, back(due.hold()), due.expiredAt(), Map.of());
    }
    return expired.size();
  }

  @Transactional(readOnly = true)
  public Optional<Hold> find(String key) {
    return repository.find(key);
  }

  private static List<Line> back(Hold hold) {
    return List.of(new Line(hold.holding(), hold.minor()), new Line(hold.source(), -hold.minor()));
  }

  private Resolution resolve(
      Hold hold,
      State state,
      long postedMinor,
      List<Line> lines,
      Instant effectiveAt,
      Map<String, ?> explanation) {
    var kind =
        switch (state) {
          case POSTED -> "hold_posted";
          case VOIDED -> "hold_voided";
          case EXPIRED -> "hold_expired";
          case HELD -> throw new IllegalArgumentException("held is no resolution");
        };
    var entryId =
        ledger
            .book(new Entry("hold:" + hold.key() + ":end", kind, effectiveAt, lines, explanation))
            .entryIdOrThrow();
    repository.resolve(hold.holdId(), state, postedMinor, entryId);
    return new Resolution.Resolved(entryId);
  }
}
