/// Benchmarks that look into the module `classifiers`.
@NullMarked
package ai.profithack.classifiers;

import org.jspecify.annotations.NullMarked;
