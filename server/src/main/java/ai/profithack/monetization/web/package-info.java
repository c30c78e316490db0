/// Pages and endpoints of earnings.
@NullMarked
package ai.profithack.monetization.web;

import org.jspecify.annotations.NullMarked;
