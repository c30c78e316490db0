/// Money, spans of time and the reporting frame that several modules share. Pure Java.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package ai.profithack.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
