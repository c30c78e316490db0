/// The finance team's pages of risk.
@NullMarked
package ai.profithack.risk.web;

import org.jspecify.annotations.NullMarked;
