package ai.profithack.payouts;

import ai.profithack.jobs.Job;
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
    return "%,d transactions of PayPal's report read, %,d payouts confirmed."
        .formatted(reading.lines(), reading.confirmed());
  }
}
