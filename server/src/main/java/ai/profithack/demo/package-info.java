/// A simulated platform to look at, labelled as simulated.
///
/// Start at [ai.profithack.demo.Simulation] for what happens on it, and at
/// [ai.profithack.demo.Demo] for how that reaches the event log; at [ai.profithack.demo.Story] for
/// what people do there with payouts, agreements and credits.
@ApplicationModule(
    allowedDependencies = {
      "kernel",
      "access",
      "events",
      "jobs",
      "monetization",
      "payouts",
      "platform",
      "web"
    })
@NullMarked
package ai.profithack.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
