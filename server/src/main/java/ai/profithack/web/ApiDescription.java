package ai.profithack.web;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.multipart.MultipartFile;

/// What the API's description says about all endpoints at once: who may call, and how errors look.
@Configuration(proxyBeanMethods = false)
class ApiDescription {
  private static final String KEY = "apiKey";
  private static final String SESSION = "session";
  private static final String PROBLEM = "Problem";

  static {
    // Who asks is no parameter of the request.
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Actor.class, Page.class);
    // As JsonRules writes them.
    SpringDocUtils.getConfig()
        .replaceWithSchema(BigDecimal.class, new StringSchema().example("12.30"));
  }

  @Bean
  OpenAPI api() {
    var components =
        new Components()
            .addSecuritySchemes(
                KEY,
                new SecurityScheme()
                    .type(SecurityScheme.Type.HTTP)
                    .scheme("bearer")
                    .description(
                        "A key from the page of API keys or from `profithack token create --role R`: `Authorization: Bearer ph_…`."))
            .addSecuritySchemes(
                SESSION,
                new SecurityScheme()
                    .type(SecurityScheme.Type.APIKEY)
                    .in(SecurityScheme.In.COOKIE)
                    .name("session")
                    .description(
                        "The session of whoever is logged in to the pages. For reading; what changes anything also needs the token of a page's form, so programs use a key."));
    return new OpenAPI()
        .info(
            new Info()
                .title("ProfitHack")
                .version("1")
                .description(
                    "The back office of a short-video platform. Programs send a key as `Authorization: Bearer ph_…`; `profithack token create --role service` makes one that may send events. A success is `{\"success\": true, …}`; an error is a problem (RFC 9457) with one sentence in `error`. Decimals are strings, times ISO 8601.")
                .license(
                    new License()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        .servers(
            List.of(new Server().url("/").description("The server that gave this description.")))
        .components(components)
        .addSecurityItem(new SecurityRequirement().addList(KEY))
        .addSecurityItem(new SecurityRequirement().addList(SESSION));
  }

  /// Says what every operation shares: who may call it, and how it can be refused.
  @Bean
  OpenApiCustomizer errors() {
    return api -> {
      // Not with the components above: what no operation refers to when they are gathered is
      // dropped.
      api.getComponents().addSchemas(PROBLEM, problem());
      if (api.getPaths() != null) {
        api.getPaths()
            .forEach((path, item) ->
                item.readOperationsMap()
                    .forEach((method, operation) -> {
                      operation.setOperationId(operationId(method.name(), path));
                      answers(path, operation)
                          .forEach((status, text) ->
                              operation
                                  .getResponses()
                                  .computeIfAbsent(
                                      status, _ -> new ApiResponse().description(text)));
                      operation.getResponses().forEach(ApiDescription::describeProblem);
                    }));
      }
    };
  }

  @Bean
  OperationCustomizer roles() {
    return (operation, handler) -> {
      var own = handler.getMethodAnnotation(Allow.class);
      var allow = own == null ? handler.getBeanType().getAnnotation(Allow.class) : own;
      if (allow != null) {
        var roles =
            Arrays.stream(allow.value())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
        if (roles.isEmpty()) {
          operation.setSecurity(List.of());
        }
        var text = operation.getDescription();
        operation.setDescription(
            (text == null ? "" : text + "\n\n")
                + (roles.isEmpty()
                    ? "Open without a role, to whoever signs."
                    : "Open to the roles: " + roles + "."));
      }
      return operation;
    };
  }

  /// A file is sent as a part of a form, and so are the texts beside it. Told here because handlers
  /// name parts and parameters, and not what they are sent in.
  @Bean
  OperationCustomizer files() {
    return (operation, handler) -> {
      var files =
          Arrays.stream(handler.getMethodParameters())
              .filter(each -> each.getParameterType() == MultipartFile.class)
              .toList();
      if (!files.isEmpty()) {
        operation.setRequestBody(form(operation, files));
      }
      return operation;
    };
  }

  private static RequestBody form(Operation operation, List<MethodParameter> files) {
    var form = new ObjectSchema();
    for (var file : files) {
      var name = String.valueOf(file.getParameterName());
      var told = file.getParameterAnnotation(io.swagger.v3.oas.annotations.Parameter.class);
      var part = new StringSchema().format("binary");
      if (told != null) {
        part.setDescription(told.description());
      }
      form.addProperty(name, part);
      if (told != null && told.required()) {
        form.addRequiredItem(name);
      }
    }
    var parameters = Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of());
    for (var text : parameters.stream().filter(ApiDescription::isInQuery).toList()) {
      form.addProperty(text.getName(), text.getSchema().description(text.getDescription()));
      if (Boolean.TRUE.equals(text.getRequired())) {
        form.addRequiredItem(text.getName());
      }
    }
    operation.setParameters(parameters.stream().filter(each -> !isInQuery(each)).toList());
    return new RequestBody()
        .required(true)
        .content(new Content().addMediaType("multipart/form-data", new MediaType().schema(form)));
  }

  private static boolean isInQuery(Parameter parameter) {
    return "query".equals(parameter.getIn());
  }

  private static Map<String, String> answers(String path, Operation operation) {
    var answers = new LinkedHashMap<String, String>();
    answers.put("400", "Something in the request is not what it should be; `field` names it.");
    answers.put("401", "No key, or not a valid one.");
    answers.put("403", "Not open to this role, or another creator's figures.");
    if (path.contains("{")) {
      answers.put("404", "There is no such thing.");
    }
    if (operation.getRequestBody() != null) {
      answers.put("415", "The Content-Type is another than is taken here.");
    }
    answers.put("500", "A mistake of ours; `errorId` finds it in the log.");
    answers.put("503", "Not available now; try again.");
    return answers;
  }

  private static void describeProblem(String status, ApiResponse response) {
    if (status.startsWith("4") || status.startsWith("5")) {
      response.setContent(
          new Content()
              .addMediaType(
                  "application/problem+json",
                  new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
    }
  }

  /// `GET /api/jobs/{name}/runs` is `getJobsNameRuns`: it stays the same when others come or go.
  private static String operationId(String method, String path) {
    return Arrays.stream(path.split("[^A-Za-z]+", -1))
        .filter(word -> !word.isEmpty() && !word.equals("api"))
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining("", method.toLowerCase(Locale.ROOT), ""));
  }

  private static Schema<?> problem() {
    var problem = new ObjectSchema();
    problem.setRequired(List.of("type", "title", "status", "detail", "instance", "error"));
    problem.setDescription(
        "What went wrong (RFC 9457), with one sentence for a person in `error`.");
    return problem
        .addProperty("type", new StringSchema().example("about:blank"))
        .addProperty("title", new StringSchema().example("Bad Request"))
        .addProperty("status", new IntegerSchema().example(400))
        .addProperty("detail", new StringSchema())
        .addProperty("instance", new StringSchema().example("/api/events"))
        .addProperty(
            "error",
            new StringSchema()
                .description("One sentence for a person.")
                .example("videoId must be a whole number."))
        .addProperty("field", new StringSchema().description("What has to be corrected."))
        .addProperty(
            "errorId", new StringSchema().description("Finds the entry in the log, for a 500."))
        .example(
            Map.of(
                "type", "about:blank",
                "title", "Bad Request",
                "status", 400,
                "detail", "limit must be from 1 to 500.",
                "instance", "/api/events/refused",
                "error", "limit must be from 1 to 500.",
                "field", "limit"));
  }
}
