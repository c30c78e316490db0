package ai.profithack.web;

import ai.profithack.access.Actor;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the API's description says about all endpoints at once: who may call, and how errors look.
@Configuration(proxyBeanMethods = false)
class ApiDescription {
  private static final String KEY = "apiKey";
  private static final String SESSION = "session";
  private static final String PROBLEM = "Problem";

  static {
    // Who asks is no parameter of the request.
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Actor.class, Page.class);
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
                    .description("The session of whoever is logged in to the pages."))
            .addSchemas(PROBLEM, problem());
    return new OpenAPI()
        .info(
            new Info()
                .title("ProfitHack")
                .version("1")
                .description(
                    "The back office of a short-video platform. A success is `{\"success\": true, …}`; an error is a problem (RFC 9457) with one sentence in `error`. Decimals are strings, times ISO 8601.")
                .license(
                    new License()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        .components(components)
        .addSecurityItem(new SecurityRequirement().addList(KEY))
        .addSecurityItem(new SecurityRequirement().addList(SESSION));
  }

  @Bean
  OpenApiCustomizer errors() {
    var answers = new LinkedHashMap<String, String>();
    answers.put("400", "Something in the request is not what it should be; `field` names it.");
    answers.put("401", "No key, or not a valid one.");
    answers.put("403", "Not open to this role, or another creator's figures.");
    answers.put("503", "Not available now; try again.");
    return api -> {
      if (api.getPaths() != null) {
        api.getPaths().values().stream()
            .flatMap(path -> path.readOperations().stream())
            .forEach(operation ->
                answers.forEach((status, text) ->
                    operation.getResponses().computeIfAbsent(status, _ -> response(text))));
      }
    };
  }

  private static ApiResponse response(String text) {
    return new ApiResponse()
        .description(text)
        .content(
            new Content()
                .addMediaType(
                    "application/problem+json",
                    new MediaType()
                        .schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
  }

  private static Schema<?> problem() {
    return new ObjectSchema()
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
        .example(Map.of("title", "Bad Request", "status", 400, "error", "videoId is missing."));
  }
}
