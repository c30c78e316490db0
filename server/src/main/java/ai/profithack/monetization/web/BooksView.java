package ai.profithack.monetization.web;

import ai.profithack.ledger.Books.Sealing;
import ai.profithack.monetization.Agreement;
import ai.profithack.monetization.RefundException;
import ai.profithack.web.DateRange;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the page of the books shows. The balances are through the end of `asOf`; null: now.
public record BooksView(
    List<TrialBalance> balances,
    @Nullable LocalDate asOf,
    Sealing sealing,
    long waiting,
    DateRange range,
    List<Agreement.Day> days,
    List<RefundException> refunds) {

  /// How many days that are over differ.
  public long disagreements() {
    return days.stream().filter(day -> day.closed() && !day.agrees()).count();
  }

  public boolean isEmpty() {
    return balances.isEmpty() && asOf == null;
  }

  public String account(TrialBalance balance, String path) {
    return BookLinks.account(path, balance.asset(), asOf, null);
  }
}
