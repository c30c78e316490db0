/// Benchmarks of the ledger, in the package of what they measure.
@NullMarked
package ai.profithack.ledger;

import org.jspecify.annotations.NullMarked;
