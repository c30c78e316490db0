package ai.profithack.testing;

import ai.profithack.access.ApiKeys;
import ai.profithack.access.People;
import ai.profithack.access.Role;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/// People and keys for tests, made the way an admin makes them.
public final class Accounts {
  public static final String PASSWORD = "tall quiet river stones";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Accounts() {}

  /// A person who has chosen [#PASSWORD]; returns the login.
  public static String person(ApplicationContext server, Role role, @Nullable Long creatorId) {
    var people = server.getBean(People.class);
    var name = role.name().toLowerCase(java.util.Locale.ROOT) + "-" + NUMBER.incrementAndGet();
    if (!(people.create(name, role, creatorId)
        instanceof People.Outcome.OneTimePassword(var login, var oneTime))) {
      throw new AssertionError("not created: " + name);
    }
    var id =
        people.all().stream()
            .filter(each -> each.login().equals(login))
            .findAny()
            .orElseThrow()
            .id();
    if (!(people.changePassword(id, oneTime, PASSWORD) instanceof People.Outcome.Changed)) {
      throw new AssertionError("password not changed: " + name);
    }
    return login;
  }

  /// A user of the platform who publishes.
  public static void creator(ApplicationContext server, long id) {
    server
        .getBean(DSLContext.class)
        .query(
            "insert into public.users (id, is_creator, created_at) values (?, true, '2020-01-01Z') on conflict (id) do update set is_creator = true",
            id)
        .execute();
  }

  /// A new API key, as the value of `Authorization`.
  public static String key(ApplicationContext server, Role role, @Nullable Long creatorId) {
    if (!(server.getBean(ApiKeys.class).create(role, creatorId, "a test")
        instanceof ApiKeys.Created.Token(_, var token))) {
      throw new AssertionError("no key for " + role);
    }
    return "Bearer " + token;
  }
}
