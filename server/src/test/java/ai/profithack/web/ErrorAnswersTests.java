package ai.profithack.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Each kind of bad input has its answer: a problem that names the field, and never a 500.
@ServerTest
@Import(ErrorAnswersTests.Echo.class)
class ErrorAnswersTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;

  private String key = "";

  @BeforeEach
  void createKey() {
    key = Accounts.key(server, Role.SERVICE, null);
  }

  record Item(long amount, String name, boolean open) {}

  record Order(String id, List<Item> items) {}

  /// Takes bodies and parameters, and fails on demand.
  @TestConfiguration
  @RestController
  @Allow(Role.SERVICE)
  static class Echo {
    @PostMapping("/api/test/echo")
    Success<Order> echo(@RequestBody Order order) {
      return Success.of(order);
    }

    @GetMapping("/api/test/number")
    Success<Long> number(@RequestParam long number) {
      return Success.of(number);
    }

    @GetMapping("/api/test/broken")
    Map<String, Object> broken() {
      throw new IllegalStateException("secret inner workings");
    }

    @GetMapping("/api/test/no-database")
    Map<String, Object> noDatabase() {
      throw new IllegalStateException(new SQLException("terminating connection", "57P01"));
    }

    @GetMapping("/api/test/taken")
    Map<String, Object> taken() {
      throw Refused.conflict("Somebody was faster.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'a','items':[]}|200|",
        "{'id':'a','items':[{'amount':1.5,'name':'x','open':true}]}|400|items[0].amount must be a whole number.",
        "{'id':'a','items':[{'amount':'1','name':'x','open':true}]}|400|items[0].amount must be a whole number.",
        "{'id':'a','items':[{'amount':99999999999999999999,'name':'x','open':true}]}|400|items[0].amount",
        "{'id':'a','items':[{'amount':1,'name':7,'open':true}]}|400|items[0].name must be a text.",
        "{'id':'a','items':[{'amount':1,'name':'x','open':'yes'}]}|400|items[0].open must be true or false.",
        "{'id':'a','items':{}}|400|items must be an array.",
        "{'id':'a','extra':1}|400|extra is not known here; known are id, items.",
        "{'id':'a'|400|not valid JSON",
        "{'id':'a','id':'b'}|400|not valid JSON",
        "{'id':'a'} true|400|",
        "[]|400|must be an object",
        "''|400|missing"
      })
  void namesWhatIsWrongWithABody(String body, int status, String sentence) {
    var answer = post(body.equals("''") ? "" : body.replace('\'', '"'), "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status != 200) {
      assertProblem(answer, status, sentence == null ? "" : sentence);
    }
  }

  @Test
  void refusesDeepNestingNulBytesAndBrokenText() {
    assertProblem(post("[".repeat(10_000), "application/json"), 400, "");
    assertProblem(post("{\"id\": \"a\0b\"}", "application/json"), 400, "");
    assertProblem(post("{\"id\": \"" + "x".repeat(1_100_000) + "\"}", "application/json"), 400, "");
  }

  @Test
  void answersEverythingElseAsAProblem() {
    assertProblem(post("id=1", "application/x-www-form-urlencoded"), 415, "Content-Type must be");
    assertProblem(get("/api/test/number?number=abc"), 400, "number must be a whole number.");
    assertProblem(get("/api/test/number"), 400, "number is missing.");
    assertProblem(get("/api/test/nowhere"), 404, "There is nothing at this address.");
    assertProblem(get("/api/test/echo"), 405, "GET is not understood here; use POST.");
    assertProblem(get("/api/test/taken"), 409, "Somebody was faster.");
    assertProblem(get("/api/test/no-database"), 503, "The database does not answer");
    var broken = get("/api/test/broken");
    assertProblem(broken, 500, "Something went wrong on our side.");
    assertThat(broken.body()).contains("errorId").doesNotContain("secret");
  }

  @Test
  void showsPeopleAPageInstead() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var missing = client.get("/nowhere", "Accept", "text/html");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("There is nothing at this address.", "<nav");
    assertThat(client.get("/people", "Accept", "text/html").statusCode()).isEqualTo(403);
  }

  /// The container refuses these before any filter is reached.
  @ParameterizedTest
  @ValueSource(strings = {"/%00", "/%zz", "/api/%00", "/a%2"})
  void anAddressThatCannotBeReadHasOurOwnAnswerAndItsHeaders(String path) throws Exception {
    try (var socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      var request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
              .formatted(path);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("The address is not well-formed")
          .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
          .containsIgnoringCase("X-Content-Type-Options: nosniff")
          .containsIgnoringCase("X-Frame-Options: DENY")
          .containsIgnoringCase("Referrer-Policy: same-origin")
          .containsIgnoringCase("Permissions-Policy: ")
          .containsIgnoringCase("Cache-Control: no-store")
          .doesNotContain("Tomcat", "HTTP Status");
      assertThat(answer)
          .containsIgnoringCase(
              path.startsWith("/api/")
                  ? "Content-Type: application/problem+json"
                  : "Content-Type: text/html;charset=UTF-8");
    }
  }

  @Test
  void describesTheApi() {
    var description = get("/openapi");
    assertThat(description.statusCode()).isEqualTo(200);
    assertThat(description.body())
        .contains("\"openapi\":\"3.1", "\"bearer\"", "/api/test/echo", "Problem")
        .doesNotContain("mustChangePassword");
  }

  private void assertProblem(HttpResponse<String> answer, int status, String sentence) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    var body = JsonMapper.shared().readTree(answer.body());
    assertThat(body.get("status").asInt()).isEqualTo(status);
    assertThat(body.get("error").asString()).contains(sentence);
  }

  private HttpResponse<String> get(String path) {
    return new Client(port).get(path, "Authorization", key);
  }

  private HttpResponse<String> post(String body, String type) {
    return new Client(port)
        .send("POST", "/api/test/echo", body, "Authorization", key, "Content-Type", type);
  }
}
