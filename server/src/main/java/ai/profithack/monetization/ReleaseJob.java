package ai.profithack.monetization;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes earnings available whose time of holding is over.
@Component
class ReleaseJob implements Job {
  private final EarningBooks books;
  private final Debts debts;
  private final Clock clock;

  ReleaseJob(EarningBooks books, Debts debts, Clock clock) {
    this.books = books;
    this.debts = debts;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "earnings-release";
  }

  @Override
  public String schedule() {
    return "30 */10 * * * *";
  }

  @Override
  public String description() {
    return "Makes earnings available to creators when their time of holding is over";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var released =
        "%s became available.".formatted(Counted.of(books.release(now), "earning", "earnings"));
    var recovered = debts.recoverAll(now);
    return recovered == 0
        ? released
        : "%s %s repaid out of what was available beside it."
            .formatted(released, Counted.of(recovered, "debt was", "debts were"));
  }
}
