package ai.profithack.payouts;

import ai.profithack.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final JsonMapper JSON = JsonMapper.shared();

  final StripeDoubleAccounts accounts;
  private final StripeDoubleMoney money;
  private final StripeDoubleHttp http;
  private final SettableClock clock;
  private final List<Map<String, Object>> events = new ArrayList<>();
  private int number;

  StripeDouble(SettableClock clock) throws IOException {
    this.clock = clock;
    this.accounts = new StripeDoubleAccounts(this, clock);
    this.money = new StripeDoubleMoney(this, accounts, clock);
    this.http = new StripeDoubleHttp(this, clock);
  }

  /// For a bean that must not declare what starting a server can throw.
  static StripeDouble start(SettableClock clock) {
    try {
      return new StripeDouble(clock);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
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

  String base() {
    return http.base();
  }

  @Override
  public void close() {
    http.close();
  }

  /// Forgets what is planned, sent and to be sent; money and objects stay.
  synchronized void calm() {
    http.forget();
    events.clear();
  }

  /// Whether nothing is answered at all.
  synchronized void away(boolean gone) {
    http.away(gone);
  }

  /// Lets the next such call go wrong: `POST /v1/transfers`, or all below `POST /v1/transfers/`.
  synchronized void fail(String call, Fault fault) {
    http.fail(call, fault);
  }

  /// The calls that arrived: `POST /v1/transfers`.
  synchronized List<String> requests() {
    return http.requests();
  }

  synchronized Account account() {
    return accounts.add();
  }

  synchronized Account account(String id) {
    return accounts.get(id);
  }

  /// Its owner told Stripe everything that it asked for.
  public synchronized void onboarded(String id) {
    accounts.onboarded(id);
  }

  /// Stripe stops an account.
  synchronized void restrict(String id, String reason) {
    accounts.restrict(id, reason);
  }

  synchronized void topUp(String currency, long units) {
    money.topUp(currency, units);
  }

  synchronized void empty(String currency) {
    money.empty(currency);
  }

  /// A fee that Stripe takes from the platform's balance.
  synchronized void charge(String currency, long units) {
    money.charge(currency, units);
  }

  synchronized List<Map<String, Object>> transfersOf(String group) {
    return money.transfersOf(group);
  }

  synchronized List<Map<String, Object>> payoutsOf(String group) {
    return money.payoutsOf(group);
  }

  /// A line of the platform's balance; null where there is none of this id.
  synchronized @Nullable Map<String, Object> line(String id) {
    return money.line(id);
  }

  /// The ids of all lines of the platform's balance.
  synchronized List<String> lines() {
    return money.lines();
  }

  /// Lets a payout go on at the bank: `in_transit`, `paid`, `failed` or `canceled`. What fails is
  /// back on the connected account.
  synchronized void bank(String group, String status) {
    money.end(money.payoutsOf(group).getFirst(), status);
  }

  /// Takes the transfer back as a person does on Stripe's own pages.
  synchronized void reverseByHand(String group) {
    var transfer = money.transfersOf(group).getFirst();
    money.reverse(transfer, StripeObjects.number(transfer, "amount"), Map.of());
  }

  /// What Stripe tells by webhook, in the order in which it happened, and forgets it.
  synchronized List<byte[]> notices() {
    var all = events.stream().map(event -> bytes(event)).toList();
    events.clear();
    return all;
  }

  /// The header that goes with a notice that is sent now.
  String signature(byte[] body) {
    return signature(body, clock.instant());
  }

  /// The header that went with it at another time.
  String signature(byte[] body, Instant at) {
    var time = at.getEpochSecond();
    return "t=%d,v1=%s"
        .formatted(time, HexFormat.of().formatHex(StripeSignature.sign(SECRET, time, body)));
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

  /// Something happened to an object: it will be told.
  void tell(String type, Map<String, Object> object, @Nullable String account) {
    var copy = JSON.readValue(event(type, object, account, false), LinkedHashMap.class);
    @SuppressWarnings("unchecked")
    var event = (Map<String, Object>) copy;
    events.add(event);
  }

  /// An id that no other object has.
  String id(String prefix) {
    return prefix + "_1Double" + next();
  }

  int next() {
    return ++number;
  }

  /// Does what a call asks for. Called with the double locked.
  ///
  /// Errors: [StripeRefusal].
  Map<String, Object> act(StripeRequest request) {
    var path = request.parts();
    var what = request.method() + " " + path[2] + (path.length > 3 ? " id" : "");
    var tail = path.length > 4 ? " " + path[4] : "";
    return switch (what + tail) {
      case "POST transfers" -> money.createTransfer(request);
      case "GET transfers" -> money.listTransfers(request);
      case "GET transfers id" -> money.transfer(path[3]);
      case "POST transfers id reversals" -> money.createReversal(request, path[3]);
      case "POST payouts" -> money.createPayout(request);
      case "GET payouts" -> money.listPayouts(request);
      case "GET payouts id" -> money.ownPayout(request, path[3]);
      case "POST payouts id cancel" -> money.cancelPayout(request, path[3]);
      case "POST accounts" -> accounts.create(request);
      case "GET accounts id" -> accounts.show(path[3]);
      case "POST account_links" -> accounts.createLink(request);
      case "GET balance" -> money.balance(request);
      case "GET balance_transactions" -> money.listLines(request);
      default ->
          throw new StripeRefusal(
              404,
              "invalid_request_error",
              null,
              null,
              "Unrecognized request URL (%s: %s).".formatted(request.method(), request.path()),
              false);
    };
  }
}
