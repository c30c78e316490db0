/// Files in: declared mappings turn data sets of other people into the platform's events, once.
@ApplicationModule(allowedDependencies = {"kernel", "platform", "events", "access", "web"})
@NullMarked
package ai.profithack.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
