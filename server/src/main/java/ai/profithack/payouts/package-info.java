/// What leaves the house: who can be paid and how, the weekly run, the rails that carry the money,
/// and the proof by the bank's statements that it arrived.
///
/// Start at [ai.profithack.payouts.PayoutRuns].
@ApplicationModule(
    allowedDependencies = {
      "kernel",
      "access",
      "console",
      "jobs",
      "ledger",
      "monetization",
      "platform",
      "risk",
      "web"
    })
@NullMarked
package ai.profithack.payouts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
