package ai.profithack.monetization;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// By which agreement a video's earnings are divided at a moment, for whoever books them.
///
/// A booking asks for the splits of its videos, divides by [Split#weightsOf], and notes what it
/// booked, all in one transaction; a refund follows the booking that it takes back. A video without
/// an agreement in force is its owner's alone and has no split.
@Component
public class Splits {
  private final SplitRepository repository;

  Splits(SplitRepository repository) {
    this.repository = repository;
  }

  /// A video at a moment of event time.
  public record Moment(long videoId, Instant at) {
    public Moment {
      at = at.truncatedTo(ChronoUnit.MICROS);
    }
  }

  /// A creator's weight among the others.
  public record Weight(long creatorId, long weight) {}

  /// What goes to one creator first, in minor units of the reporting currency; never negative.
  public record Recoupment(long creatorId, long leftMinor) {}

  /// An agreement in force: weights in hundredths of a per cent, lowest creator id first.
  public record Split(
      long collaborationId, int version, List<Weight> weights, @Nullable Recoupment recoupment) {
    public Split {
      weights = List.copyOf(weights);
    }

    /// The weights by which to divide what a payer paid. `percentOfRecouper` is the share of each
    /// gift, in per cent, of the creator whom a recoupment names; without one it plays no part.
    public List<Weight> weightsOf(long amountMinor, int percentOfRecouper) {
      return SplitRules.weights(this, amountMinor, percentOfRecouper);
    }

    /// The same agreement after `partMinor` of its recoupment was booked: for the next amount of a
    /// batch.
    public Split after(long partMinor) {
      return recoupment == null
          ? this
          : new Split(
              collaborationId,
              version,
              weights,
              new Recoupment(
                  recoupment.creatorId(), Math.max(0, recoupment.leftMinor() - partMinor)));
    }
  }

  /// What each of the videos is divided by at its moment; videos without an agreement are missing.
  /// Their agreements stay locked until the caller's transaction ends, so that no other booking
  /// recoups the same amount.
  @Transactional(propagation = Propagation.MANDATORY)
  public Map<Moment, Split> forBooking(Collection<Moment> moments) {
    return moments.isEmpty() ? Map.of() : repository.of(moments, true);
  }

  /// The same to look at.
  @Transactional(readOnly = true)
  public Map<Moment, Split> of(Collection<Moment> moments) {
    return moments.isEmpty() ? Map.of() : repository.of(moments, false);
  }

  /// These creators and all with whom they ever agreed on something.
  Set<Long> withPartners(Set<Long> creators) {
    return creators.isEmpty() ? Set.of() : repository.withPartners(creators);
  }

  /// Keeps what was booked under `key`: `minor` to all creators together, `partOfRecouperMinor` of
  /// it to the one whom the recoupment names (0 without one). Returns what of that recoups, for
  /// [Split#after]. Noting a key again changes nothing and returns 0.
  @Transactional(propagation = Propagation.MANDATORY)
  public long note(String key, Split split, long minor, long partOfRecouperMinor) {
    var recouped = SplitRules.recouped(split, partOfRecouperMinor);
    return repository.insert(key, split.collaborationId(), split.version(), null, minor, recouped)
        ? recouped
        : 0;
  }

  /// Keeps that `minor` of the booking `bookedKey` was taken back under `key`: its recoupment is
  /// open again for its part of it. Nothing happens where that booking was under no agreement, or
  /// `key` was noted before.
  ///
  /// Errors: [IllegalArgumentException] where more is taken back than is left of the booking.
  @Transactional(propagation = Propagation.MANDATORY)
  public void takeBack(String key, String bookedKey, long minor) {
    repository
        .lockBooking(bookedKey)
        .ifPresent(booking -> {
          if (repository.isKnown(key)) {
            return;
          }
          if (minor > booking.leftMinor()) {
            throw new IllegalArgumentException(
                "%d cannot be taken back of %s, of which %d is left"
                    .formatted(minor, bookedKey, booking.leftMinor()));
          }
          repository.insert(
              key,
              booking.collaborationId(),
              booking.version(),
              bookedKey,
              -minor,
              -SplitRules.recoupedBack(minor, booking.leftMinor(), booking.leftRecoupedMinor()));
        });
  }
}
