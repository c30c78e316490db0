package ai.profithack.monetization;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.Tiers.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// How far a creator is from the next tier, from the figures of the closed days as they are now.
@Component
public class TierProgress {
  private final Tiers tiers;
  private final TierRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;

  TierProgress(Tiers tiers, TierRepository repository, ReportingFrame frame, Clock clock) {
    this.tiers = tiers;
    this.repository = repository;
    this.frame = frame;
    this.clock = clock;
  }

  /// One criterion of the next tier. `kind` is `earnings` in the reporting currency, `engagement`
  /// in per cent (rounded down, so that it never looks met when it is not), or `average_views` a
  /// day (rounded down).
  public record Criterion(String kind, BigDecimal required, BigDecimal reached, boolean met) {
    /// How much of it is reached, 0 to 100, whole.
    public int percent() {
      if (met) {
        return 100;
      }
      return reached
          .max(BigDecimal.ZERO)
          .movePointRight(2)
          .divide(required, 0, RoundingMode.DOWN)
          .min(BigDecimal.valueOf(99))
          .intValueExact();
    }
  }

  /// A creator's standing, the tier that the `window` of closed days alone would give, and what is
  /// needed for `next` (null at the top). `keptUntil` is set where the window no longer meets the
  /// tier that is held: the day of the decision by which it goes, unless it is met before.
  public record Progress(
      Standing standing,
      Tier metNow,
      DayRange window,
      @Nullable Tier next,
      List<Criterion> criteria,
      @Nullable LocalDate keptUntil) {}

  @Transactional(readOnly = true)
  public Progress of(long creatorId) {
    var now = clock.instant();
    var today = frame.dayOf(now);
    var standing = tiers.at(creatorId, now);
    var window = repository.window(creatorId, today);
    var rules = TierRules.CURRENT;
    var met =
        rules.met(
            window.earningsMinor(),
            frame.currency().getDefaultFractionDigits(),
            window.views(),
            window.reactions());
    var next = standing.tier().next().orElse(null);
    return new Progress(
        standing,
        met,
        new DayRange(today.minusDays(TierRules.WINDOW_DAYS), today),
        next,
        next == null ? List.of() : criteria(rules.line(next), window),
        met.compareTo(standing.tier()) >= 0
            ? null
            : repository
                .lastMet(creatorId, standing.tier())
                .map(last -> last.plusDays(TierRules.GRACE_DECISIONS))
                .orElse(null));
  }

  private List<Criterion> criteria(TierRules.Line line, TierRepository.Window window) {
    var earned =
        BigDecimal.valueOf(window.earningsMinor(), frame.currency().getDefaultFractionDigits());
    var engagement =
        window.views() <= 0
            ? BigDecimal.ZERO.setScale(2)
            : BigDecimal.valueOf(window.reactions())
                .movePointRight(2)
                .divide(BigDecimal.valueOf(window.views()), 2, RoundingMode.FLOOR);
    var views = BigDecimal.valueOf(Math.floorDiv(window.views(), TierRules.WINDOW_DAYS));
    return List.of(
            criterion("earnings", line.earnings(), earned),
            criterion("engagement", line.engagement(), engagement),
            criterion("average_views", BigDecimal.valueOf(line.averageViews()), views))
        .stream()
        .filter(criterion -> criterion.required().signum() > 0)
        .toList();
  }

  private static Criterion criterion(String kind, BigDecimal required, BigDecimal reached) {
    return new Criterion(kind, required, reached, reached.compareTo(required) >= 0);
  }
}
