package ai.profithack.monetization;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Which tier each creator holds, now and at any time before.
///
/// A tier holds from the moment at which it was decided; nothing ever takes effect earlier. Who has
/// no decision yet is a starter.
@Component
public class Tiers {
  private final TierRepository repository;

  Tiers(TierRepository repository) {
    this.repository = repository;
  }

  /// A creator at a moment of event time.
  public record Moment(long creatorId, Instant at) {
    public Moment {
      at = at.truncatedTo(ChronoUnit.MICROS);
    }
  }

  /// The tier that is held. `since` is null for a starter from the beginning. `sharePercent` is
  /// what the creator has of each gift, 0 to 100; `rulesVersion` the rules that say so.
  public record Standing(Tier tier, @Nullable Instant since, int rulesVersion, int sharePercent) {
    static final Standing BEGINNING = of(Tier.STARTER, null, TierRules.CURRENT.version());

    static Standing of(Tier tier, @Nullable Instant since, int rulesVersion) {
      return new Standing(
          tier, since, rulesVersion, TierRules.ofVersion(rulesVersion).line(tier).sharePercent());
    }
  }

  /// A change of a creator's tier.
  public record Move(long creatorId, Tier from, Tier to, Instant at) {
    public boolean isUp() {
      return to.compareTo(from) > 0;
    }
  }

  /// The newest changes, newest first.
  @Transactional(readOnly = true)
  public List<Move> newest(int limit) {
    return repository.moves(limit);
  }

  /// How many creators hold each tier now.
  @Transactional(readOnly = true)
  public Map<Tier, Long> counts() {
    return repository.counts();
  }

  /// What each of the creators held at `at`: an answer for every one of them.
  @Transactional(readOnly = true)
  public Map<Long, Standing> at(Collection<Long> creatorIds, Instant at) {
    var standings = new LinkedHashMap<Long, Standing>();
    at(creatorIds.stream().map(id -> new Moment(id, at)).toList())
        .forEach((moment, standing) -> standings.put(moment.creatorId(), standing));
    return standings;
  }

  /// What was held at each of the moments: an answer for every one of them, in one query.
  @Transactional(readOnly = true)
  public Map<Moment, Standing> at(Collection<Moment> moments) {
    var distinct = moments.stream().distinct().toList();
    var known = distinct.isEmpty() ? Map.<Moment, Standing>of() : repository.at(distinct);
    var standings = new LinkedHashMap<Moment, Standing>();
    distinct.forEach(
        moment -> standings.put(moment, known.getOrDefault(moment, Standing.BEGINNING)));
    return standings;
  }

  /// What one creator held at `at`.
  @Transactional(readOnly = true)
  public Standing at(long creatorId, Instant at) {
    return Objects.requireNonNull(at(List.of(creatorId), at).get(creatorId));
  }
}
