package ai.profithack.payouts;

import ai.profithack.testing.SettableClock;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// PayPal on this machine: a server that keeps its rules of tokens, requests, names of batches and
/// states of items, and that can lose, delay, refuse and repeat everything.
///
/// It forgets the name of a batch after 30 days: whoever hands one over after that pays twice,
/// which is counted. Its errors have the shape that PayPal's have. Its reports show what moved
/// three hours later or later still, for up to 31 days at a time, in pages, and can fail by
/// themselves.
final class PayPalDouble implements AutoCloseable {
  /// The most that one payment can be, unless more is agreed.
  private static final BigDecimal MOST_USD = new BigDecimal("20000.00");

  static final String CLIENT_ID = "AeA1QIZXiflr1";
  static final String CLIENT_SECRET = "ECYYrrSHdKfk_a_secret";
  static final String WEBHOOK_ID = "1JE4291016473214C";

  private static final Duration NAMES_LIVE = Duration.ofDays(30);
  private static final Duration UNCLAIMED_LIVES = Duration.ofDays(30);
  private static final Duration TOKENS_LIVE = Duration.ofHours(9);
  private static final Duration REPORTS_LATER = Duration.ofHours(3);
  private static final BigDecimal FEE = new BigDecimal("0.25");
  private static final Set<String> CURRENCIES =
      Set.of(
          "AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN",
          "MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD");
  private static final Set<String> WHOLE = Set.of("HUF", "JPY", "TWD");

  /// What can go wrong with a call.
  enum Fault {
    NONE,
    /// The connection breaks before anything is done.
    LOST_REQUEST,
    /// The connection breaks after it was done.
    LOST_ANSWER,
    /// 503 before anything is done.
    UNAVAILABLE,
    /// 500 after it was done.
    BROKEN,
    /// 429: too many calls.
    TOO_MANY,
    /// A page for people instead of the answer, after it was done.
    NONSENSE,
    /// Nothing for a second, then the answer.
    SLOW
  }

  /// A payment as PayPal has it.
  static final class Item {
    final String id;
    final String key;
    final String receiver;
    final JsonNode amount;
    final Instant createdAt;
    String status = "PENDING";
    @Nullable String error;
    boolean transacted = true;

    Item(String id, String key, String receiver, JsonNode amount, Instant createdAt) {
      this.id = id;
      this.key = key;
      this.receiver = receiver;
      this.amount = amount;
      this.createdAt = createdAt;
    }

    /// Whether the receiver has, or will have, the money.
    boolean live() {
      return Set.of("PENDING", "SUCCESS", "UNCLAIMED", "ONHOLD").contains(status);
    }
  }

  /// A batch as PayPal has it.
  static final class Batch {
    final String id;
    final String name;
    final Instant createdAt;
    final List<Item> items = new ArrayList<>();
    final boolean withItsFee;
    String status = "PENDING";

    Batch(String id, String name, Instant createdAt, boolean withItsFee) {
      this.id = id;
      this.name = name;
      this.createdAt = createdAt;
      this.withItsFee = withItsFee;
    }
  }

  /// A transaction as reports show it. Amounts are signed: what leaves is negative.
  record Reported(
      String id,
      String code,
      @Nullable String reference,
      String status,
      String currency,
      BigDecimal amount,
      BigDecimal fee,
      Instant at) {
    /// Whether the money moved: it did, or it did and came back later.
    boolean moved() {
      return status.equals("S") || status.equals("V");
    }
  }

  /// A notice as it goes over the wire.
  @SuppressWarnings("ArrayRecordComponent")
  record Sent(Map<String, String> headers, byte[] body) {}

  private record Reply(int status, String body) {}

