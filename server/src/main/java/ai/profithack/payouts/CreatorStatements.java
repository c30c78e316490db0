package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.CreatorAccounts;
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

  CreatorStatements(Ledger ledger, ReportingFrame frame) {
    this.ledger = ledger;
    this.frame = frame;
  }

  /// The statement of a creator for a month, in one currency, as of one moment.
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public CreatorStatement of(long creatorId, YearMonth month, Currency currency) {
    var own = new CreatorAccounts(creatorId, Asset.of(currency));
    var accounts =
        List.of(own.pending(), own.available(), own.inPayout(), own.withheld(), own.debt());
    var from = frame.startOf(month.atDay(1));
    var until = frame.startOf(month.plusMonths(1).atDay(1));
    var owed = accounts.stream().mapToLong(account -> -ledger.balanceAt(account, from)).sum();
    return new CreatorStatement(
        creatorId,
        month,
        new Money(owed, currency),
        ledger.movements(accounts, from, until).stream()
            .map(each ->
                new CreatorStatement.Movement(
                    each.entryId(),
                    each.effectiveAt(),
                    each.kind(),
                    each.key(),
                    new Money(-each.minor(), currency)))
            .toList());
  }
}
