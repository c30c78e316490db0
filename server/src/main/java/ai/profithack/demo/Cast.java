package ai.profithack.demo;

import ai.profithack.access.Actor;
import ai.profithack.access.People;
import ai.profithack.access.Person;
import ai.profithack.access.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.stereotype.Component;

/// Those who act on the simulated platform: two of finance, and creators. They are people of the
/// product like all others, with logins that begin with `demo-` and passwords that nobody knows
/// until an admin resets them; every rule that is about who did what holds for them too.
@Component
class Cast {
  static final String ADA = "demo-ada";
  static final String BEN = "demo-ben";

  private final People people;

  Cast(People people) {
    this.people = people;
  }

  Actor finance(String login) {
    return enter(login, Role.FINANCE, null);
  }

  Actor creator(long creatorId) {
    return enter("demo-creator-" + creatorId, Role.CREATOR, creatorId);
  }

  /// Does `deed` as this person, as if they were logged in.
  void as(Actor actor, Runnable deed) {
    var before = SecurityContextHolder.getContext();
    SecurityContextHolder.setContext(
        new SecurityContextImpl(
            UsernamePasswordAuthenticationToken.authenticated(
                actor, null, AuthorityUtils.createAuthorityList("ROLE_" + actor.role().name()))));
    try {
      deed.run();
    } finally {
      SecurityContextHolder.setContext(before);
    }
  }

  /// The person of this login, new where there is none yet.
  private Actor enter(String login, Role role, @Nullable Long creatorId) {
    var known = find(login);
    if (known.isEmpty()) {
      if (!(people.create(login, role, creatorId) instanceof People.Outcome.OneTimePassword)) {
        throw new IllegalStateException(login + " could not be created");
      }
      known = find(login);
    }
    var person = known.getFirst();
    return new Actor(login, role, person.id(), creatorId, false);
  }

  private List<Person> find(String login) {
    return people.all().stream().filter(person -> person.login().equals(login)).toList();
  }
}
