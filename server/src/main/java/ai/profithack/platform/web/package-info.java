/// The page and endpoints of exchange rates.
@NullMarked
package ai.profithack.platform.web;

import org.jspecify.annotations.NullMarked;
