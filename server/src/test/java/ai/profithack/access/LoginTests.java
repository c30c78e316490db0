package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// Logging in, staying in, getting out.
@ServerTest
class LoginTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private People people;

  @Test
  void nothingButTheDoorOpensWithoutLogin() {
    var client = new Client(port);
    assertThat(client.get("/login").statusCode()).isEqualTo(200);
    assertThat(client.get("/health").statusCode()).isEqualTo(200);
    assertThat(client.get("/assets/app.css").statusCode()).isEqualTo(200);
    var page = client.get("/people?x=1");
    assertThat(page.statusCode()).isEqualTo(302);
    assertThat(page.headers().firstValue("Location")).contains("/login?next=%2Fpeople%3Fx%3D1");
    assertThat(client.get("/api/nothing").statusCode()).isEqualTo(401);
    assertThat(client.get("/metrics").statusCode()).isEqualTo(401);
    assertThat(client.get("/openapi").statusCode()).isEqualTo(401);
    assertThat(client.get("/openapi-ui").statusCode()).isEqualTo(302);
  }

  @Test
  void logsInAndOut() {
    var login = Accounts.person(server, Role.ADMIN, null);
    var client = new Client(port);
    var answer = client.logIn(login, Accounts.PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/");
    assertThat(client.get("/password").statusCode()).isEqualTo(200);
    assertThat(client.submit("/password", "/logout", Map.of()).statusCode()).isEqualTo(303);
    assertThat(client.get("/password").statusCode()).isEqualTo(302);
  }

  @Test
  void saysTheSameForAWrongPasswordAndAnUnknownLogin() {
    var login = Accounts.person(server, Role.FINANCE, null);
    var wrong = new Client(port).logIn(login, "not the password");
    var unknown = new Client(port).logIn("nobody-at-all", "not the password");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).contains("Login or password is wrong.");
    assertThat(unknown.body()).contains("Login or password is wrong.");
  }

  @Test
  void aOneTimePasswordOpensOnlyThePageThatReplacesIt() {
    var created = (People.Outcome.OneTimePassword) people.create("newcomer", Role.ADMIN, null);
    var client = new Client(port);
    var answer = client.logIn("newcomer", created.password());
    assertThat(answer.headers().firstValue("Location")).contains("/password");
    assertThat(client.get("/people").headers().firstValue("Location")).contains("/password");
    assertThat(client.get("/api/anything").statusCode()).isEqualTo(403);

    var tooShort = change(client, created.password(), "short", "short");
    assertThat(tooShort.statusCode()).isEqualTo(400);
    assertThat(tooShort.body()).contains("at least 12 characters");
    var chosen = "four brown wooden chairs";
    assertThat(change(client, "wrong", chosen, chosen).body())
        .contains("not your current password");
    assertThat(change(client, created.password(), chosen, chosen).statusCode()).isEqualTo(303);
    assertThat(new Client(port).logIn("newcomer", created.password()).statusCode()).isEqualTo(401);
    assertThat(new Client(port).logIn("newcomer", chosen).statusCode()).isEqualTo(303);
  }

  /// A double click, and worse: the deed is done once, and nobody is told of an error.
  @Test
  void requestsOfOneSessionAtOnceAreAllAnswered() throws Exception {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    var id = idOf(Accounts.person(server, Role.FINANCE, null));
    var token = client.token("/people");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var round = 0; round < 5; round++) {
        client.get("/people");
        Callable<HttpResponse<String>> disabling =
            () -> client.post("/people/" + id + "/disable", Map.of("_csrf", token));
        var answers = threads.invokeAll(Collections.nCopies(8, disabling));
        for (var answer : answers) {
          assertThat(answer.get().statusCode()).isEqualTo(303);
        }
      }
    }
  }

  private long idOf(String login) {
    return people.all().stream()
        .filter(person -> person.login().equals(login))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static HttpResponse<String> change(
      Client client, String current, String password, String repeated) {
    return client.submit(
        "/password",
        "/password",
        Map.of("current", current, "password", password, "repeated", repeated));
  }
}
