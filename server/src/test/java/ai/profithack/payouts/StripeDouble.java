package ai.profithack.payouts;

import ai.profithack.testing.SettableClock;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Stripe's API as far as payouts use it, with its rules and with everything that can go wrong.
///
/// What it has of money: the platform's balance and that of each connected account, by currency. It
/// refuses a parameter that Stripe does not know, remembers idempotency keys for 24 hours by the
/// test's clock (and answers a repetition with what was answered before, errors of the server
/// included), and signs its events. [#fail] makes the next matching call go wrong.
///
/// Source: Stripe's published API reference and its `openapi/fixtures3.json` for the objects.
public class StripeDouble implements AutoCloseable {
  static final String KEY = "sk_test_double";
  static final String SECRET = "whsec_double";

  private static final Duration KEYS_LIVE = Duration.ofHours(24);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final SettableClock clock;
  private final HttpServer server;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<String, Long> platform = new HashMap<>();
  private final Map<String, Map<String, Object>> transfers = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> payouts = new LinkedHashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final List<Map<String, Object>> balanceLines = new ArrayList<>();
  private final List<Map<String, Object>> events = new ArrayList<>();
  private final Map<String, Remembered> memory = new HashMap<>();
  private final Deque<Planned> plans = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private int number;
  private boolean away;

  static {
    // Otherwise each answer waits 40 ms for the other side's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  StripeDouble(SettableClock clock) throws IOException {
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// What can go wrong with a call.
  enum Fault {
    /// The connection is lost before anything was done.
    LOST_REQUEST,
    /// The connection is lost after it was done.
    LOST_ANSWER,
    /// 500, nothing was done, and the answer is remembered under the key.
    FAILED_BEFORE,
    /// 500 although it was done, and the answer is remembered under the key.
    FAILED_AFTER,
    /// 503 from something in front: nothing was done or remembered.
    UNAVAILABLE,
    /// 429: nothing was done or remembered.
    TOO_MANY,
    /// 409: another call with this key is under way.
    KEY_IN_USE,
    /// 401 before anything was looked at.
    WRONG_KEY,
    /// 200 with something that is no JSON, although it was done.
    GARBAGE
  }

  private record Planned(Predicate<String> call, Fault fault) {}

  private record Remembered(String request, int status, String body, Instant at) {}

  /// A connected account.
  static final class Account {
    final String id;
    final Map<String, Long> balance = new HashMap<>();
    boolean payoutsEnabled = true;
    boolean transfersActive = true;
    @Nullable String disabledReason;
    List<String> due = List.of();
    String schedule = "manual";
    Map<String, String> metadata = Map.of();

    Account(String id) {
      this.id = id;
    }
  }

  /// A refusal in Stripe's form. `saved` is whether it is remembered under an idempotency key.
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;
    final String type;
    final @Nullable String code;
    final @Nullable String param;
    final boolean saved;

    Refusal(
        int status,
        String type,
        @Nullable String code,
        @Nullable String param,
        String message,
        boolean saved) {
      super(message);
      this.status = status;
      this.type = type;
      this.code = code;
      this.param = param;
      this.saved = saved;
    }

    static Refusal invalid(@Nullable String code, @Nullable String param, String message) {
      return new Refusal(400, "invalid_request_error", code, param, message, false);
    }

    static Refusal done(String code, String message) {
      return new Refusal(400, "invalid_request_error", code, null, message, true);
    }
  }

