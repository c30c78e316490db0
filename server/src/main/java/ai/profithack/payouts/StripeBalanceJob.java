package ai.profithack.payouts;

import ai.profithack.jobs.Job;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads Stripe's account of the platform's balance, and confirms what it proves.
@Component
class StripeBalanceJob implements Job {
  private final StripeBalance balance;

  StripeBalanceJob(StripeBalance balance) {
    this.balance = balance;
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
    return "Compares payouts over Stripe with Stripe's own account of the platform's balance.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var reading = balance.read();
    return "%,d lines of Stripe's balance read, %,d payouts confirmed."
        .formatted(reading.lines(), reading.confirmed());
  }
}
