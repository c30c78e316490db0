package ai.profithack.monetization;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gives back what lost disputes and confirmed frauds take from creators, within seconds.
@Component
class DecidedRefundsJob implements Job {
  private final DecidedRefunds refunds;
  private final EarningBooks books;

  DecidedRefundsJob(DecidedRefunds refunds, EarningBooks books) {
    this.refunds = refunds;
    this.books = books;
  }

  @Override
  public String name() {
    return "decided-refunds";
  }

  @Override
  public String schedule() {
    return "5/15 * * * * *";
  }

  @Override
  public String description() {
    return "Refunds the gifts of lost disputes and confirmed frauds";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var reported = refunds.report();
    if (reported > 0) {
      books.book();
    }
    return Counted.of(reported, "gift was", "gifts were") + " refunded.";
  }
}
