/// The command line: what the commands are, what can be configured, and how a failure is told.
///
/// Start at [ai.profithack.console.Console]. A module adds a command by annotating a class with
/// picocli's `@Command` and implementing `Callable<Integer>`; as a `@Component` it is run inside
/// the application, without web server and schedules; without that annotation it is run bare, and
/// its constructor may take Spring's `Environment`.
@ApplicationModule(allowedDependencies = {"kernel", "classifiers", "database", "media"})
@NullMarked
package ai.profithack.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
