/// Measures what text rules find and miss.
@NullMarked
package ai.profithack.textrules;

import org.jspecify.annotations.NullMarked;
