package ai.profithack.payouts;

import ai.profithack.payouts.StripeDouble.Fault;
import ai.profithack.testing.SettableClock;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The outside of the double: its HTTP server with all that can go wrong with a call, and the
/// memory of idempotency keys. Everything but its answering is called with the double locked.
final class StripeDoubleHttp {
  private static final Duration KEYS_LIVE = Duration.ofHours(24);
  private static final JsonMapper JSON = JsonMapper.shared();

  static {
    // Otherwise each answer waits 40 ms for the other side's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final StripeDouble stripe;
  private final SettableClock clock;
  private final HttpServer server;
  private final Map<String, Remembered> memory = new HashMap<>();
  private final Deque<Planned> plans = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private boolean away;

  private record Planned(Predicate<String> call, Fault fault) {}

  private record Remembered(String request, int status, String body, Instant at) {}

  private record Answer(int status, String body, boolean replayed) {}

  StripeDoubleHttp(StripeDouble stripe, SettableClock clock) throws IOException {
    this.stripe = stripe;
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  void forget() {
    away = false;
    plans.clear();
    requests.clear();
  }

  void away(boolean gone) {
    away = gone;
  }

  void fail(String call, Fault fault) {
    plans.add(
        new Planned(one -> call.endsWith("/") ? one.startsWith(call) : one.equals(call), fault));
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  void close() {
    server.stop(0);
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    var call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    @Nullable Fault fault;
    boolean gone;
    synchronized (stripe) {
      requests.add(call);
      gone = away;
      var plan = plans.stream().filter(one -> one.call().test(call)).findFirst();
      plan.ifPresent(plans::remove);
      fault = plan.map(Planned::fault).orElse(null);
    }
    if (gone || fault == Fault.LOST_REQUEST) {
      cut(exchange);
      return;
    }
    if (fault == Fault.UNAVAILABLE) {
      send(exchange, 503, "<html>Service unavailable</html>", false);
      return;
    }
    Answer answer;
    synchronized (stripe) {
      answer = respond(exchange, body, fault);
    }
    if (fault == Fault.LOST_ANSWER) {
      cut(exchange);
    } else if (fault == Fault.GARBAGE) {
      send(exchange, 200, "<html>", false);
    } else {
      send(exchange, answer.status(), answer.body(), answer.replayed());
    }
  }

  private Answer respond(HttpExchange exchange, String body, @Nullable Fault fault) {
    var headers = exchange.getRequestHeaders();
    try {
      if (fault == Fault.WRONG_KEY
          || !("Bearer " + StripeDouble.KEY).equals(headers.getFirst("Authorization"))) {
        throw new StripeRefusal(
            401,
            "invalid_request_error",
            null,
            null,
            "Invalid API Key provided: sk_test_****uble",
            false);
      }
      if (headers.getFirst("Stripe-Version") == null) {
        throw StripeRefusal.invalid(null, null, "The double wants a pinned Stripe-Version.");
      }
      if (fault == Fault.TOO_MANY) {
        throw new StripeRefusal(
            429, "invalid_request_error", "rate_limit", null, "Too many requests", false);
      }
      var account = headers.getFirst("Stripe-Account");
      if (account != null && !stripe.accounts.knows(account)) {
        throw new StripeRefusal(
            403,
            "invalid_request_error",
            "account_invalid",
            null,
            "The provided key 'sk_test_****uble' does not have access to account '%s' (or that account does not exist)."
                .formatted(account),
            false);
      }
      var method = exchange.getRequestMethod();
      var query = exchange.getRequestURI().getRawQuery();
      var request =
          new StripeRequest(
              method,
              exchange.getRequestURI().getPath(),
              StripeRequest.form(method.equals("POST") ? body : query == null ? "" : query),
              account);
      return keyed(request, headers.getFirst("Idempotency-Key"), fault);
    } catch (StripeRefusal refusal) {
      return new Answer(refusal.status, refusal.json(), false);
    }
  }

  private Answer keyed(StripeRequest request, @Nullable String key, @Nullable Fault fault) {
    if (key == null || !request.method().equals("POST")) {
      return new Answer(200, JSON.writeValueAsString(stripe.act(request)), false);
    }
    if (fault == Fault.KEY_IN_USE) {
      throw new StripeRefusal(
          409,
          "idempotency_error",
          "idempotency_key_in_use",
          null,
          "There is currently another in-progress request using this Idempotent Key.",
          false);
    }
    var name = request.account() + " " + key;
    var known = memory.get(name);
    if (known != null && clock.instant().isBefore(known.at().plus(KEYS_LIVE))) {
      if (!known.request().equals(request.canonical())) {
        throw new StripeRefusal(
            400,
            "idempotency_error",
            null,
            null,
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            false);
      }
      return new Answer(known.status(), known.body(), true);
    }
    Answer answer;
    try {
      if (fault == Fault.FAILED_BEFORE) {
        throw new StripeRefusal(500, "api_error", null, null, "An unknown error occurred", true);
      }
      var done = JSON.writeValueAsString(stripe.act(request));
      if (fault == Fault.FAILED_AFTER) {
        throw new StripeRefusal(500, "api_error", null, null, "An unknown error occurred", true);
      }
      answer = new Answer(200, done, false);
    } catch (StripeRefusal refusal) {
      if (!refusal.saved) {
        throw refusal;
      }
      answer = new Answer(refusal.status, refusal.json(), false);
    }
    memory.put(
        name, new Remembered(request.canonical(), answer.status(), answer.body(), clock.instant()));
    return answer;
  }

  private static void send(HttpExchange exchange, int status, String body, boolean replayed)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.getResponseHeaders().add("Request-Id", "req_double");
    if (replayed) {
      exchange.getResponseHeaders().add("Idempotent-Replayed", "true");
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /// Ends the connection in the middle of an answer: before one the JDK would silently ask again.
  private static void cut(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1_000);
    exchange.getResponseBody().write('{');
    exchange.getResponseBody().flush();
    exchange.close();
  }
}
