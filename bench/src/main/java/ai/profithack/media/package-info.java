/// Benchmarks that need what the media module keeps to itself.
@NullMarked
package ai.profithack.media;

import org.jspecify.annotations.NullMarked;
