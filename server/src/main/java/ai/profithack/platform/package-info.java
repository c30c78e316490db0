/// The platform's users, videos and gifts as they are given, and the names they are shown under.
@ApplicationModule(allowedDependencies = {"kernel", "database"})
@NullMarked
package ai.profithack.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
