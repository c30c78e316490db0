/// Pages and endpoints of moderation.
@NullMarked
package ai.profithack.moderation.web;

import org.jspecify.annotations.NullMarked;
