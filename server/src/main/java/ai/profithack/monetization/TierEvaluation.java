package ai.profithack.monetization;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Ledger;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Decides tiers, day by day, from the 30 closed days before.
///
/// A creator holds the highest tier met in any of the last 14 decisions: up at once, down after 14
/// decisions in a row below. Decisions stand as they were made, with their inputs: what arrives
/// late counts in the windows that are still to come. While there were fewer than 14 decisions,
/// nobody is moved down.
@Component
public class TierEvaluation {
  private static final int SEALED_AT_A_TIME = 10_000;

  private final TierRepository repository;
  private final EarnedDayRepository earned;
  private final Ledger ledger;
  private final TransactionTemplate transaction;
  private final ReportingFrame frame;
  private final Clock clock;

  TierEvaluation(
      TierRepository repository,
      EarnedDayRepository earned,
      Ledger ledger,
      TransactionTemplate transaction,
      ReportingFrame frame,
      Clock clock) {
    this.repository = repository;
    this.earned = earned;
    this.ledger = ledger;
    this.transaction = transaction;
    this.frame = frame;
    this.clock = clock;
  }

  /// A day's decisions: about how many creators, and who moved.
  public record Decided(LocalDate day, long creators, long promoted, long demoted) {}

  /// Decides every day that is due up to today, oldest first: those after the last decided one, at
  /// most the 14 that still matter. Safe to repeat and to race: the key of a day's run lets one
  /// caller decide it.
  public List<Decided> catchUp() {
    foldEarnings();
    var today = frame.dayOf(clock.instant());
    var earliest = today.minusDays(TierRules.GRACE_DECISIONS - 1L);
    var first =
        repository
            .lastRun()
            .map(last -> last.isBefore(earliest) ? earliest : last.plusDays(1))
            .orElse(today);
    var decided = new ArrayList<Decided>();
    for (var day = first; !day.isAfter(today); day = day.plusDays(1)) {
      var due = day;
      var done = transaction.execute(_ -> decide(due));
      if (done != null) {
        done.ifPresent(decided::add);
      }
    }
    return decided;
  }

  private java.util.Optional<Decided> decide(LocalDate day) {
    var rules = TierRules.CURRENT;
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (!repository.beginRun(day, rules, now)) {
      return java.util.Optional.empty();
    }
    var creators = repository.decide(day, rules);
    var moves = repository.publish(day, rules, now);
    return java.util.Optional.of(new Decided(day, creators, moves.promoted(), moves.demoted()));
  }

  private void foldEarnings() {
    while (ledger.seal(SEALED_AT_A_TIME) == SEALED_AT_A_TIME) {
      // Everything booked before this moment is to be counted.
    }
    while (earned.fold() > 0) {
      // In transactions of their own, so that a long history does not hold one open.
    }
  }
}
