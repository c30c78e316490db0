package ai.profithack.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Lets a request through to a controller of ours only for the roles that [Allow] names.
final class RoleInterceptor implements HandlerInterceptor {
  private static final Role[] NOBODY_THOUGHT_ABOUT_IT = {Role.ADMIN};

  private final CurrentActor current;

  RoleInterceptor(CurrentActor current) {
    this.current = current;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method && isOurs(method)) {
      var roles = roles(method);
      if (roles.length > 0 && !current.require().is(roles)) {
        throw new AccessDeniedException("This is not open to your role.");
      }
    }
    return true;
  }

  /// Framework's controllers (errors, the API's description) are bounded by the filter chain.
  private static boolean isOurs(HandlerMethod method) {
    return method.getBeanType().getPackageName().startsWith("ai.profithack");
  }

  /// Empty where the filter chain alone decides: for the door itself.
  static Role[] roles(HandlerMethod method) {
    var own = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), Allow.class);
    if (own != null) {
      return own.value();
    }
    var types = AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Allow.class);
    return types != null ? types.value() : NOBODY_THOUGHT_ABOUT_IT;
  }
}
