package ai.profithack.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A text that no database can hold is refused at every door by its name: in addresses, forms,
/// files' forms and JSON.
@ServerTest
class UnreadableTextTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping handlers;

  private String key = "";

  @BeforeEach
  void createKey() {
    key = Accounts.key(server, Role.ADMIN, null);
    new Client(port)
        .send(
            "POST",
            "/api/moderation/banks",
            "{\"name\": \"doors\", \"kind\": \"blocked\"}",
            "Authorization",
            key,
            "Content-Type",
            "application/json");
  }

  /// Pages and endpoints alike: each text that a GET takes, by the handler's own words.
  @ParameterizedTest
  @ValueSource(strings = {"%00", "a%00b", "%FF", "%C3%28", "%ED%A0%80"})
  void everyTextInAnAddressIsRefusedByItsName(String value) {
    var all = new SoftAssertions();
    var asked = textsOfAddresses();
    assertThat(asked).hasSizeGreaterThan(30);
    asked.forEach((path, names) ->
        names.forEach(name -> {
          var answer = get("%s?%s=%s".formatted(path, name, value));
          var what = path + " " + name + ": " + answer.body();
          all.assertThat(answer.statusCode()).as(what).isEqualTo(400);
          if (answer.statusCode() == 400) {
            all.assertThat(JSON.readTree(answer.body()).path("field").asString())
                .as(what)
                .isEqualTo(name);
          }
        }));
    all.assertAll();
  }

  private Map<String, List<String>> textsOfAddresses() {
    var names = new DefaultParameterNameDiscoverer();
    var found = new TreeMap<String, List<String>>();
    handlers
        .getHandlerMethods()
        .forEach((mapping, handler) -> {
          var texts = texts(handler, names);
          if (mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET)
              && handler.getBeanType().getName().startsWith("ai.profithack.")
              && !texts.isEmpty()) {
            mapping.getPatternValues().forEach(path -> found.put(filled(path), texts));
          }
        });
    return found;
  }

  private static String filled(String path) {
    return path.replace("{name}", "doors").replaceAll("\\{[^}]+}", "1");
  }

  private static List<String> texts(HandlerMethod handler, DefaultParameterNameDiscoverer names) {
    return Arrays.stream(handler.getMethodParameters())
        .peek(each -> each.initParameterNameDiscovery(names))
        .filter(each ->
            each.hasParameterAnnotation(RequestParam.class)
                && each.getParameterType() == String.class)
        .map(each -> String.valueOf(each.getParameterName()))
        .toList();
  }

  /// By the description of the API: each text in the body of each operation. One of them is
  /// unreadable, so nothing can be changed.
  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "\\u0000", "a\\ud800b", "\\udc00"})
  void everyTextInAJsonBodyIsRefusedByItsName(String text) {
    var all = new SoftAssertions();
    var api = JSON.readTree(get("/openapi").body());
    var asked = new TreeMap<String, List<String>>();
    api.path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation -> {
                  var schema = schema(api, operation.getValue());
                  var texts =
                      schema.path("properties").properties().stream()
                          .filter(each -> isText(each.getValue()))
                          .map(Map.Entry::getKey)
                          .toList();
                  if (!texts.isEmpty()) {
                    asked.put(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), texts);
                  }
                }));
    assertThat(asked).hasSizeGreaterThan(15);
    asked.forEach((what, names) ->
        names.forEach(name -> {
          var method = what.substring(0, what.indexOf(' '));
          var path = filled(what.substring(what.indexOf(' ') + 1));
          var body = "{\"%s\": \"%s\"}".formatted(name, text);
          var answer =
              new Client(port)
                  .send(
                      method, path, body, "Authorization", key, "Content-Type", "application/json");
          // What is for creators only is refused before it is read.
          if (answer.statusCode() != 403) {
            all.assertThat(answer.statusCode()).as(what + ": " + answer.body()).isEqualTo(400);
            all.assertThat(answer.body()).as(what).contains("\"field\":\"" + name + "\"");
          }
        }));
    all.assertAll();
  }

  private static JsonNode schema(JsonNode api, JsonNode operation) {
    var schema = operation.at("/requestBody/content/application~1json/schema");
    var name = schema.path("$ref").asString("");
    return name.isEmpty() ? schema : api.at(name.substring(1));
  }

  private static boolean isText(JsonNode schema) {
    var types = schema.path("type");
    var text =
        types.isArray()
            ? types.toString().contains("\"string\"")
            : types.asString("").equals("string");
    return text && !schema.has("format");
  }

  @Test
  void soAreTextsOfFormsWithFiles() {
    var bank = "/api/moderation/banks/doors/import";
    for (var path : List.of(bank + "?source=m%00e", bank + "?source=%FF")) {
      var answer = multipart(path, "list.txt", "note", "a note");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).path("field").asString()).isEqualTo("source");
    }
    var part = multipart(bank, "list.txt", "source", "m\0e");
    assertThat(part.statusCode()).as(part.body()).isEqualTo(400);
    assertThat(JSON.readTree(part.body()).path("field").asString()).isEqualTo("source");
    var name = multipart(bank, "li\0st.txt", "source", "me");
    assertThat(name.statusCode()).as(name.body()).isEqualTo(400);
    assertThat(name.body()).contains("The name of a file");
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/form-data; boundary=edge, --edge",
    "multipart/form-data; boundary=edge, nothing of it",
    "multipart/form-data, --edge--",
    "multipart/form-data; boundary=edge, ''"
  })
  void aFormThatIsCutOffIsBadInput(String type, String body) {
    for (var path : List.of("/api/moderation/banks/doors/files", "/api/payouts/results")) {
      var answer =
          new Client(port).send("POST", path, body, "Authorization", key, "Content-Type", type);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
  }

  private HttpResponse<String> multipart(String path, String file, String name, String value) {
    var body =
        """
        --edge\r
        Content-Disposition: form-data; name="%s"\r
        \r
        %s\r
        --edge\r
        Content-Disposition: form-data; name="file"; filename="%s"\r
        Content-Type: text/plain\r
        \r
        pdq 00\r
        --edge--\r
        """
            .formatted(name, value, file);
    return new Client(port)
        .send(
            "POST",
            path,
            body,
            "Authorization",
            key,
            "Content-Type",
            "multipart/form-data; boundary=edge");
  }

  @Test
  void aPersonGetsAPageThatNamesIt() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.ADMIN, null), Accounts.PASSWORD);
    for (var value : List.of("%00", "%FF")) {
      var answer = client.get("/moderation/banks/doors?q=" + value, "Accept", "text/html");
      assertThat(answer.statusCode()).as(value).isEqualTo(400);
      assertThat(answer.body()).contains("<nav", "q ", "</html>");
    }
    var form = client.submit("/finance/refunds", "/finance/refunds/take", Map.of("refund", "a\0b"));
    assertThat(form.statusCode()).as(form.body()).isEqualTo(400);
    assertThat(form.body()).contains("refund ");
  }

  /// Before anybody is known the answer is still one of ours.
  @ParameterizedTest
  @ValueSource(strings = {"/login?next=%00", "/login?next=%FF", "/login?%FF=1", "/login?a=%zz"})
  void whoIsNotLoggedInIsToldToo(String path) throws Exception {
    var answer = raw(path);
    assertThat(answer).startsWith("HTTP/1.1 400").contains("</html>").doesNotContain("Tomcat");
  }

  private String raw(String path) throws Exception {
    try (var socket = new java.net.Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .formatted(path)
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return new String(
          socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/moderation/banks/m%FFe/items", "/api/moderation/banks/m%ED%A0%80/items"})
  void aPathThatIsNoTextIsRefused(String path) {
    var answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
  }

  private HttpResponse<String> get(String path) {
    return new Client(port).get(path, "Authorization", key);
  }
}
