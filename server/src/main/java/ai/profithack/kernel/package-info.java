/// Money, spans of time, the reporting frame and what tells a lost database, which several modules
/// share. Pure Java.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package ai.profithack.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
