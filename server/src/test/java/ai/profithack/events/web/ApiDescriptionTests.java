package ai.profithack.events.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Role;
import ai.profithack.events.EventType;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API's description, read by a parser of OpenAPI 3.1 and compared with what the server does.
@ServerTest
class ApiDescriptionTests {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final List<String> FIELDS =
      List.of(
          "userId",
          "videoId",
          "creatorId",
          "giftId",
          "giftName",
          "durationSeconds",
          "title",
          "hashtags",
          "refundOf");

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  private String key = "";
  private String text = "";

  @BeforeEach
  void fetch() {
    key = Accounts.key(server, Role.ADMIN, null);
    text = new Client(port).get("/openapi", "Authorization", key).body();
  }

  @Test
  void aParserFindsNothingToObjectTo() {
    var parsed = parsed();
    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getOpenapi()).startsWith("3.1");
    assertThat(parsed.getOpenAPI().getPaths()).containsKeys("/api/events", "/api/imports/{id}");
    assertThat(parsed.getOpenAPI().getComponents().getSchemas())
        .containsKeys("Event", "GiftRefundedEvent", "Problem");
    assertThat(parsed.getOpenAPI().getServers())
        .singleElement()
        .satisfies(one -> assertThat(one.getUrl()).isEqualTo("/"));
    assertThat(parsed.getOpenAPI().getTags())
        .isNotEmpty()
        .allSatisfy(tag -> assertThat(tag.getDescription()).as(tag.getName()).isNotBlank());
    assertThat(text).doesNotContain("Generated server url");
  }

  @Test
  void everyOperationSaysWhatItIsWhoMayCallItAndHowItIsRefused() {
    var api = parsed().getOpenAPI();
    assertThat(api.getSecurity()).isNotEmpty();
    var tags = new HashSet<String>();
    api.getTags().forEach(tag -> tags.add(tag.getName()));
    var ids = new HashMap<String, String>();
    api.getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) -> {
                  var what = method + " " + path;
                  assertThat(operation.getSummary()).as(what).isNotBlank();
                  assertThat(operation.getDescription())
                      .as(what)
                      .containsAnyOf("Open to the roles: ", "Open without a role, ");
                  assertThat(operation.getTags()).as(what).isNotEmpty();
                  assertThat(tags).as(what).containsAll(operation.getTags());
                  assertThat(ids.put(operation.getOperationId(), what)).as(what).isNull();
                  checkAnswers(what, path, operation);
                }));
    assertThat(ids).hasSizeGreaterThan(15);
  }

  /// A file goes in a form with parts, and so do the texts that are sent with it.
  @Test
  void filesAreDescribedAsPartsOfAForm() {
    var forms = new HashMap<String, JsonNode>();
    var inJson = new ArrayList<String>();
    var api = JSON.readTree(text);
    api.path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    operation
                        .getValue()
                        .path("requestBody")
                        .path("content")
                        .properties()
                        .forEach(content -> {
                          var what = operation.getKey() + " " + path.getKey();
                          var isForm = content.getKey().equals("multipart/form-data");
                          if (isForm) {
                            forms.put(what, operation.getValue());
                          } else if (content.getValue().toString().contains("\"binary\"")) {
                            inJson.add(what + " " + content.getKey());
                          }
                        })));
    assertThat(inJson).isEmpty();
    assertThat(forms)
        .containsOnlyKeys(
            "post /api/moderation/media",
            "post /api/moderation/watermark/read",
            "post /api/moderation/banks/{name}/files",
            "post /api/moderation/banks/{name}/import",
            "post /api/payouts/results",
            "post /api/payouts/bank-statements",
            "post /api/imports");
    forms.forEach((what, operation) -> {
      assertThat(required(operation)).as(what).contains("file");
      assertThat(operation.path("parameters").toString())
          .as(what)
          .doesNotContain("\"in\":\"query\"");
    });
    var list = forms.get("post /api/moderation/banks/{name}/import");
    assertThat(required(list)).containsExactlyInAnyOrder("file", "source");
    assertThat(form(list).path("properties").propertyNames())
        .containsExactlyInAnyOrder("file", "source", "dryRun");
    assertThat(required(forms.get("post /api/moderation/media")))
        .containsExactlyInAnyOrder("file", "videoId");
  }

  private static JsonNode form(JsonNode operation) {
    return operation.path("requestBody").path("content").path("multipart/form-data").path("schema");
  }

  private static List<String> required(JsonNode operation) {
    var names = new ArrayList<String>();
    form(operation).path("required").forEach(each -> names.add(each.asString()));
    return names;
  }

  /// Money and shares lose digits as numbers. What was measured is a double, and may be one.
  @Test
  void decimalsAreTexts() {
    var numbers = new TreeSet<String>();
    JSON
        .readTree(text)
        .at("/components/schemas")
        .properties()
        // What is sent in may be a number.
        .stream()
        .filter(schema -> !schema.getKey().endsWith("Event"))
        .forEach(schema ->
            schema
                .getValue()
                .path("properties")
                .properties()
                .forEach(property -> {
                  var type = property.getValue();
                  if (type.path("type").toString().contains("\"number\"")
                      && !type.path("format").asString("").equals("double")) {
                    numbers.add(schema.getKey() + "." + property.getKey());
                  }
                }));
    assertThat(numbers).isEmpty();
  }

  private static void checkAnswers(String what, String path, Operation operation) {
    var answers = operation.getResponses();
    assertThat(answers.keySet()).as(what).anyMatch(status -> status.startsWith("2"));
    assertThat(answers).as(what).containsKeys("400", "401", "403", "500", "503");
    if (path.contains("{")) {
      assertThat(answers).as(what).containsKey("404");
    }
    answers.forEach((status, answer) -> {
      assertThat(answer.getDescription()).as(what + " " + status).isNotBlank();
      if (!status.startsWith("2")) {
        assertThat(answer.getContent().get("application/problem+json").getSchema().get$ref())
            .as(what + " " + status)
            .endsWith("/Problem");
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void theExampleOfATypeIsAccepted(EventType type) {
    var event = example(type);
    assertThat(send(event).get("accepted").asInt()).as(event.toString()).isEqualTo(1);
  }

  /// A schema that asks for less than the server does, or for more, would mislead a client.
  @ParameterizedTest
  @EnumSource
  void theFieldsThatATypeNeedsAndHasAreThoseOfTheDescription(EventType type) {
    var schema = JSON.readTree(text).at("/components/schemas/" + EventDescription.name(type));
    var required = new ArrayList<String>();
    schema.get("required").forEach(name -> required.add(name.asString()));
    for (var name : required) {
      var event = example(type);
      event.remove(name);
      assertThat(send(event).get("refused")).as(type + " without " + name).hasSize(1);
    }
    for (var name : FIELDS) {
      var event = example(type);
      if (event.putIfAbsent(name, value(name)) == null) {
        assertThat(send(event).get("accepted").asInt() == 1)
            .as(type + " with " + name)
            .isEqualTo(schema.get("properties").has(name));
      }
    }
    var event = example(type);
    event.put("colour", "red");
    assertThat(send(event).get("refused")).hasSize(1);
  }

  @Test
  void theExampleInLinesIsAccepted() {
    var lines =
        JSON.readTree(text)
            .at("/paths/~1api~1events/post/requestBody/content/application~1x-ndjson/example")
            .asString();
    assertThat(post(lines, "application/x-ndjson").get("accepted").asInt()).isEqualTo(2);
  }

  private static Object value(String name) {
    return switch (name) {
      case "giftName", "title", "refundOf" -> "A name";
      case "hashtags" -> List.of("one");
      case "creatorId" -> 3;
      case "videoId" -> 204;
      default -> 17;
    };
  }

  private static Map<String, Object> example(EventType type) {
    var event = new LinkedHashMap<>(EventDescription.fields(type).example());
    event.put("id", "described-" + NUMBER.incrementAndGet());
    return event;
  }

  private JsonNode send(Map<String, Object> event) {
    return post(JSON.writeValueAsString(List.of(event)), "application/json");
  }

  private JsonNode post(String body, String type) {
    HttpResponse<String> answer =
        new Client(port)
            .send("POST", "/api/events", body, "Authorization", key, "Content-Type", type);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private SwaggerParseResult parsed() {
    var options = new ParseOptions();
    options.setResolve(true);
    return new OpenAPIV3Parser().readContents(text, null, options);
  }
}
