/// What creators earn: how each amount is shared, when it becomes available, tiers, credits,
/// achievements and collaborations. Every cent of it is in the ledger.
///
/// Start at [ai.profithack.monetization.CreatorAccounts].
@ApplicationModule(
    allowedDependencies = {
      "kernel",
      "access",
      "analytics",
      "events",
      "jobs",
      "ledger",
      "platform",
      "web"
    })
@NullMarked
package ai.profithack.monetization;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
