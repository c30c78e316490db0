package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.CreatorAccounts;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/// Statements of creators, made from the entries of the ledger whenever they are asked for. A month
/// is one of the reporting zone; an entry that becomes known later belongs to the month in which it
/// happened.
@Component
public class CreatorStatements {
  private final Ledger ledger;
  private final ReportingFrame frame;
  private final Clock clock;

  CreatorStatements(Ledger ledger, ReportingFrame frame, Clock clock) {
    this.ledger = ledger;
    this.frame = frame;
    this.clock = clock;
  }

  /// Whether a month has begun: before that there is no statement of it.
  public boolean hasBegun(YearMonth month) {
    return !clock.instant().isBefore(from(month));
  }

  /// The statement of a creator for a month, in one currency, as of one moment.
  ///
  /// Errors: [IllegalArgumentException] for a month that has not begun.
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public CreatorStatement of(long creatorId, YearMonth month, Currency currency) {
    if (!hasBegun(month)) {
      throw new IllegalArgumentException(month + " has not begun");
    }
    var now = clock.instant();
    var accounts = accounts(creatorId, currency);
    var from = from(month);
    var owed = accounts.stream().mapToLong(account -> -ledger.balanceAt(account, from)).sum();
    return new CreatorStatement(
        creatorId,
        month,
        new Money(owed, currency),
        ledger.sums(accounts, from, from(month.plusMonths(1))).stream()
            .map(each ->
                new CreatorStatement.Kind(
                    each.kind(), each.entries(), new Money(-each.minor(), currency)))
            .toList(),
        now,
        now.isBefore(from(month.plusMonths(1))));
  }

  /// Writes the same with every entry as CSV to `out`, as of one moment, whatever their number in
  /// the same memory.
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public void writeCsv(
      long creatorId,
      YearMonth month,
      Currency currency,
      StatementFiles.Issuer issuer,
      Appendable out) {
    StatementFiles.csv(
        of(creatorId, month, currency),
        issuer,
        sink ->
            ledger.eachMovement(
                accounts(creatorId, currency),
                from(month),
                from(month.plusMonths(1)),
                each ->
                    sink.accept(
                        new CreatorStatement.Movement(
                            each.entryId(),
                            each.effectiveAt(),
                            each.kind(),
                            each.key(),
                            new Money(-each.minor(), currency)))),
        out);
  }

  private static List<Account> accounts(long creatorId, Currency currency) {
    var own = new CreatorAccounts(creatorId, Asset.of(currency));
    return List.of(own.pending(), own.available(), own.inPayout(), own.withheld(), own.debt());
  }

  private Instant from(YearMonth month) {
    return frame.startOf(month.atDay(1));
  }
}
