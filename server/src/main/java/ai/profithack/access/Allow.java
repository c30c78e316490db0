package ai.profithack.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The roles that a controller, or one of its methods, answers. The method's own wins.
///
/// A controller without it answers [Role#ADMIN] only: what nobody thought about stays closed.
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Allow {
  Role[] value();
}
