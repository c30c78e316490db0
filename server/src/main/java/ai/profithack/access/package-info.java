/// Who may do what: people, API keys, login, roles, and the trail of privileged actions.
@ApplicationModule(allowedDependencies = {"kernel", "database", "console"})
@NullMarked
package ai.profithack.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
