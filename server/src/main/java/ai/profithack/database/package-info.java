/// Where the rows live: the embedded PostgreSQL or an external one, migrations and their
/// verification.
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package ai.profithack.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
