package ai.profithack.web.people;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Logins;
import ai.profithack.access.People;
import ai.profithack.access.Role;
import ai.profithack.access.SessionLogin;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Logging in and out, and changing one's password.
@Controller
class Door {
  private static final String START = "/";

  private final Logins logins;
  private final People people;
  private final SessionLogin sessions;
  private final CurrentActor current;
  private final Templates templates;

  Door(
      Logins logins,
      People people,
      SessionLogin sessions,
      CurrentActor current,
      Templates templates) {
    this.logins = logins;
    this.people = people;
    this.sessions = sessions;
    this.current = current;
    this.templates = templates;
  }

  @GetMapping("/login")
  @Allow({})
  View login(Page page, @RequestParam(required = false) @Nullable String next) {
    if (current.find().isPresent()) {
      return Redirect.to(START);
    }
    return html(templates.webLogin(page.titled("Log in"), "", safe(next)));
  }

  @PostMapping("/login")
  @Allow({})
  View logIn(
      Page page,
      @RequestParam(defaultValue = "") String login,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(required = false) @Nullable String next,
      HttpServletRequest request,
      HttpServletResponse response) {
    return switch (logins.attempt(login, password, request.getRemoteAddr())) {
      case Logins.Outcome.Accepted(var person) -> {
        sessions.start(person, request);
        var target = safe(next);
        yield Redirect.to(
            person.mustChangePassword() ? "/password" : target == null ? START : target);
      }
      case Logins.Outcome.Refused() ->
          refused(
              HttpStatus.UNAUTHORIZED,
              page.with(Notice.error("Login or password is wrong.")),
              login,
              next);
      case Logins.Outcome.Limited(var wait) -> {
        response.setHeader("Retry-After", Long.toString(wait.toSeconds()));
        yield refused(
            HttpStatus.TOO_MANY_REQUESTS,
            page.with(
                Notice.error(
                    "Too many attempts. Wait %s, then try again.".formatted(minutes(wait)))),
            login,
            next);
      }
    };
  }

  @PostMapping("/logout")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  View logOut(HttpServletRequest request) {
    sessions.end(request);
    return Redirect.to("/login");
  }

  @GetMapping("/password")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  View password(Page page, Actor actor) {
    return html(
        templates.webPassword(
            page.titled("Choose a password"), Map.of(), actor.mustChangePassword()));
  }

  @PostMapping("/password")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  View changePassword(
      Page page,
      Actor actor,
      @RequestParam(name = "current", defaultValue = "") String currentPassword,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(defaultValue = "") String repeated,
      HttpServletRequest request) {
    if (!password.equals(repeated)) {
      return passwordAgain(page, actor, "repeated", "These two are not the same.");
    }
    var id = Objects.requireNonNull(actor.personId());
    return switch (people.changePassword(id, currentPassword, password)) {
      case People.Outcome.Invalid(var field, var problem) ->
          passwordAgain(page, actor, field, problem);
      case People.Outcome.Changed _, People.Outcome.OneTimePassword _ -> {
        sessions.start(people.find(id).orElseThrow(), request);
        yield Redirect.to(START, Notice.success("Your password is changed."));
      }
      case People.Outcome.Unknown() -> {
        sessions.end(request);
        yield Redirect.to("/login");
      }
    };
  }

  private View passwordAgain(Page page, Actor actor, String field, String problem) {
    return html(
        HttpStatus.BAD_REQUEST,
        templates.webPassword(
            page.titled("Choose a password"), Map.of(field, problem), actor.mustChangePassword()));
  }

  private View refused(HttpStatus status, Page page, String login, @Nullable String next) {
    return html(status, templates.webLogin(page.titled("Log in"), login, safe(next)));
  }

  /// A path of this server, or null: a link must not send people elsewhere after they log in.
  static @Nullable String safe(@Nullable String next) {
    return next != null
            && next.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,500}")
            && !next.startsWith("/login")
            && !next.startsWith("/logout")
        ? next
        : null;
  }

  private static String minutes(Duration wait) {
    var minutes = (wait.toSeconds() + 59) / 60;
    return minutes == 1 ? "a minute" : minutes + " minutes";
  }
}