  private final SettableClock clock;
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpServer server;
  private final Map<String, Instant> tokens = new HashMap<>();
  private final Map<String, Batch> batches = new LinkedHashMap<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final Deque<Fault> reportFaults = new ArrayDeque<>();
  private final List<String> calls = new ArrayList<>();
  private int ids;
  private int pageLimit = 1_000;
  private boolean listsItems = true;
  private boolean away;
  private boolean reports = true;
  private boolean feesByBatch;
  private boolean feesComeBack = true;
  private int reportLimit = 10_000;
  private boolean reportsRepeat;
  private Duration reportsLater = REPORTS_LATER;
  private BigDecimal reportedFee = FEE;
  private BigDecimal reportedBeside = BigDecimal.ZERO;
  private final Map<String, Reported> reported = new LinkedHashMap<>();
  private @Nullable BigDecimal balance;

  PayPalDouble(SettableClock clock) {
    this.clock = clock;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /// As it was in the beginning, but for what it was given.
  synchronized void behave() {
    faults.clear();
    reportFaults.clear();
    calls.clear();
    pageLimit = 1_000;
    listsItems = true;
    away = false;
    balance = null;
    reports = true;
    feesByBatch = false;
    feesComeBack = true;
    reportLimit = 10_000;
    reportsRepeat = false;
    reportsLater = REPORTS_LATER;
    reportedFee = FEE;
    reportedBeside = BigDecimal.ZERO;
  }

  /// Whether a report that is asked for now is given.
  synchronized boolean givesReports() {
    return reports && !away && faults.isEmpty() && reportFaults.isEmpty();
  }

  /// What goes wrong with the next calls for reports, one each.
  synchronized void nextReports(Fault... coming) {
    reportFaults.addAll(List.of(coming));
  }

  /// Whether a page of a report begins with the last transaction of the page before.
  synchronized void reportsRepeat(boolean repeat) {
    reportsRepeat = repeat;
  }

  /// How long reports take to show what moved.
  synchronized void reportsLater(Duration later) {
    reportsLater = later;
  }

  /// What reports say from now on that a payment cost.
  synchronized void reportedFee(BigDecimal fee) {
    reportedFee = fee;
  }

  /// What reports show, or will.
  synchronized List<Reported> transactions() {
    return List.copyOf(reported.values());
  }

  /// The payment that a transaction is, or gives back; null where it is about something else.
  synchronized @Nullable Item itemOf(Reported transaction) {
    var id = transaction.reference() == null ? transaction.id() : transaction.reference();
    return batches.values().stream()
        .flatMap(batch -> batch.items.stream())
        .filter(item -> id.equals("T" + item.id))
        .findFirst()
        .orElse(null);
  }

  /// Whether the app may read reports.
  synchronized void reports(boolean allowed) {
    reports = allowed;
  }

  /// Whether fees are taken for a batch, in a transaction of their own.
  synchronized void feesByBatch(boolean byBatch) {
    feesByBatch = byBatch;
  }

  /// Whether a fee is given back with what comes back.
  synchronized void feesComeBack(boolean back) {
    feesComeBack = back;
  }

  /// The most transactions that a report holds; more are refused.
  synchronized void reportLimit(int most) {
    reportLimit = most;
  }

  /// By how much the payments that reports show from now on differ from what was asked for.
  synchronized void reportedBeside(BigDecimal amount) {
    reportedBeside = amount;
  }

  /// Lets a transaction appear that is about something else.
  synchronized void report(String code, String amount) {
    var id = "X" + ++ids;
    put(id, code, null, "S", "USD", new BigDecimal(amount), BigDecimal.ZERO);
  }

  /// What goes wrong with the next calls about payouts, one each.
  synchronized void next(Fault... coming) {
    faults.addAll(List.of(coming));
  }

  /// Whether nothing is answered at all.
  synchronized void away(boolean gone) {
    away = gone;
  }

  synchronized void expireTokens() {
    tokens.clear();
  }

  synchronized void pageLimit(int items) {
    pageLimit = items;
  }

  /// Whether a batch shows its items before it is processed.
  synchronized void listsItems(boolean atOnce) {
    listsItems = atOnce;
  }

  /// What there is to pay from; null for enough.
  synchronized void balance(@Nullable BigDecimal available) {
    balance = available;
  }

  /// The calls since [#behave], as `POST /v1/payments/payouts`.
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  synchronized List<Item> items(String key) {
    return batches.values().stream()
        .flatMap(batch -> batch.items.stream())
        .filter(item -> item.key.equals(key))
        .toList();
  }

  synchronized Batch batchOf(String key) {
    return batches.values().stream()
        .filter(batch -> batch.items.stream().anyMatch(item -> item.key.equals(key)))
        .findFirst()
        .orElseThrow();
  }

  synchronized void says(String key, String status, @Nullable String error) {
    items(key)
        .forEach(item -> {
          item.status = status;
          item.error = error;
          reflect(item);
        });
  }

  /// Lets everything that is pending be paid.
  synchronized void process() {
    for (var batch : batches.values()) {
      if (!batch.status.equals("DENIED")) {
        batch.status = "SUCCESS";
      }
      for (var item : batch.items) {
        if (item.status.equals("PENDING")) {
          item.status = "SUCCESS";
        }
        reflect(item);
      }
      reflectFee(batch);
    }
  }

  /// Puts on the reports what the state of an item means for the balance.
  private void reflect(Item item) {
    var amount = new BigDecimal(item.amount.path("value").asString());
    var currency = item.amount.path("currency").asString();
    var fee = feesByBatch || WHOLE.contains(currency) ? BigDecimal.ZERO : reportedFee;
    var id = "T" + item.id;
    var known = reported.get(id);
    switch (item.status) {
      case "SUCCESS", "UNCLAIMED", "ONHOLD" -> {
        var status = item.status.equals("SUCCESS") ? "S" : "P";
        if (known == null) {
          put(
              id,
              "T0001",
              null,
              status,
              currency,
              amount.negate().subtract(reportedBeside),
              fee.negate());
        } else {
          put(known, status);
        }
      }
      case "RETURNED", "REFUNDED", "REVERSED" -> {
        if (known != null && !reported.containsKey(id + "R")) {
          put(known, "V");
          put(
              id + "R",
              item.status.equals("REVERSED") ? "T1114" : "T1115",
              id,
              "S",
              currency,
              known.amount().negate(),
              feesComeBack ? known.fee().negate() : BigDecimal.ZERO);
        }
      }
      default -> {}
    }
  }

  private void put(Reported known, String status) {
    reported.put(
        known.id(),
        new Reported(
            known.id(),
            known.code(),
            known.reference(),
            status,
            known.currency(),
            known.amount(),
            known.fee(),
            known.at()));
  }

  private void reflectFee(Batch batch) {
    if (batch.withItsFee && !reported.containsKey("F" + batch.id)) {
      var fee = new BigDecimal("-0.25").multiply(BigDecimal.valueOf(batch.items.size()));
      put("F" + batch.id, "T0104", null, "S", "USD", fee, BigDecimal.ZERO);
    }
  }

  private void put(
      String id,
      String code,
      @Nullable String reference,
      String status,
      String currency,
      BigDecimal amount,
      BigDecimal fee) {
    reported.put(
        id, new Reported(id, code, reference, status, currency, amount, fee, clock.instant()));
  }

  /// Source: Transaction Search v1, GET /v1/reporting/transactions.
  private Reply report(URI uri) {
    if (!reports) {
      return error(403, "NOT_AUTHORIZED", "Authorization failed due to insufficient permissions.");
    }
    var query = new HashMap<String, String>();
    for (var part : String.valueOf(uri.getQuery()).split("&", -1)) {
      var pair = part.split("=", 2);
      query.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
    var time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d)";
    var start = query.getOrDefault("start_date", "");
    var end = query.getOrDefault("end_date", "");
    if (!start.matches(time) || !end.matches(time)) {
      return error(400, "INVALID_REQUEST", "Dates are required in the format of RFC 3339.");
    }
    var from = Instant.parse(start);
    var to = Instant.parse(end);
    if (from.isAfter(to) || Duration.between(from, to).compareTo(Duration.ofDays(31)) > 0) {
      return error(400, "INVALID_REQUEST", "Date range is greater than 31 days");
    }
    var size = query.getOrDefault("page_size", "100");
    var page = query.getOrDefault("page", "1");
    if (!size.matches("[1-9]\\d{0,2}")
        || Integer.parseInt(size) > 500
        || !page.matches("[1-9]\\d*")) {
      return error(400, "INVALID_REQUEST", "page_size is 1 to 500, page from 1.");
    }
    var refreshed = clock.instant().minus(reportsLater);
    if (from.isAfter(refreshed)) {
      return error(400, "INVALID_REQUEST", "Data for the given start date is not available.");
    }
    var found =
        reported.values().stream()
            .filter(one -> !one.at().isBefore(from) && !one.at().isAfter(to))
            .filter(one -> !one.at().isAfter(refreshed))
            .toList();
    if (found.size() > reportLimit) {
      return error(400, "RESULTSET_TOO_LARGE", "Result set size is greater than the limit.");
    }
    var most = Math.min(pageLimit, Integer.parseInt(size));
    var body = json.createObjectNode();
    var details = body.putArray("transaction_details");
    var first = (Integer.parseInt(page) - 1L) * most;
    var again = reportsRepeat && first > 0 ? 1 : 0;
    found.stream()
        .skip(first - again)
        .limit((long) most + again)
        .forEach(one -> write(details.addObject().putObject("transaction_info"), one));
    body.put("last_refreshed_datetime", offset(refreshed));
    body.put("page", Integer.parseInt(page));
    body.put("total_items", found.size());
    body.put("total_pages", (found.size() + most - 1) / most);
    return new Reply(200, body.toString());
  }

  private static void write(ObjectNode info, Reported one) {
    info.put("transaction_id", one.id()).put("transaction_event_code", one.code());
    if (one.reference() != null) {
      info.put("paypal_reference_id", one.reference()).put("paypal_reference_id_type", "TXN");
    }
    info.put("transaction_initiation_date", offset(one.at()));
    info.put("transaction_updated_date", offset(one.at()));
    info.putObject("transaction_amount")
        .put("currency_code", one.currency())
        .put("value", one.amount().toPlainString());
    if (one.fee().signum() != 0) {
      info.putObject("fee_amount")
          .put("currency_code", one.currency())
          .put("value", one.fee().toPlainString());
    }
    info.put("transaction_status", one.status());
  }

  /// As PayPal writes times there: with an offset without a colon.
  private static String offset(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "+0000");
  }

