/// Measures what the marks survive, from beside the classes that make them.
@NullMarked
package ai.profithack.watermark;

import org.jspecify.annotations.NullMarked;
