package ai.profithack.monetization;

import ai.profithack.monetization.Credits.Bonus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Marks that a creator passes once: so many views, followers or gifts in all the time that there
/// are figures of.
///
/// A mark belongs to a creator once and for ever: the table's key says so, whoever else has it and
/// however many runs there are at once. What is taken away later (views found to be false, refunds,
/// followers who leave) revokes no mark and takes back no credits; passing it again gives nothing.
/// Its bonus credits do not expire.
@Component
public class Achievements {
  private static final int REWARDS_AT_A_TIME = 500;

  private final AchievementRepository repository;
  private final Credits credits;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Achievements(
      AchievementRepository repository,
      Credits credits,
      TransactionTemplate transaction,
      Clock clock) {
    this.repository = repository;
    this.credits = credits;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// What is counted.
  public enum Kind {
    VIEWS,
    FOLLOWERS,
    GIFTS;

    /// As the table writes it: `views`.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A mark at `count` of a kind, as people write it (`10K`), and the bonus credits that it brings.
  public record Mark(Kind kind, String milestone, long count, int credits) {}

  /// Every mark there is, lowest first within its kind.
  public static final List<Mark> MARKS =
      Stream.of(
              new Mark(Kind.VIEWS, "1K", 1_000, 50),
              new Mark(Kind.VIEWS, "10K", 10_000, 100),
              new Mark(Kind.VIEWS, "100K", 100_000, 250),
              new Mark(Kind.VIEWS, "1M", 1_000_000, 1_000),
              new Mark(Kind.VIEWS, "10M", 10_000_000, 2_500),
              new Mark(Kind.VIEWS, "100M", 100_000_000, 5_000),
              new Mark(Kind.VIEWS, "1B", 1_000_000_000, 10_000),
              new Mark(Kind.FOLLOWERS, "100", 100, 25),
              new Mark(Kind.FOLLOWERS, "1K", 1_000, 100),
              new Mark(Kind.FOLLOWERS, "10K", 10_000, 250),
              new Mark(Kind.FOLLOWERS, "100K", 100_000, 1_000),
              new Mark(Kind.FOLLOWERS, "1M", 1_000_000, 2_500),
              new Mark(Kind.GIFTS, "1", 1, 10),
              new Mark(Kind.GIFTS, "100", 100, 50),
              new Mark(Kind.GIFTS, "1K", 1_000, 200),
              new Mark(Kind.GIFTS, "10K", 10_000, 500),
              new Mark(Kind.GIFTS, "100K", 100_000, 2_000))
          .toList();

  /// A mark that a creator has.
  public record Unlocked(
      long id, String achievement, String milestone, int credits, Instant unlockedAt) {}

  /// What a run did.
  public record Awarded(long unlocked, long rewarded) {}

  /// Unlocks every mark that was passed and gives the bonuses that are still to be given. Safe to
  /// repeat and to race.
  public Awarded award() {
    var unlocked = repository.unlock(MARKS, clock.instant().truncatedTo(ChronoUnit.MICROS));
    var rewarded = 0L;
    int last;
    do {
      last = transaction.execute(_ -> reward());
      rewarded += last;
    } while (last == REWARDS_AT_A_TIME);
    return new Awarded(unlocked, rewarded);
  }

  private int reward() {
    var due = repository.lockUnrewarded(REWARDS_AT_A_TIME);
    if (!due.isEmpty()) {
      credits.giveBonuses(
          due.stream()
              .filter(each -> each.credits() > 0)
              .map(each -> new Bonus("achievement:" + each.id(), each.creatorId(), each.credits()))
              .toList());
      repository.markRewarded(
          due.stream().map(AchievementRepository.Due::id).toList(),
          clock.instant().truncatedTo(ChronoUnit.MICROS));
    }
    return due.size();
  }

  /// The marks of a creator, newest first.
  @Transactional(readOnly = true)
  public List<Unlocked> of(long creatorId) {
    return repository.of(creatorId);
  }
}
