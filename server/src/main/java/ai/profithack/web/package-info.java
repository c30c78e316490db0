/// What all pages and endpoints share: layout, components, error answers, API conventions.
@ApplicationModule(allowedDependencies = {"kernel", "access"})
@NullMarked
package ai.profithack.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
