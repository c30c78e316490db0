/// Trials and benchmarks of payouts, in the package of what they measure.
@NullMarked
package ai.profithack.payouts;

import org.jspecify.annotations.NullMarked;
