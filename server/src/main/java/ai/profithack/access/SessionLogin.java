package ai.profithack.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.stereotype.Component;

/// Who is logged in at a browser. The session holds the person's id alone: role, creator and
/// whether the person is disabled are read at each request, so that a change counts at once.
@Component
public class SessionLogin implements SecurityContextRepository {
  private static final String PERSON = "person";

  private final PersonRepository people;

  SessionLogin(PersonRepository people) {
    this.people = people;
  }

  /// Starts a session for a person whose password was just checked. Whatever session the browser
  /// had before ends, so that nobody can have planted it.
  public void start(Person person, HttpServletRequest request) {
    end(request);
    var session = request.getSession(true);
    session.setAttribute(PERSON, person.id());
    session.setAttribute(
        FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, person.login());
    SecurityContextHolder.setContext(context(person.actor()));
  }

  public void end(HttpServletRequest request) {
    var session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    SecurityContextHolder.clearContext();
  }

  @Override
  public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
    return new DeferredSecurityContext() {
      private @Nullable SecurityContext loaded;

      @Override
      public SecurityContext get() {
        if (loaded == null) {
          loaded = load(request);
        }
        return loaded;
      }

      @Override
      public boolean isGenerated() {
        return get().getAuthentication() == null;
      }
    };
  }

  @Override
  @Deprecated
  public SecurityContext loadContext(HttpRequestResponseHolder holder) {
    return load(holder.getRequest());
  }

  /// Nothing to do: only [#start] logs anybody in.
  @Override
  public void saveContext(
      SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

  @Override
  public boolean containsContext(HttpServletRequest request) {
    var session = request.getSession(false);
    return session != null && session.getAttribute(PERSON) != null;
  }

  private SecurityContext load(HttpServletRequest request) {
    // A program that shows a key is that key, whatever cookies came along.
    var session = request.getHeader("Authorization") == null ? request.getSession(false) : null;
    if (session == null || !(session.getAttribute(PERSON) instanceof Long id)) {
      return new SecurityContextImpl();
    }
    return people
        .find(id)
        .filter(person -> !person.isDisabled())
        .map(person -> context(person.actor()))
        .orElseGet(SecurityContextImpl::new);
  }

  static SecurityContext context(Actor actor) {
    var roles =
        org.springframework.security.core.authority.AuthorityUtils.createAuthorityList(
            "ROLE_" + actor.role().name());
    return new SecurityContextImpl(
        UsernamePasswordAuthenticationToken.authenticated(actor, null, roles));
  }
}
