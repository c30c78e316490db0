package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Which role reaches what; and what every answer carries.
@ServerTest
class RolesTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private ApiKeys keys;
  @Autowired private RequestMappingHandlerMapping requestMappingHandlerMapping;

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyHandlerAnswersExactlyTheRolesThatItNames(Role role) {
    var client = new Client(port);
    Accounts.creator(server, 7);
    var key = Accounts.key(server, role, role == Role.CREATOR ? 7L : null);
    requestMappingHandlerMapping
        .getHandlerMethods()
        .forEach((mapping, handler) -> {
          if (!ours(handler) || RoleInterceptor.roles(handler).length == 0) {
            return;
          }
          var allowed = List.of(RoleInterceptor.roles(handler)).contains(role);
          for (var pattern : mapping.getPatternValues()) {
            var path = pattern.replaceAll("\\{[^}]+}", "999999999");
            var methods = mapping.getMethodsCondition().getMethods();
            var method = methods.isEmpty() ? "GET" : methods.iterator().next().name();
            if (allowed && !method.equals(RequestMethod.GET.name())) {
              continue; // would change something
            }
            if (path.contains("stream") || path.contains("live")) {
              continue; // never ends
            }
            var status =
                client
                    .send(
                        method, path, "", "Authorization", key, "Content-Type", "application/json")
                    .statusCode();
            if (allowed) {
              assertThat(status).as("%s %s as %s", method, path, role).isNotIn(401, 500);
            } else {
              assertThat(status).as("%s %s as %s", method, path, role).isEqualTo(403);
            }
          }
        });
  }

  @Test
  void nothingOfOursAnswersWithoutCredentials() {
    var client = new Client(port);
    requestMappingHandlerMapping
        .getHandlerMethods()
        .forEach((mapping, handler) -> {
          if (!ours(handler) || RoleInterceptor.roles(handler).length == 0) {
            return;
          }
          for (var pattern : mapping.getPatternValues()) {
            var path = pattern.replaceAll("\\{[^}]+}", "1");
            var answer = client.get(path);
            if (path.startsWith("/api/")) {
              assertThat(answer.statusCode()).as(path).isEqualTo(401);
              assertThat(answer.headers().firstValue("Content-Type"))
                  .contains("application/problem+json");
            } else {
              assertThat(answer.statusCode()).as(path).isEqualTo(302);
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void whoeverIsNotKnownIsAskedWhoTheyAreAtEveryMethodOfTheApi(String method) {
    var client = new Client(port);
    for (var path : apiPaths()) {
      assertAsksWho(client.send(method, path, "{", "Content-Type", "application/json"), path);
    }
    var revoked = (ApiKeys.Created.Token) keys.create(Role.SERVICE, null, "revoked");
    keys.revoke(revoked.key().id());
    for (var header :
        List.of(
            "",
            "Bearer",
            "Bearer ",
            "Bearer nonsense",
            "Bearer ph_0000000000000000_" + "A".repeat(43),
            "Bearer " + revoked.token(),
            "Basic YWRtaW46YWRtaW4=",
            revoked.token())) {
      assertAsksWho(client.send(method, "/api/events", "[]", "Authorization", header), header);
    }
  }

  @Test
  void aSessionThatHasEndedIsAskedWhoItIsAndOneThatLivesNeedsTheToken() {
    var people = server.getBean(People.class);
    var login = Accounts.person(server, Role.MODERATOR, null);
    var client = new Client(port);
    client.logIn(login, Accounts.PASSWORD);
    assertThat(client.send("POST", "/api/events", "[]").statusCode()).isEqualTo(403);
    people.disable(idOf(people, login));
    assertAsksWho(client.send("POST", "/api/events", "[]"), "a disabled person");
  }

  @Test
  void aKeyWorksUntilItIsRevoked() {
    var client = new Client(port);
    var created = (ApiKeys.Created.Token) keys.create(Role.ADMIN, null, "lifecycle");
    var header = "Bearer " + created.token();
    assertThat(client.get("/people", "Authorization", header).statusCode()).isEqualTo(200);
    assertThat(keys.all())
        .filteredOn(key -> key.id().equals(created.key().id()))
        .singleElement()
        .satisfies(key -> assertThat(key.lastUsedAt()).isNotNull());
    var last = header.charAt(header.length() - 3);
    var forged = header.substring(0, header.length() - 3) + (last == 'A' ? 'B' : 'A') + "AA";
    assertThat(client.get("/people", "Authorization", forged).statusCode()).isEqualTo(401);
    assertThat(client.get("/people", "Authorization", "Bearer nonsense").statusCode())
        .isEqualTo(401);
    assertThat(client.get("/people", "Authorization", "Basic YWRtaW46YWRtaW4=").statusCode())
        .isEqualTo(401);
    assertThat(keys.revoke(created.key().id())).isTrue();
    assertThat(keys.revoke(created.key().id())).isFalse();
    assertThat(client.get("/people", "Authorization", header).statusCode()).isEqualTo(401);
  }

  /// By the pages for people and keys, whether a person or a program sends their forms.
  @Test
  void nobodyIsTiedToACreatorWhoDoesNotExist() {
    var people = server.getBean(People.class);
    var admin = new Client(port);
    admin.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    for (var page : List.of("/people", "/keys")) {
      var refused =
          admin.submit(
              page,
              page,
              Map.of("login", "typo", "label", "typo", "role", "creator", "creatorId", "70707"));
      assertThat(refused.statusCode()).as(page).isEqualTo(400);
      assertThat(refused.body()).contains("There is no creator with the id 70707.");
    }
    assertThat(people.all()).noneMatch(person -> person.login().equals("typo"));
    assertThat(keys.all()).noneMatch(key -> key.label().equals("typo"));
    var somebody = idOf(people, Accounts.person(server, Role.MODERATOR, null));
    assertThat(people.changeRole(somebody, Role.CREATOR, 70_707L))
        .isInstanceOf(People.Outcome.Invalid.class);
  }

  @Test
  void aFormWithoutItsTokenIsRefused() {
    var login = Accounts.person(server, Role.ADMIN, null);
    var client = new Client(port);
    client.logIn(login, Accounts.PASSWORD);
    var forged = client.post("/people", Map.of("login", "intruder", "role", "admin"));
    assertThat(forged.statusCode()).isEqualTo(403);
    assertThat(server.getBean(People.class).all())
        .noneMatch(person -> person.login().equals("intruder"));
    assertThat(client.post("/login", Map.of("login", "a", "password", "b")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void everyAnswerCarriesTheHeadersThatBindTheBrowser() {
    for (var path : List.of("/login", "/assets/app.css", "/api/nothing")) {
      var headers = new Client(port).get(path).headers();
      assertThat(headers.firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy ->
              assertThat(policy)
                  .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'")
                  .doesNotContain("unsafe"));
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Referrer-Policy")).contains("same-origin");
      assertThat(headers.firstValue("Permissions-Policy")).isPresent();
      assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
    }
  }

  @Test
  void disablingEndsSessionsAtOnceAndTheLastAdminStays() {
    var people = server.getBean(People.class);
    var login = Accounts.person(server, Role.MODERATOR, null);
    var id = idOf(people, login);
    var client = new Client(port);
    client.logIn(login, Accounts.PASSWORD);
    assertThat(client.get("/password").statusCode()).isEqualTo(200);
    people.disable(id);
    assertThat(client.get("/password").statusCode()).isEqualTo(302);
    assertThat(new Client(port).logIn(login, Accounts.PASSWORD).statusCode()).isEqualTo(401);
  }

  @Test
  void aCreatorSeesItsOwnFiguresOnly() {
    var creator = new Actor("c", Role.CREATOR, 1L, 7L, false);
    assertThat(creator.mayReadCreator(7)).isTrue();
    assertThat(creator.mayReadCreator(8)).isFalse();
    assertThat(new Actor("f", Role.FINANCE, 2L, null, false).mayReadCreator(8)).isTrue();
    assertThat(new Actor("s", Role.SERVICE, null, null, false).mayReadCreator(8)).isFalse();
  }

  private List<String> apiPaths() {
    return Stream.concat(
            requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
                .filter(one ->
                    !ours(one.getValue()) || RoleInterceptor.roles(one.getValue()).length > 0)
                .flatMap(one -> one.getKey().getPatternValues().stream())
                .filter(pattern -> pattern.startsWith("/api/"))
                .map(pattern -> pattern.replaceAll("\\{[^}]+}", "1")),
            Stream.of("/api", "/api/nothing"))
        .distinct()
        .toList();
  }

  private static void assertAsksWho(HttpResponse<String> answer, String described) {
    assertThat(answer.statusCode()).as(described + ": " + answer.body()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .as(described)
        .contains("Bearer realm=\"profithack\"");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  private static long idOf(People people, String login) {
    return people.all().stream()
        .filter(person -> person.login().equals(login))
        .findAny()
        .orElseThrow()
        .id();
  }

  private static boolean ours(HandlerMethod handler) {
    return handler.getBeanType().getPackageName().startsWith("ai.profithack");
  }
}
