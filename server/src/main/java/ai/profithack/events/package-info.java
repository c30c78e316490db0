/// The event log: what is accepted, what counts as the same event, what is refused and why, and
/// imports.
@ApplicationModule(allowedDependencies = {"kernel", "platform", "access", "jobs", "web"})
@NullMarked
package ai.profithack.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
