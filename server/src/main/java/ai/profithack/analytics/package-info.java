/// The true figures of each day, the cohorts and the forecasts that follow from the event log.
@ApplicationModule(
    allowedDependencies = {"kernel", "platform", "events", "access", "jobs", "web", "console"})
@NullMarked
package ai.profithack.analytics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
