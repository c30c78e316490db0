package ai.profithack.payouts;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls PayPal: with a token that is asked for once and renewed shortly before its end, or when
/// PayPal does not take it any more. Each call has a time limit; none is repeated here but the one
/// whose token was refused, which did nothing.
///
/// Source: PayPal's REST documentation, authentication and Payouts v1.
@Component
class PayPalClient {
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  /// A token that ends sooner is not begun with.
  private static final Duration BEFORE_ITS_END = Duration.ofMinutes(2);

  private final PayPalSettings settings;
  private final RestClient http;
  private final JsonMapper json;
  private final Clock clock;
  private @Nullable Token token;

  @Autowired
  PayPalClient(PayPalSettings settings, JsonMapper json, Clock clock) {
    this(settings, json, clock, ANSWERS_WITHIN);
  }

  PayPalClient(PayPalSettings settings, JsonMapper json, Clock clock, Duration answersWithin) {
    this.settings = settings;
    this.json = json;
    this.clock = clock;
    var requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .connectTimeout(CONNECTS_WITHIN)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
    requests.setReadTimeout(answersWithin);
    this.http =
        RestClient.builder()
            .baseUrl(settings.baseUrl().toString())
            .requestFactory(requests)
            .build();
  }

  /// What PayPal said to a call.
  sealed interface Answer {
    /// It did it.
    record Done(JsonNode body) implements Answer {}

    /// It did not, for a reason that lies in the call.
    record Refused(int status, JsonNode body) implements Answer {
      /// The error by its name and its words, for a person: up to 500 characters.
      String sentence() {
        var text = new StringBuilder(PayPalClient.sentence(body));
        for (var detail : body.path("details")) {
          text.append(" ").append(detail.path("issue").asString(""));
        }
        return PayPalClient.shortened(text.toString());
      }
    }
  }

  /// There was no answer that can be relied on: what was asked for may have been done.
  static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswer(String sentence) {
      super(sentence);
    }

    NoAnswer(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  private record Token(String text, Instant until) {}

  private record Reply(int status, String body) {}

  /// Errors: [NoAnswer].
  Answer get(String path) {
    return call(HttpMethod.GET, path, null);
  }

  /// Errors: [NoAnswer].
  Answer post(String path, String body) {
    return call(HttpMethod.POST, path, body);
  }

  /// An error's name and message.
  static String sentence(JsonNode error) {
    var name = error.path("name").asString("");
    var message = error.path("message").asString("");
    return shortened(name.isEmpty() ? message : name + ": " + message);
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(500, text.length()));
  }

  private Answer call(HttpMethod method, String path, @Nullable String body) {
    var used = token(null);
    var reply = send(method, path, body, used);
    if (reply.status() == 401) {
      reply = send(method, path, body, token(used));
    }
    var status = reply.status();
    if (status >= 200 && status < 300) {
      return new Answer.Done(parsed(reply));
    }
    if (status < 400 || status >= 500 || status == 401 || status == 408 || status == 429) {
      throw new NoAnswer("PayPal answered %d.".formatted(status));
    }
    return new Answer.Refused(status, parsed(reply));
  }

  private Reply send(HttpMethod method, String path, @Nullable String body, String bearer) {
    var request =
        http.method(method)
            .uri(path)
            .accept(MediaType.APPLICATION_JSON)
            .headers(headers -> headers.setBearerAuth(bearer));
    if (body != null) {
      request =
          request
              .contentType(MediaType.APPLICATION_JSON)
              .body(body.getBytes(StandardCharsets.UTF_8));
    }
    return reply(request);
  }

  private static Reply reply(RestClient.RequestHeadersSpec<?> request) {
    try {
      return request.exchangeForRequiredValue((_, response) ->
          new Reply(
              response.getStatusCode().value(),
              new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8)));
    } catch (RestClientException broken) {
      throw new NoAnswer("PayPal did not answer.", broken);
    }
  }

  private JsonNode parsed(Reply reply) {
    try {
      var read = json.readTree(reply.body());
      if (read.isObject()) {
        return read;
      }
    } catch (JacksonException unreadable) {
      throw new NoAnswer("PayPal's answer %d is unreadable.".formatted(reply.status()), unreadable);
    }
    throw new NoAnswer("PayPal's answer %d is no object.".formatted(reply.status()));
  }

  /// A token that is good for a while; another one than `refused`.
  private synchronized String token(@Nullable String refused) {
    var now = clock.instant();
    if (token == null || token.text().equals(refused) || !now.isBefore(token.until())) {
      token = null;
      token = fetchToken(now);
    }
    return token.text();
  }

  private Token fetchToken(Instant now) {
    var reply =
        reply(
            http.post()
                .uri("/v1/oauth2/token")
                .accept(MediaType.APPLICATION_JSON)
                .headers(this::authenticate)
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body("grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII)));
    if (reply.status() != 200) {
      throw new NoAnswer("PayPal gave no token but answered %d.".formatted(reply.status()));
    }
    var body = parsed(reply);
    var text = body.path("access_token").asString("");
    var seconds = body.path("expires_in").asLong(0);
    if (text.isEmpty() || seconds <= 0) {
      throw new NoAnswer("PayPal's answer holds no token.");
    }
    return new Token(text, now.plusSeconds(seconds).minus(BEFORE_ITS_END));
  }

  private void authenticate(HttpHeaders headers) {
    headers.setBasicAuth(settings.clientId(), settings.clientSecret(), StandardCharsets.UTF_8);
  }
}
