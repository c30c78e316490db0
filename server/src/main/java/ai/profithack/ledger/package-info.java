/// The ledger: accounts, entries that balance, holds, balances at any time, and the chain that
/// seals them. It knows no creator and no gift; an account is a path of words.
///
/// Start at [ai.profithack.ledger.Ledger]; the rules that the database itself keeps are in its
/// migration.
@ApplicationModule(allowedDependencies = {"kernel", "access", "console", "jobs"})
@NullMarked
package ai.profithack.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
