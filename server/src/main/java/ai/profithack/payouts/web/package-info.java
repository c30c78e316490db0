/// Pages and endpoints of payouts: the finance team's, and each creator's own.
@NullMarked
package ai.profithack.payouts.web;

import org.jspecify.annotations.NullMarked;