  private record Request(
      String method, String path, Map<String, String> params, @Nullable String account) {
    String canonical() {
      return method + " " + path + " " + new TreeMap<>(params);
    }
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /// Forgets what is planned, sent and to be sent; money and objects stay.
  synchronized void calm() {
    away = false;
    plans.clear();
    events.clear();
    requests.clear();
  }

  /// Whether nothing is answered at all.
  synchronized void away(boolean gone) {
    away = gone;
  }

  /// A line of the platform's balance; null where there is none of this id.
  synchronized @Nullable Map<String, Object> line(String id) {
    return balanceLines.stream().filter(one -> id.equals(one.get("id"))).findFirst().orElse(null);
  }

  /// The ids of all lines of the platform's balance.
  synchronized List<String> lines() {
    return balanceLines.stream().map(one -> text(one, "id")).toList();
  }

  /// Lets the next such call go wrong: `POST /v1/transfers`, or all below `POST /v1/transfers/`.
  synchronized void fail(String call, Fault fault) {
    plans.add(
        new Planned(one -> call.endsWith("/") ? one.startsWith(call) : one.equals(call), fault));
  }

  synchronized Account account() {
    var account = new Account("acct_1Double" + ++number);
    accounts.put(account.id, account);
    return account;
  }

  synchronized Account account(String id) {
    return Objects.requireNonNull(accounts.get(id));
  }

  synchronized void topUp(String currency, long units) {
    platform.merge(currency, units, Long::sum);
  }

  synchronized void empty(String currency) {
    platform.remove(currency);
  }

  /// The calls that arrived: `POST /v1/transfers`.
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  synchronized List<Map<String, Object>> transfersOf(String group) {
    return transfers.values().stream()
        .filter(one -> group.equals(one.get("transfer_group")))
        .toList();
  }

  synchronized List<Map<String, Object>> payoutsOf(String group) {
    return payouts.values().stream()
        .filter(one -> group.equals(metadata(one).get("payout_key")))
        .toList();
  }

  /// Lets a payout go on at the bank: `in_transit`, `paid`, `failed` or `canceled`. What fails is
  /// back on the connected account.
  synchronized void bank(String group, String status) {
    var payout = payoutsOf(group).getFirst();
    end(payout, status);
  }

  /// Takes the transfer back as a person does on Stripe's own pages.
  synchronized void reverseByHand(String group) {
    var transfer = transfersOf(group).getFirst();
    reverse(transfer, number(transfer, "amount"), Map.of());
  }

  /// A fee that Stripe takes from the platform's balance.
  synchronized void charge(String currency, long units) {
    platform.merge(currency, -units, Long::sum);
    line("stripe_fee", id("fee"), currency, -units, 0);
  }

  /// What Stripe tells by webhook, in the order in which it happened, and forgets it.
  synchronized List<byte[]> notices() {
    var all = events.stream().map(event -> bytes(event)).toList();
    events.clear();
    return all;
  }

  /// The header that goes with a notice that is sent now.
  String signature(byte[] body) {
    var now = clock.instant().getEpochSecond();
    return "t=%d,v1=%s"
        .formatted(
            now, java.util.HexFormat.of().formatHex(StripeSignature.sign(SECRET, now, body)));
  }

  /// An event of Stripe's form about any object.
  synchronized byte[] event(
      String type, Map<String, Object> object, @Nullable String account, boolean live) {
    var event = new LinkedHashMap<String, Object>();
    event.put("id", id("evt"));
    event.put("object", "event");
    event.put("api_version", "2026-07-29.dahlia");
    event.put("created", clock.instant().getEpochSecond());
    event.put("livemode", live);
    event.put("type", type);
    if (account != null) {
      event.put("account", account);
    }
    event.put("data", Map.of("object", object));
    return bytes(event);
  }

  private static byte[] bytes(Map<String, Object> event) {
    return JSON.writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
  }

  private void tell(String type, Map<String, Object> object, @Nullable String account) {
    var copy = JSON.readValue(event(type, object, account, false), LinkedHashMap.class);
    @SuppressWarnings("unchecked")
    var event = (Map<String, Object>) copy;
    events.add(event);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    @Nullable Fault fault;
    boolean gone;
    synchronized (this) {
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
    var answer = respond(exchange, body, fault);
    if (fault == Fault.LOST_ANSWER) {
      cut(exchange);
    } else if (fault == Fault.GARBAGE) {
      send(exchange, 200, "<html>", false);
    } else {
      send(exchange, answer.status(), answer.body(), answer.replayed());
    }
  }

  private record Answer(int status, String body, boolean replayed) {}

  private synchronized Answer respond(HttpExchange exchange, String body, @Nullable Fault fault) {
    var headers = exchange.getRequestHeaders();
    try {
      if (fault == Fault.WRONG_KEY
          || !("Bearer " + KEY).equals(headers.getFirst("Authorization"))) {
        throw new Refusal(
            401,
            "invalid_request_error",
            null,
            null,
            "Invalid API Key provided: sk_test_****uble",
            false);
      }
      if (headers.getFirst("Stripe-Version") == null) {
        throw Refusal.invalid(null, null, "The double wants a pinned Stripe-Version.");
      }
      if (fault == Fault.TOO_MANY) {
        throw new Refusal(
            429, "invalid_request_error", "rate_limit", null, "Too many requests", false);
      }
      var account = headers.getFirst("Stripe-Account");
      if (account != null && !accounts.containsKey(account)) {
        throw new Refusal(
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
          new Request(
              method,
              exchange.getRequestURI().getPath(),
              form(method.equals("POST") ? body : query == null ? "" : query),
              account);
      return keyed(request, headers.getFirst("Idempotency-Key"), fault);
    } catch (Refusal refusal) {
      return new Answer(refusal.status, error(refusal), false);
    }
  }

  private Answer keyed(Request request, @Nullable String key, @Nullable Fault fault) {
    if (key == null || !request.method().equals("POST")) {
      return new Answer(200, JSON.writeValueAsString(act(request)), false);
    }
    if (fault == Fault.KEY_IN_USE) {
      throw new Refusal(
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
        throw new Refusal(
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
        throw new Refusal(500, "api_error", null, null, "An unknown error occurred", true);
      }
      var done = JSON.writeValueAsString(act(request));
      if (fault == Fault.FAILED_AFTER) {
        throw new Refusal(500, "api_error", null, null, "An unknown error occurred", true);
      }
      answer = new Answer(200, done, false);
    } catch (Refusal refusal) {
      if (!refusal.saved) {
        throw refusal;
      }
      answer = new Answer(refusal.status, error(refusal), false);
    }
    memory.put(
        name, new Remembered(request.canonical(), answer.status(), answer.body(), clock.instant()));
    return answer;
  }

  private static String error(Refusal refusal) {
    var error = new LinkedHashMap<String, Object>();
    if (refusal.code != null) {
      error.put("code", refusal.code);
      error.put("doc_url", "https://stripe.com/docs/error-codes/" + refusal.code);
    }
    error.put("message", String.valueOf(refusal.getMessage()));
    if (refusal.param != null) {
      error.put("param", refusal.param);
    }
    error.put("type", refusal.type);
    return JSON.writeValueAsString(Map.of("error", error));
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

  private static Map<String, String> form(String text) {
    var fields = new LinkedHashMap<String, String>();
    for (var part : text.split("&", -1)) {
      if (!part.isEmpty()) {
        var at = part.indexOf('=');
        fields.put(decode(part.substring(0, at)), decode(part.substring(at + 1)));
      }
    }
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Map<String, Object> act(Request request) {
    var path = request.path().split("/", -1);
    var what = request.method() + " " + path[2] + (path.length > 3 ? " id" : "");
    var tail = path.length > 4 ? " " + path[4] : "";
    return switch (what + tail) {
      case "POST transfers" -> createTransfer(request);
      case "GET transfers" -> listTransfers(request);
      case "GET transfers id" -> found(transfers, path[3], "transfer");
      case "POST transfers id reversals" -> createReversal(request, path[3]);
      case "POST payouts" -> createPayout(request);
      case "GET payouts" -> listPayouts(request);
      case "GET payouts id" -> ownPayout(request, path[3]);
      case "POST payouts id cancel" -> cancelPayout(request, path[3]);
      case "POST accounts" -> createAccount(request);
      case "GET accounts id" -> {
        if (!accounts.containsKey(path[3])) {
          throw new Refusal(
              403,
              "invalid_request_error",
              "account_invalid",
              null,
              "The provided key does not have access to account '%s'.".formatted(path[3]),
              false);
        }
        yield describe(account(path[3]));
      }
      case "POST account_links" -> createLink(request);
      case "GET balance" -> balance(request);
      case "GET balance_transactions" -> listLines(request);
      default ->
          throw new Refusal(
              404,
              "invalid_request_error",
              null,
              null,
              "Unrecognized request URL (%s: %s).".formatted(request.method(), request.path()),
              false);
    };
  }

  private static void allow(Request request, String... names) {
    var allowed = Set.of(names);
    for (var name : request.params().keySet()) {
      var root = name.indexOf('[') < 0 ? name : name.substring(0, name.indexOf('['));
      if (!allowed.contains(root)) {
        throw Refusal.invalid("parameter_unknown", name, "Received unknown parameter: " + name);
      }
    }
  }

  private static String required(Request request, String name) {
    var value = request.params().get(name);
    if (value == null || value.isEmpty()) {
      throw Refusal.invalid("parameter_missing", name, "Missing required param: " + name + ".");
    }
    return value;
  }

  private static long amount(Request request) {
    var text = required(request, "amount");
    if (!text.matches("\\d+")) {
      throw Refusal.invalid("parameter_invalid_integer", "amount", "Invalid integer: " + text);
    }
    var amount = Long.parseLong(text);
    if (amount < 1) {
      throw Refusal.invalid(
          "parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.");
    }
    if (amount > 99_999_999) {
      throw Refusal.invalid("amount_too_large", "amount", "Amount must be no more than 999999.99");
    }
    return amount;
  }

  private static String currency(Request request) {
    var currency = required(request, "currency");
    if (!currency.matches("[a-z]{3}")) {
      throw Refusal.invalid(null, "currency", "Invalid currency: " + currency);
    }
    return currency;
  }

  private Map<String, Object> createTransfer(Request request) {
    allow(
        request,
        "amount",
        "currency",
        "destination",
        "description",
        "metadata",
        "source_transaction",
        "source_type",
        "transfer_group",
        "expand");
    var amount = amount(request);
    var currency = currency(request);
    var destination = required(request, "destination");
    var account = accounts.get(destination);
    if (account == null) {
      throw Refusal.invalid(
          "resource_missing", "destination", "No such destination: '" + destination + "'");
    }
    if (!account.transfersActive) {
      throw Refusal.done(
          "insufficient_capabilities_for_transfer",
          "Your destination account needs to have at least one of the following capabilities enabled: transfers");
    }
    if (platform.getOrDefault(currency, 0L) < amount) {
      throw Refusal.done(
          "balance_insufficient", "You have insufficient available funds in your Stripe account.");
    }
    platform.merge(currency, -amount, Long::sum);
    account.balance.merge(currency, amount, Long::sum);
    var transfer = new LinkedHashMap<String, Object>();
    transfer.put("id", id("tr"));
    transfer.put("object", "transfer");
    transfer.put("amount", amount);
    transfer.put("amount_reversed", 0L);
    transfer.put("created", clock.instant().getEpochSecond());
    transfer.put("currency", currency);
    transfer.put("description", request.params().get("description"));
    transfer.put("destination", destination);
    transfer.put("livemode", false);
    transfer.put("metadata", metadata(request));
    transfer.put("reversals", list(new ArrayList<>(), false));
    transfer.put("reversed", false);
    transfer.put("source_type", "card");
    transfer.put("transfer_group", request.params().get("transfer_group"));
    transfer.put(
        "balance_transaction", line("transfer", text(transfer, "id"), currency, -amount, 0));
    transfers.put(text(transfer, "id"), transfer);
    tell("transfer.created", transfer, null);
    return transfer;
  }

  private Map<String, Object> listTransfers(Request request) {
    allow(
        request,
        "created",
        "destination",
        "ending_before",
        "limit",
        "starting_after",
        "transfer_group",
        "expand");
    var group = request.params().get("transfer_group");
    return page(
        request,
        transfers.values().stream()
            .filter(one -> group == null || group.equals(one.get("transfer_group")))
            .toList());
  }

  private Map<String, Object> createReversal(Request request, String id) {
    allow(request, "amount", "description", "metadata", "refund_application_fee", "expand");
    var transfer = found(transfers, id, "transfer");
    return reverse(transfer, amount(request), metadata(request));
  }

  private Map<String, Object> reverse(
      Map<String, Object> transfer, long amount, Map<String, String> metadata) {
    var left = number(transfer, "amount") - number(transfer, "amount_reversed");
    if (amount > left) {
      throw Refusal.done(
          "transfer_already_reversed", "Reversal amount is greater than unreversed amount.");
    }
    var currency = text(transfer, "currency");
    var account = account(text(transfer, "destination"));
    if (account.balance.getOrDefault(currency, 0L) < amount) {
      throw Refusal.done(
          "balance_insufficient",
          "Cannot reverse this transfer: the connected account has insufficient funds.");
    }
    account.balance.merge(currency, -amount, Long::sum);
    platform.merge(currency, amount, Long::sum);
    var reversal = new LinkedHashMap<String, Object>();
    reversal.put("id", id("trr"));
    reversal.put("object", "transfer_reversal");
    reversal.put("amount", amount);
    reversal.put("created", clock.instant().getEpochSecond());
    reversal.put("currency", currency);
    reversal.put("metadata", metadata);
    reversal.put("transfer", transfer.get("id"));
    reversal.put(
        "balance_transaction", line("transfer_refund", text(reversal, "id"), currency, amount, 0));
    reversals(transfer).addFirst(reversal);
    transfer.put("amount_reversed", number(transfer, "amount_reversed") + amount);
    transfer.put("reversed", number(transfer, "amount_reversed") == number(transfer, "amount"));
    tell("transfer.reversed", transfer, null);
    return reversal;
  }

  private Map<String, Object> createPayout(Request request) {
    allow(
        request,
        "amount",
        "currency",
        "description",
        "destination",
        "metadata",
        "method",
        "payout_method",
        "source_type",
        "statement_descriptor",
        "expand");
    var amount = amount(request);
    var currency = currency(request);
    if (Set.of("huf", "twd", "isk", "ugx").contains(currency) && amount % 100 != 0) {
      throw Refusal.invalid(
          "parameter_invalid_integer",
          "amount",
          "Payouts in %s must be whole: the amount must be a multiple of 100.".formatted(currency));
    }
    if (request.account() == null) {
      throw Refusal.done("payouts_not_allowed", "The double pays out connected accounts only.");
    }
    var account = account(request.account());
    if (!account.payoutsEnabled) {
      throw Refusal.done(
          "payouts_not_allowed",
          "Cannot create payouts: payouts are disabled for " + account.id + ".");
    }
    if (account.balance.getOrDefault(currency, 0L) < amount) {
      throw Refusal.done(
          "balance_insufficient",
          "You have insufficient funds in your Stripe account for this transfer.");
    }
    account.balance.merge(currency, -amount, Long::sum);
    var payout = new LinkedHashMap<String, Object>();
    payout.put("id", id("po"));
    payout.put("object", "payout");
    payout.put("amount", amount);
    payout.put("arrival_date", clock.instant().plus(Duration.ofDays(2)).getEpochSecond());
    payout.put("automatic", false);
    payout.put("created", clock.instant().getEpochSecond());
    payout.put("currency", currency);
    payout.put("description", request.params().get("description"));
    payout.put("failure_code", null);
    payout.put("failure_message", null);
    payout.put("livemode", false);
    payout.put("metadata", metadata(request));
    payout.put("method", "standard");
    payout.put("reconciliation_status", "not_applicable");
    payout.put("source_type", "card");
    payout.put("status", "pending");
    payout.put("type", "bank_account");
    payouts.put(text(payout, "id"), payout);
    owners.put(text(payout, "id"), account.id);
    tell("payout.created", payout, account.id);
    return payout;
  }

  private Map<String, Object> listPayouts(Request request) {
    allow(
        request,
        "arrival_date",
        "created",
        "destination",
        "ending_before",
        "limit",
        "starting_after",
        "status",
        "expand");
    var since = Long.parseLong(request.params().getOrDefault("created[gte]", "0"));
    return page(
        request,
        payouts.values().stream()
            .filter(one -> Objects.equals(owners.get(text(one, "id")), request.account()))
            .filter(one -> number(one, "created") >= since)
            .toList());
  }

  private Map<String, Object> ownPayout(Request request, String id) {
    if (!Objects.equals(owners.get(id), request.account())) {
      throw missing("payout", id);
    }
    return found(payouts, id, "payout");
  }

  private Map<String, Object> cancelPayout(Request request, String id) {
    allow(request, "expand");
    var payout = ownPayout(request, id);
    if (!"pending".equals(payout.get("status"))) {
      throw Refusal.done(
          "payout_already_canceled", "Payouts can only be canceled while they are pending.");
    }
    end(payout, "canceled");
    return payout;
  }

  private void end(Map<String, Object> payout, String status) {
    payout.put("status", status);
    var owner = account(Objects.requireNonNull(owners.get(text(payout, "id"))));
    if (status.equals("failed") || status.equals("canceled")) {
      owner.balance.merge(text(payout, "currency"), number(payout, "amount"), Long::sum);
    }
    if (status.equals("failed")) {
      payout.put("failure_code", "account_closed");
      payout.put("failure_message", "The bank account has been closed.");
    }
    tell(status.equals("in_transit") ? "payout.updated" : "payout." + status, payout, owner.id);
  }

  private Map<String, Object> createAccount(Request request) {
    allow(
        request,
        "type",
        "country",
        "email",
        "capabilities",
        "settings",
        "metadata",
        "business_type",
        "controller",
        "expand");
    var country = request.params().get("country");
    if (country != null && !country.matches("[A-Z]{2}")) {
      throw Refusal.invalid("parameter_invalid", "country", "Invalid country: " + country);
    }
    if (country != null && country.equals("ZZ")) {
      throw Refusal.invalid("country_unsupported", "country", "ZZ is not currently supported.");
    }
    var account = account();
    account.payoutsEnabled = false;
    account.transfersActive = false;
    account.disabledReason = "requirements.past_due";
    account.due = List.of("external_account", "tos_acceptance.date");
    account.schedule =
        request.params().getOrDefault("settings[payouts][schedule][interval]", "daily");
    account.metadata = metadata(request);
    return describe(account);
  }

  /// Its owner told Stripe everything that it asked for.
  public synchronized void onboarded(String id) {
    var account = account(id);
    account.payoutsEnabled = true;
    account.transfersActive = true;
    account.disabledReason = null;
    account.due = List.of();
    tell("account.updated", describe(account), id);
  }

  /// Stripe stops an account.
  synchronized void restrict(String id, String reason) {
    var account = account(id);
    account.payoutsEnabled = false;
    account.disabledReason = reason;
    tell("account.updated", describe(account), id);
  }

  private static Map<String, Object> describe(Account account) {
    var requirements = new LinkedHashMap<String, Object>();
    requirements.put("currently_due", account.due);
    requirements.put("past_due", List.of());
    requirements.put("eventually_due", account.due);
    requirements.put("pending_verification", List.of());
    requirements.put("disabled_reason", account.disabledReason);
    var object = new LinkedHashMap<String, Object>();
    object.put("id", account.id);
    object.put("object", "account");
    object.put(
        "capabilities", Map.of("transfers", account.transfersActive ? "active" : "inactive"));
    object.put("charges_enabled", false);
    object.put("country", "US");
    object.put("default_currency", "usd");
    object.put("details_submitted", account.due.isEmpty());
    object.put("metadata", account.metadata);
    object.put("payouts_enabled", account.payoutsEnabled);
    object.put("requirements", requirements);
    object.put(
        "settings",
        Map.of(
            "payouts",
            Map.of(
                "debit_negative_balances",
                false,
                "schedule",
                Map.of("delay_days", 2, "interval", account.schedule))));
    object.put("type", "express");
    return object;
  }

  private Map<String, Object> createLink(Request request) {
    allow(
        request,
        "account",
        "type",
        "refresh_url",
        "return_url",
        "collect",
        "collection_options",
        "expand");
    var id = required(request, "account");
    required(request, "type");
    required(request, "refresh_url");
    required(request, "return_url");
    if (!accounts.containsKey(id)) {
      throw Refusal.invalid("resource_missing", "account", "No such account: '" + id + "'");
    }
    var now = clock.instant().getEpochSecond();
    return Map.of(
        "object",
        "account_link",
        "created",
        now,
        "expires_at",
        now + 300,
        "url",
        "https://connect.stripe.com/setup/e/" + id + "/once");
  }

  private Map<String, Object> balance(Request request) {
    var of = request.account() == null ? platform : account(request.account()).balance;
    var available = new ArrayList<Map<String, Object>>();
    of.forEach((currency, units) -> available.add(Map.of("amount", units, "currency", currency)));
    return Map.of(
        "object", "balance", "available", available, "pending", List.of(), "livemode", false);
  }

  private Map<String, Object> listLines(Request request) {
    allow(
        request,
        "created",
        "currency",
        "ending_before",
        "limit",
        "payout",
        "source",
        "starting_after",
        "type",
        "expand");
    var since = Long.parseLong(request.params().getOrDefault("created[gte]", "0"));
    return page(
        request, balanceLines.stream().filter(one -> number(one, "created") >= since).toList());
  }

  private String line(String type, String source, String currency, long units, long fee) {
    var line = new LinkedHashMap<String, Object>();
    line.put("id", id("txn"));
    line.put("object", "balance_transaction");
    line.put("amount", units);
    line.put("available_on", clock.instant().getEpochSecond());
    line.put("created", clock.instant().getEpochSecond());
    line.put("currency", currency);
    line.put("fee", fee);
    line.put("fee_details", List.of());
    line.put("net", units - fee);
    line.put("reporting_category", type);
    line.put("source", source);
    line.put("status", "available");
    line.put("type", type);
    balanceLines.add(line);
    return text(line, "id");
  }

  /// Newest first, from after a given object on, as Stripe pages.
  private static Map<String, Object> page(Request request, List<Map<String, Object>> all) {
    var limit = Integer.parseInt(request.params().getOrDefault("limit", "10"));
    if (limit < 1 || limit > 100) {
      throw Refusal.invalid("parameter_invalid_integer", "limit", "limit is from 1 to 100");
    }
    var newest = new ArrayList<>(all).reversed();
    var after = request.params().get("starting_after");
    var from = 0;
    if (after != null) {
      while (from < newest.size() && !after.equals(newest.get(from).get("id"))) {
        from++;
      }
      from++;
    }
    var to = Math.min(newest.size(), from + limit);
    return list(
        from >= newest.size() ? List.of() : new ArrayList<>(newest.subList(from, to)),
        to < newest.size());
  }

  private static Map<String, Object> list(List<?> data, boolean more) {
    var list = new LinkedHashMap<String, Object>();
    list.put("object", "list");
    list.put("data", data);
    list.put("has_more", more);
    list.put("url", "/v1/list");
    return list;
  }

  private static Map<String, Object> found(
      Map<String, Map<String, Object>> all, String id, String kind) {
    var one = all.get(id);
    if (one == null) {
      throw missing(kind, id);
    }
    return one;
  }

  private static Refusal missing(String kind, String id) {
    return new Refusal(
        404,
        "invalid_request_error",
        "resource_missing",
        kind,
        "No such %s: '%s'".formatted(kind, id),
        false);
  }

  private static Map<String, String> metadata(Request request) {
    var metadata = new LinkedHashMap<String, String>();
    request
        .params()
        .forEach((name, value) -> {
          if (name.startsWith("metadata[")) {
            metadata.put(name.substring(9, name.length() - 1), value);
          }
        });
    return metadata;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> metadata(Map<String, Object> object) {
    return (Map<String, String>) Objects.requireNonNull(object.get("metadata"));
  }

  @SuppressWarnings("unchecked")
  private static List<Object> reversals(Map<String, Object> transfer) {
    var list = (Map<String, Object>) Objects.requireNonNull(transfer.get("reversals"));
    return (List<Object>) Objects.requireNonNull(list.get("data"));
  }

  private static long number(Map<String, Object> object, String name) {
    return (Long) Objects.requireNonNull(object.get(name));
  }

  private static String text(Map<String, Object> object, String name) {
    return (String) Objects.requireNonNull(object.get(name));
  }

  private String id(String prefix) {
    return prefix + "_1Double" + ++number;
  }

  /// For a bean that must not declare what starting a server can throw.
  static StripeDouble start(SettableClock clock) {
    try {
      return new StripeDouble(clock);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
