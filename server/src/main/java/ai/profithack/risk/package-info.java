/// Fraud signals on gifts, and the people who decide about them: what looks wrong is withheld
/// before it is released, never confiscated, and released or given back to its payers by a
/// decision.
///
/// Start at [ai.profithack.risk.RiskCases].
@ApplicationModule(
    allowedDependencies = {"kernel", "access", "jobs", "monetization", "platform", "web"})
@NullMarked
package ai.profithack.risk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
