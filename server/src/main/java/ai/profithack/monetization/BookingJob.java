package ai.profithack.monetization;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Books new gifts, subscriptions, ads and refunds within seconds.
@Component
class BookingJob implements Job {
  private final EarningBooks books;

  BookingJob(EarningBooks books) {
    this.books = books;
  }

  @Override
  public String name() {
    return "earnings-booking";
  }

  @Override
  public String schedule() {
    return "*/10 * * * * *";
  }

  @Override
  public String description() {
    return "Books gifts, subscriptions, ads and refunds into the ledger";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    return Counted.of(books.book(), "event was", "events were") + " booked.";
  }
}
