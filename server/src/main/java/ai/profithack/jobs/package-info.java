/// What runs by the clock: schedules, runs and their outcomes, once among many servers.
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "console"})
@NullMarked
package ai.profithack.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