  private synchronized void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var path = exchange.getRequestURI().getPath();
      calls.add(exchange.getRequestMethod() + " " + path);
      if (away) {
        return;
      }
      if (path.equals("/v1/oauth2/token")) {
        send(exchange, token(exchange, new String(body, StandardCharsets.UTF_8)));
        return;
      }
      var fault = fault(path);
      switch (fault) {
        case LOST_REQUEST -> {
          return;
        }
        case UNAVAILABLE -> {
          send(exchange, error(503, "SERVICE_UNAVAILABLE", "Service unavailable."));
          return;
        }
        case TOO_MANY -> {
          send(exchange, error(429, "RATE_LIMIT_REACHED", "Too many requests."));
          return;
        }
        case SLOW -> Thread.sleep(Duration.ofSeconds(1));
        case NONE, LOST_ANSWER, BROKEN, NONSENSE -> {}
      }
      var reply = answer(exchange, body);
      switch (fault) {
        case LOST_ANSWER -> {}
        case BROKEN -> send(exchange, error(500, "INTERNAL_SERVER_ERROR", "An error occurred."));
        case NONSENSE -> send(exchange, new Reply(200, "<html>We will be right back</html>"));
        case NONE, SLOW, LOST_REQUEST, UNAVAILABLE, TOO_MANY -> send(exchange, reply);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private Fault fault(String path) {
    var coming =
        path.startsWith("/v1/payments")
            ? faults.poll()
            : path.startsWith("/v1/reporting") ? reportFaults.poll() : null;
    return coming == null ? Fault.NONE : coming;
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Reply token(HttpExchange exchange, String form) {
    var expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
    if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return new Reply(401, "{\"error\":\"invalid_client\"}");
    }
    if (!form.equals("grant_type=client_credentials")) {
      return new Reply(400, "{\"error\":\"unsupported_grant_type\"}");
    }
    var token = "A21AA" + ++ids + "a_token";
    tokens.put(token, clock.instant().plus(TOKENS_LIVE));
    return new Reply(
        200,
        json.createObjectNode()
            .put("scope", "https://uri.paypal.com/payments/payouts")
            .put("access_token", token)
            .put("token_type", "Bearer")
            .put("expires_in", TOKENS_LIVE.toSeconds())
            .toString());
  }

  private Reply answer(HttpExchange exchange, byte[] body) {
    var authorization = exchange.getRequestHeaders().getFirst("Authorization");
    var until =
        authorization == null ? null : tokens.get(authorization.replaceFirst("^Bearer ", ""));
    if (until == null || !clock.instant().isBefore(until)) {
      return new Reply(401, "{\"error\":\"invalid_token\"}");
    }
    var call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    if (call.startsWith("POST")
        && !"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      return error(415, "UNSUPPORTED_MEDIA_TYPE", "The request is no JSON.");
    }
    if (call.equals("POST /v1/payments/payouts")) {
      return create(body);
    }
    if (call.equals("POST /v1/notifications/verify-webhook-signature")) {
      return verify(new String(body, StandardCharsets.UTF_8));
    }
    if (call.equals("GET /v1/reporting/transactions")) {
      return report(exchange.getRequestURI());
    }
    var parts = call.split("/", -1);
    if (call.matches("GET /v1/payments/payouts/[^/]+")) {
      return show(parts[4], exchange.getRequestURI());
    }
    if (call.matches("GET /v1/payments/payouts-item/[^/]+")) {
      return item(parts[4], false);
    }
    if (call.matches("POST /v1/payments/payouts-item/[^/]+/cancel")) {
      return item(parts[4], true);
    }
    return error(404, "RESOURCE_NOT_FOUND", "There is no " + call);
  }

  private Reply create(byte[] bytes) {
    JsonNode body;
    try {
      body = json.readTree(bytes);
    } catch (JacksonException malformed) {
      return error(400, "MALFORMED_REQUEST", "The request is no JSON.");
    }
    var details = new ArrayList<String[]>();
    var name = body.at("/sender_batch_header/sender_batch_id").asString("");
    if (name.isEmpty() || name.length() > 256) {
      details.add(new String[] {"sender_batch_header.sender_batch_id", "Required, up to 256."});
    }
    var items = body.path("items");
    if (items.isEmpty() || items.size() > 15_000) {
      details.add(new String[] {"items", "One to 15,000 items."});
    }
    var place = 0;
    var total = BigDecimal.ZERO;
    for (var item : items) {
      var wrong = wrong(item);
      if (wrong != null) {
        details.add(new String[] {"items[" + place + "]." + wrong[0], wrong[1]});
      } else {
        total = total.add(new BigDecimal(item.at("/amount/value").asString()));
      }
      place++;
    }
    if (!details.isEmpty()) {
      return error(400, "VALIDATION_ERROR", "Invalid request - see details", details, null);
    }
    if (balance != null && balance.compareTo(total) < 0) {
      return error(
          422, "INSUFFICIENT_FUNDS", "Sender does not have sufficient funds. Please add funds.");
    }
    var now = clock.instant();
    for (var batch : batches.values()) {
      if (batch.name.equals(name) && now.isBefore(batch.createdAt.plus(NAMES_LIVE))) {
        return error(
            400,
            "USER_BUSINESS_ERROR",
            "User business error.",
            List.<String[]>of(
                new String[] {
                  "SENDER_BATCH_ID", "Batch with given sender_batch_id already exists"
                }),
            "https://api.sandbox.paypal.com/v1/payments/payouts/" + batch.id);
      }
    }
    var batch = new Batch("B" + "%012d".formatted(++ids), name, now, feesByBatch);
    for (var item : items) {
      batch.items.add(
          new Item(
              "I" + "%012d".formatted(++ids),
              item.path("sender_item_id").asString(),
              item.path("receiver").asString(),
              item.path("amount"),
              now));
    }
    batches.put(batch.id, batch);
    balance = balance == null ? null : balance.subtract(total);
    var made = json.createObjectNode();
    made.set("batch_header", header(batch));
    return new Reply(201, made.toString());
  }

  /// The field that PayPal would not take, and why.
  private static String @Nullable [] wrong(JsonNode item) {
    var receiver = item.path("receiver").asString("");
    var type = item.path("recipient_type").asString("");
    if (!Set.of("EMAIL", "PAYPAL_ID").contains(type)
        || receiver.length() > 127
        || !receiver.matches(type.equals("EMAIL") ? ".+@.+\\..+" : "[A-Z0-9]{13}")
        || receiver.endsWith("@nowhere.example")) {
      return new String[] {"receiver", "Receiver is invalid or does not match with type"};
    }
    var currency = item.at("/amount/currency").asString("");
    var value = item.at("/amount/value").asString("");
    if (!CURRENCIES.contains(currency)) {
      return new String[] {"amount.currency", "Currency is not supported"};
    }
    if (!value.matches(WHOLE.contains(currency) ? "[0-9]{1,10}" : "[0-9]{1,10}(\\.[0-9]{1,2})?")
        || new BigDecimal(value).signum() <= 0) {
      return new String[] {"amount.value", "Currency amount is not valid"};
    }
    if (currency.equals("USD") && new BigDecimal(value).compareTo(MOST_USD) > 0) {
      return new String[] {"amount.value", "Total payment amount exceeded transaction limit."};
    }
    var key = item.path("sender_item_id").asString("");
    return key.isEmpty() || key.length() > 63 || item.path("note").asString("").length() > 4_000
        ? new String[] {"sender_item_id", "Required, up to 63."}
        : null;
  }

  private Reply show(String id, URI uri) {
    var batch = batches.get(id);
    if (batch == null) {
      return error(404, "INVALID_RESOURCE_ID", "The requested resource ID was not found");
    }
    var query = new HashMap<String, Integer>();
    for (var part : String.valueOf(uri.getQuery()).split("&", -1)) {
      var pair = part.split("=", 2);
      if (pair.length == 2 && pair[1].matches("\\d+")) {
        query.put(pair[0], Integer.parseInt(pair[1]));
      }
    }
    var size = Math.min(pageLimit, query.getOrDefault("page_size", 1_000));
    var page = query.getOrDefault("page", 1);
    var shown = json.createObjectNode();
    shown.put("total_items", batch.items.size());
    shown.put("total_pages", (batch.items.size() + size - 1) / size);
    shown.set("batch_header", header(batch));
    if (listsItems || !batch.status.equals("PENDING")) {
      var items = shown.putArray("items");
      batch.items.stream()
          .skip((page - 1L) * size)
          .limit(size)
          .forEach(item -> items.add(json(batch, item)));
    }
    return new Reply(200, shown.toString());
  }

  private Reply item(String id, boolean cancel) {
    for (var batch : batches.values()) {
      for (var item : batch.items) {
        if (item.id.equals(id)) {
          if (cancel && !(item.status.equals("UNCLAIMED") && batch.status.equals("SUCCESS"))) {
            return error(400, "ITEM_INCORRECT_STATUS", "The item is not unclaimed.");
          }
          item.status = cancel ? "RETURNED" : item.status;
          reflect(item);
          return new Reply(200, json(batch, item).toString());
        }
      }
    }
    return error(404, "INVALID_RESOURCE_ID", "The requested resource ID was not found");
  }

  private ObjectNode header(Batch batch) {
    var header = json.createObjectNode();
    header.put("payout_batch_id", batch.id);
    header.put("batch_status", batch.status);
    header.putObject("sender_batch_header").put("sender_batch_id", batch.name);
    return header;
  }

  private ObjectNode json(Batch batch, Item item) {
    if (item.status.equals("UNCLAIMED")
        && !clock.instant().isBefore(item.createdAt.plus(UNCLAIMED_LIVES))) {
      item.status = "RETURNED";
      reflect(item);
    }
    var shown = json.createObjectNode();
    shown.put("payout_item_id", item.id);
    if (item.transacted) {
      shown.put("transaction_id", "T" + item.id);
    }
    shown.put("transaction_status", item.status);
    shown
        .putObject("payout_item_fee")
        .put("currency", item.amount.path("currency").asString())
        .put("value", "0.25");
    shown.put("payout_batch_id", batch.id);
    shown.put("sender_batch_id", batch.name);
    var inner = shown.putObject("payout_item");
    inner
        .put("recipient_type", "EMAIL")
        .put("receiver", item.receiver)
        .put("sender_item_id", item.key);
    inner.set("amount", item.amount);
    if (item.error != null) {
      shown.putObject("errors").put("name", item.error).put("message", "PayPal says why.");
    }
    return shown;
  }

  private Reply error(int status, String name, String message) {
    return error(status, name, message, List.of(), null);
  }

  private Reply error(
      int status, String name, String message, List<String[]> details, @Nullable String link) {
    var error = json.createObjectNode();
    error.put("name", name).put("message", message).put("debug_id", "d" + ++ids);
    var list = error.putArray("details");
    for (var detail : details) {
      var each =
          list.addObject().put("field", detail[0]).put("location", "body").put("issue", detail[1]);
      if (link != null) {
        each.putArray("link").addObject().put("href", link).put("rel", "self").put("method", "GET");
      }
    }
    return new Reply(status, error.toString());
  }

  /// A notice about an item of a payment as it is now.
  synchronized Sent noticeOf(String kind, String key) {
    var batch = batchOf(key);
    var item = batch.items.stream().filter(one -> one.key.equals(key)).findFirst().orElseThrow();
    return notice(kind, "payouts_item", json(batch, item));
  }

  synchronized Sent noticeOfBatch(String kind, String key) {
    var resource = json.createObjectNode();
    resource.set("batch_header", header(batchOf(key)));
    return notice(kind, "payouts", resource);
  }

  synchronized Sent notice(String kind, String resourceType, JsonNode resource) {
    var event = json.createObjectNode();
    event.put("id", "WH-" + ++ids + "X").put("event_version", "1.0");
    event.put("create_time", clock.instant().toString()).put("event_type", kind);
    event.put("resource_type", resourceType).set("resource", resource);
    return signed(event.toString().getBytes(StandardCharsets.UTF_8), clock.instant());
  }

  /// The headers of a transmission at `at` beside its body.
  Sent signed(byte[] body, Instant at) {
    var id = "69cd13f0-d67a-11e5-baa3-" + (1_000_000 + ids);
    var headers = new HashMap<String, String>();
    headers.put("paypal-transmission-id", id);
    headers.put("paypal-transmission-time", at.toString());
    headers.put("paypal-auth-algo", "SHA256withRSA");
    headers.put("paypal-cert-url", "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1");
    headers.put("paypal-transmission-sig", signature(id, at.toString(), body));
    return new Sent(headers, body);
  }

  private Reply verify(String request) {
    var body = json.readTree(request);
    // What was signed is the text of the event, not its meaning.
    var from = request.indexOf("\"webhook_event\":") + "\"webhook_event\":".length();
    var event = request.substring(from, request.lastIndexOf('}'));
    var genuine =
        body.path("webhook_id").asString("").equals(WEBHOOK_ID)
            && body.path("auth_algo").asString("").equals("SHA256withRSA")
            && body.path("transmission_sig")
                .asString("")
                .equals(
                    signature(
                        body.path("transmission_id").asString(""),
                        body.path("transmission_time").asString(""),
                        event.getBytes(StandardCharsets.UTF_8)));
    return new Reply(
        200, "{\"verification_status\":\"%s\"}".formatted(genuine ? "SUCCESS" : "FAILURE"));
  }

  /// PayPal signs with a key of its own; nobody else can make what only it can check.
  private static String signature(String id, String time, byte[] body) {
    var crc = new CRC32();
    crc.update(body);
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              "known to PayPal alone".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(
              mac.doFinal(
                  "%s|%s|%s|%d"
                      .formatted(id, time, WEBHOOK_ID, crc.getValue())
                      .getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
