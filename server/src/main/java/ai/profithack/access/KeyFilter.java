package ai.profithack.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/// Takes `Authorization: Bearer ph_…` for who is asking. Any other content of that header is
/// refused, never ignored.
final class KeyFilter extends OncePerRequestFilter {
  private final ApiKeys keys;
  private final AuthenticationEntryPoint refusal;

  KeyFilter(ApiKeys keys, AuthenticationEntryPoint refusal) {
    this.keys = keys;
    this.refusal = refusal;
  }

  static boolean hasKey(HttpServletRequest request) {
    return request.getHeader("Authorization") != null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var header = request.getHeader("Authorization");
    if (header == null) {
      chain.doFilter(request, response);
      return;
    }
    var bearer = header.toLowerCase(Locale.ROOT).startsWith("bearer ");
    var actor =
        bearer ? keys.check(header.substring(7).strip()) : java.util.Optional.<Actor>empty();
    if (actor.isEmpty()) {
      refusal.commence(request, response, new BadCredentialsException("The API key is not valid."));
      return;
    }
    SecurityContextHolder.setContext(SessionLogin.context(actor.get()));
    chain.doFilter(request, response);
  }
}
