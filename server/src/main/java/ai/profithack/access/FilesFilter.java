package ai.profithack.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses files of whoever may not send any, and more than is taken, before they are read: looking
/// for the CSRF token in a form with files writes all of them to the disk.
final class FilesFilter extends OncePerRequestFilter {
  /// Who may send files at all; which of them, and what, each address says.
  private static final Role[] SENDERS = {Role.ADMIN, Role.FINANCE, Role.MODERATOR, Role.SERVICE};

  private final AuthenticationEntryPoint loginFirst;
  private final AccessDeniedHandler notAllowed;
  private final CsrfTokenRepository tokens;
  private final DataSize limit;

  FilesFilter(
      AuthenticationEntryPoint loginFirst,
      AccessDeniedHandler notAllowed,
      CsrfTokenRepository tokens,
      DataSize limit) {
    this.loginFirst = loginFirst;
    this.notAllowed = notAllowed;
    this.tokens = tokens;
    this.limit = limit;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    var type = request.getContentType();
    return type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // A page that says no has a form too: it needs the token that a later filter would provide.
    new XorCsrfTokenRequestAttributeHandler()
        .handle(request, response, () -> tokens.loadDeferredToken(request, response).get());
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null || !(authentication.getPrincipal() instanceof Actor actor)) {
      loginFirst.commence(
          request, response, new InsufficientAuthenticationException("Log in first."));
    } else if (actor.mustChangePassword() || !actor.is(SENDERS)) {
      notAllowed.handle(
          request, response, new AccessDeniedException("Files are not taken from your role."));
    } else if (request.getContentLengthLong() > limit.toBytes()) {
      response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
    } else {
      chain.doFilter(request, response);
    }
  }
}
