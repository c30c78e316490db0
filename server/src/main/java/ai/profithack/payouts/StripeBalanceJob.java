package ai.profithack.payouts;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads Stripe's account of the platform's balance, and confirms what it proves; asks again about
/// accounts that Stripe paused.
@Component
class StripeBalanceJob implements Job {
  private final StripeBalance balance;
  private final StripeAccounts accounts;

  StripeBalanceJob(StripeBalance balance, StripeAccounts accounts) {
    this.balance = balance;
    this.accounts = accounts;
  }

  @Override
  public String name() {
    return "stripe-balance";
  }

  @Override
  public String schedule() {
    return "0 25 * * * *";
  }

  @Override
  public String description() {
    return "Compares payouts over Stripe with Stripe's own account of the platform's balance, and asks again about paused accounts.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var paused = accounts.lookAtPaused();
    var reading = balance.read();
    return "%s of Stripe's balance read, %s confirmed, %s looked at."
        .formatted(
            Counted.of(reading.lines(), "line", "lines"),
            Counted.of(reading.confirmed(), "payout", "payouts"),
            Counted.of(paused, "paused account", "paused accounts"));
  }
}
