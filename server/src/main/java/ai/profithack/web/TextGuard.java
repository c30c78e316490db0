package ai.profithack.web;

import ai.profithack.kernel.StorableText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/// Refuses parameters and fields of forms that no database can hold, before any controller sees
/// them. Texts in JSON are looked at where they are read, by [StorableTexts]; what cannot even be
/// decoded is answered by [Unreadable].
final class TextGuard implements HandlerInterceptor {
  /// What is wrong with such a text, after its name.
  static final String PROBLEM = "holds a NUL character or half of a surrogate pair.";

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    request
        .getParameterMap()
        .forEach((name, values) -> {
          if (!StorableText.is(name)) {
            throw Refused.badInput("parameter", "The name of a parameter " + PROBLEM);
          }
          for (var value : values) {
            if (!StorableText.is(value)) {
              throw Refused.badInput(name, name + " " + PROBLEM);
            }
          }
        });
    return true;
  }
}
