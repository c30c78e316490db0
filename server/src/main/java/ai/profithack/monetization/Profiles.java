package ai.profithack.monetization;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Who each creator is by what they did: computed from the facts of the last 30 closed days and of
/// all time, never typed in.
@Component
public class Profiles {
  private final ProfileRepository repository;
  private final ReportingFrame frame;
  private final Clock clock;

  Profiles(ProfileRepository repository, ReportingFrame frame, Clock clock) {
    this.repository = repository;
    this.frame = frame;
    this.clock = clock;
  }

  /// A creator's profile. `category` is that of most of the creator's videos, `niche` the hashtag
  /// that most of them carry; of equal ones the first by alphabet. `averageViews` a day and
  /// `engagementRate` in per cent are of 30 closed days, as tiers count them; earnings are net, in
  /// the reporting currency.
  public record Profile(
      long creatorId,
      @Nullable String bio,
      String category,
      @Nullable String niche,
      long averageViews,
      BigDecimal engagementRate,
      BigDecimal monthlyEarnings,
      BigDecimal totalEarnings) {}

  /// Computes every creator's profile again; returns how many changed.
  @Transactional
  public long refresh() {
    var today = frame.dayOf(clock.instant());
    return repository.refresh(
        new DayRange(today.minusDays(TierRules.WINDOW_DAYS), today),
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  @Transactional(readOnly = true)
  public Optional<Profile> of(long creatorId) {
    return repository.find(creatorId);
  }
}
