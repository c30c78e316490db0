/// What can be told about a recording on this server, without a key and without a network: nudity,
/// faces, text in the picture, speech. It decides nothing; it says what it saw, how sure it was and
/// in which ways it is known to err.
///
/// Start at [ai.profithack.classifiers.Classifiers]. docs/classifiers.md tells what each can and
/// cannot do.
@ApplicationModule(allowedDependencies = {"kernel", "media"})
@NullMarked
package ai.profithack.classifiers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
