package ai.profithack.ledger;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Seals what was booked since it last ran.
@Component
class SealJob implements Job {
  private static final int AT_A_TIME = 2_000;

  private final Ledger ledger;

  SealJob(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public String name() {
    return "ledger-seal";
  }

  @Override
  public String schedule() {
    return "*/15 * * * * *";
  }

  @Override
  public String description() {
    return "Folds new entries of the ledger into its balances and chains them, so that a later edit shows";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var sealed = 0;
    int last;
    do {
      last = ledger.seal(AT_A_TIME);
      sealed += last;
    } while (last == AT_A_TIME);
    return Counted.of(sealed, "entry was", "entries were") + " sealed.";
  }
}
