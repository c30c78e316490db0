/// A simulated platform to look at, labelled as simulated.
@ApplicationModule(
    allowedDependencies = {"kernel", "platform", "events", "analytics", "access", "web"})
@NullMarked
package ai.profithack.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
