/// The platform's users, videos and gifts as they are given, the names they are shown under, and
/// exchange rates.
@ApplicationModule(allowedDependencies = {"kernel", "database", "access", "console", "web"})
@NullMarked
package ai.profithack.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
