/// A simulated platform to look at, labelled as simulated.
///
/// Start at [ai.profithack.demo.Simulation] for what happens on it, and at
/// [ai.profithack.demo.Demo] for how that reaches the event log.
@ApplicationModule(
    allowedDependencies = {"kernel", "platform", "events", "analytics", "access", "web", "jobs"})
@NullMarked
package ai.profithack.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
