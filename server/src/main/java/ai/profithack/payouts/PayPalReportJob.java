package ai.profithack.payouts;

import ai.profithack.jobs.Job;
import ai.profithack.kernel.Counted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads PayPal's report of the operator's balance, and confirms what it proves.
@Component
class PayPalReportJob implements Job {
  private final PayPalReport report;

  PayPalReportJob(PayPalReport report) {
    this.report = report;
  }

  @Override
  public String name() {
    return "paypal-report";
  }

  @Override
  public String schedule() {
    return "0 35 * * * *";
  }

  @Override
  public String description() {
    return "Compares payouts over PayPal with PayPal's own report of the operator's balance.";
  }

  @Override
  public String run(@Nullable LocalDate day) {
    var reading = report.read();
    return "%s of PayPal's report read, %s confirmed."
        .formatted(
            Counted.of(reading.lines(), "transaction", "transactions"),
            Counted.of(reading.confirmed(), "payout", "payouts"));
  }
}
