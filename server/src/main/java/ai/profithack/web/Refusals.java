package ai.profithack.web;

import ai.profithack.access.Actor;
import ai.profithack.access.CurrentActor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;

/// How it looks when somebody is not let in: 401 and 403 for programs, the login page or an error
/// page for people.
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {
  private final Answers answers;
  private final CurrentActor current;

  Refusals(Answers answers, CurrentActor current) {
    this.answers = answers;
    this.current = current;
  }

  /// Nobody is logged in.
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
      throws IOException {
    if (Answers.isForProgram(request)) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"profithack\"");
      var sentence =
          reason instanceof BadCredentialsException
              ? "The API key is not valid; create one with: profithack token create --role ROLE."
              : "Log in, or send an API key as Authorization: Bearer ph_….";
      answers.write(Answers.Problem.of(HttpStatus.UNAUTHORIZED, sentence), request, response);
      return;
    }
    var login = "/login";
    if ("GET".equals(request.getMethod()) && !request.getRequestURI().equals("/")) {
      var query = request.getQueryString();
      var next = request.getRequestURI() + (query == null ? "" : "?" + query);
      login += "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
    if (request.getHeader("HX-Request") != null) {
      // htmx would follow a redirect inside a fragment; this header makes it load the page.
      response.setHeader("HX-Redirect", login);
      response.setStatus(HttpStatus.OK.value());
      return;
    }
    response.sendRedirect(login);
  }

  /// Somebody is, and it is not for them. A program that nobody knows comes here too, since the
  /// check for a form's token precedes the one for credentials: what it lacks first is those.
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
      throws IOException {
    if (Answers.isForProgram(request)) {
      if (current.find().isEmpty()) {
        commence(
            request, response, new InsufficientAuthenticationException("Nobody is known.", reason));
        return;
      }
    } else if (current.find().filter(Actor::mustChangePassword).isPresent()) {
      response.sendRedirect("/password");
      return;
    }
    answers.write(Answers.Problem.of(HttpStatus.FORBIDDEN, sentence(reason)), request, response);
  }

  String sentence(AccessDeniedException reason) {
    if (reason instanceof CsrfException) {
      return "This form has expired or came from elsewhere; go back, reload the page and send it again.";
    }
    return current.find().filter(Actor::mustChangePassword).isPresent()
        ? "Choose your own password first, at /password."
        : "You may not do this with your role.";
  }
}
