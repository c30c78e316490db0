/// Files in: declared mappings turn data sets of other people into the platform's events, once.
/// Start at [ai.profithack.imports.Imports].
@ApplicationModule(
    allowedDependencies = {"kernel", "platform", "events", "jobs", "access", "web", "console"})
@NullMarked
package ai.profithack.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
