package ai.profithack.monetization.web;

import ai.profithack.ledger.Books.Sealing;
import ai.profithack.monetization.Agreement;
import ai.profithack.monetization.RefundException;
import java.util.List;

/// What the page of the books shows.
public record BooksView(
    List<TrialBalance> balances,
    Sealing sealing,
    long waiting,
    List<Agreement.Day> days,
    List<RefundException> refunds) {

  public long disagreements() {
    return days.stream().filter(day -> !day.agrees()).count();
  }
}
