/// Benchmarks, run by hand. Each prints ratios of two ways of doing the same, in turn, in one run.
@NullMarked
package ai.profithack.bench;

import org.jspecify.annotations.NullMarked;
