/// The pages and endpoints of the figures.
@NullMarked
package ai.profithack.analytics.web;

import org.jspecify.annotations.NullMarked;
