/// The page and endpoint of imports.
@NullMarked
package ai.profithack.imports.web;

import org.jspecify.annotations.NullMarked;
