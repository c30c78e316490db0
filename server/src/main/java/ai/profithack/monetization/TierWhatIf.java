package ai.profithack.monetization;

import ai.profithack.kernel.DayRange;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Other rules, replayed on what happened: whom they would have moved, and what they would have
/// cost.
///
/// Every decision of the days is made again from its stored inputs, in the database: the tier that
/// the other rules would have met and, with the same time of grace, held. Cost is what creators
/// would have had of the gifts of those days more (or less) than they had, to the minor unit a
/// creator and day, rounded down; and the AI credits of the tiers held on the last day.
@Component
public class TierWhatIf {
  private final TierRepository repository;

  TierWhatIf(TierRepository repository) {
    this.repository = repository;
  }

  /// How many creators hold a tier on the last day, under the rules in force and under the others.
  public record Count(Tier tier, long now, long then) {}

  /// The most creators that an outcome names.
  static final int MOST_NAMED = 100;

  /// A creator who would hold another tier on the last day, and what they earned in the days.
  public record Moved(long creatorId, Tier held, Tier then, long earnedMinor) {
    public boolean isUp() {
      return then.compareTo(held) > 0;
    }
  }

  /// What the other rules would have done over the days. Money in minor units of the reporting
  /// currency. `earnedMinor` is what creators earned in the days; `differenceMinor` what they would
  /// have had more. `moved` names those who earned most of all who would hold another tier.
  public record Outcome(
      long decisions,
      List<Count> counts,
      long movedUp,
      long movedDown,
      List<Moved> moved,
      long earnedMinor,
      long differenceMinor,
      long creditsNow,
      long creditsThen) {}

  /// The days of which there are decisions; empty where there are none.
  @Transactional(readOnly = true)
  public Optional<DayRange> days() {
    return repository.decidedDays();
  }

  @Transactional(readOnly = true)
  public Outcome replay(TierRules others, DayRange days) {
    return repository.replay(others, days);
  }
}
