/// Pages and endpoints of what creators earn and reach.
@NullMarked
package ai.profithack.monetization.web;

import org.jspecify.annotations.NullMarked;
