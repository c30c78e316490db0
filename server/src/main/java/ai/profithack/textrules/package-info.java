/// What words alone can tell of a text: lists, phrases and patterns, found in spite of the usual
/// disguises, with the place of each. Rules on words know no context; what they find is a reason to
/// look, never a verdict.
///
/// Start at [ai.profithack.textrules.TextRules].
@ApplicationModule(allowedDependencies = {"kernel", "console"})
@NullMarked
package ai.profithack.textrules;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
