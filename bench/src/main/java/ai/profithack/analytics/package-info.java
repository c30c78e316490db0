/// Benchmarks of the daily rollups, in the package of what they measure.
@NullMarked
package ai.profithack.analytics;

import org.jspecify.annotations.NullMarked;
