package ai.profithack.payouts;

import ai.profithack.kernel.Counted;
import ai.profithack.kernel.Money;
import ai.profithack.payouts.PayPalClient.Answer;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PayPal Payouts: money from the operator's PayPal balance to a creator's PayPal account.
///
/// What keeps a payment from being made twice is the batch's name alone (`sender_batch_id`, our
/// message id): PayPal takes no second batch of a name within 30 days, and answers a second one
/// with a link to the first. PayPal cannot be asked for a batch by that name. So a batch whose
/// answer was lost is handed over once more, and either is taken then, or the link says where the
/// first is.
///
/// What PayPal refuses is proof that nothing was paid only in the first call of a batch: a second
/// one may be refused because the first succeeded, and took the balance.
///
/// Source: PayPal Payouts v1, https://developer.paypal.com/docs/api/payments.payouts-batch/v1/.
@Component
class PayPalRail implements Rail.Remote {
  static final String NAME = "paypal";

  private static final Logger LOG = LoggerFactory.getLogger(PayPalRail.class);
  private static final String BATCHES = "/v1/payments/payouts";
  private static final String ITEMS = "/v1/payments/payouts-item/";
  private static final int PAGE = 1_000;
  private static final int MOST_PAGES = 50;
  private static final int ROUNDS = 5;

  /// Brazil's real, Malaysia's ringgit and others go between accounts of the country only.
  private static final Set<String> CARRIED =
      Set.of(
          "AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "NOK",
          "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD");

  private static final String MAXIMUM =
      "15000, 20000 USD, 14000 GBP, 14000 CHF, 350000 CZK, 100000 DKK, 110000 HKD, 5500000 HUF, 50000 ILS, 2500000 JPY, 270000 MXN, 150000 NOK, 850000 PHP, 55000 PLN, 150000 SEK, 500000 THB, 450000 TWD";

  private static final Set<String> WITHOUT_DECIMALS = Set.of("HUF", "JPY", "TWD");
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>\",;]{1,64}@[^\\s@<>\",;]+\\.[^\\s@<>\",;.]{2,}");
  private static final Pattern PAYPAL_ID = Pattern.compile("[A-Z0-9]{13}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern OF_ITEM = Pattern.compile("items[\\[/](\\d{1,5})\\b");

  private final PayPalSettings settings;
  private final PayPalClient client;
  private final PayPalRepository repository;
  private final ExceptionRepository exceptions;
  private final JsonMapper json;
  private final Clock clock;
  private final AmountByCurrency most;

  /// `most` is the most of one payment, as PayPal sets it for an account: 20,000 USD or what that
  /// is worth in another currency, unless more is agreed. Rates move, so what is said of other
  /// currencies is about a quarter less; see [Payouts
  /// fees](https://developer.paypal.com/docs/payouts/standard/reference/fees).
  PayPalRail(
      PayPalSettings settings,
      PayPalClient client,
      PayPalRepository repository,
      ExceptionRepository exceptions,
      JsonMapper json,
      Clock clock,
      @Value("${PROFITHACK_PAYPAL_MAXIMUM:" + MAXIMUM + "}") String most) {
    this.settings = settings;
    this.client = client;
    this.repository = repository;
    this.exceptions = exceptions;
    this.json = json;
    this.clock = clock;
    this.most = AmountByCurrency.parse("PROFITHACK_PAYPAL_MAXIMUM", most, 15_000);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return settings.unavailable().isEmpty() && settings.isSandbox() ? "PayPal (sandbox)" : "PayPal";
  }

  @Override
  public Optional<String> unavailable() {
    return settings.unavailable();
  }

  @Override
  public Optional<Refusal> refuses(String holder, String account, @Nullable String bic) {
    return PAYPAL_ID.matcher(account).matches()
            || (account.length() <= 127 && EMAIL.matcher(account).matches())
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "account",
                "PayPal pays to an e-mail address, or to a PayPal account's id of 13 capital letters and digits."));
  }

  @Override
  public boolean carries(Currency currency) {
    return CARRIED.contains(currency.getCurrencyCode());
  }

  @Override
  public Limits limits(Currency currency) {
    var step =
        WITHOUT_DECIMALS.contains(currency.getCurrencyCode())
            ? Money.of(BigDecimal.ONE, currency).minor()
            : 1;
    return new Limits(step, step, most.of(currency).minor());
  }

  /// A day less than PayPal promises: its clock is not ours.
  @Override
  public Duration keyLife() {
    return Duration.ofDays(29);
  }

  @Override
  public Map<String, Report> submit(OrderBatch batch) {
    var begun = clock.instant();
    var refused = new LinkedHashMap<String, Report>();
    var orders = new ArrayList<>(batch.orders());
    for (var round = 0; round < ROUNDS && !orders.isEmpty(); round++) {
      switch (client.post(BATCHES, request(batch, orders))) {
        case Answer.Done(var body) -> {
          var id = id(body.at("/batch_header/payout_batch_id"));
          repository.named(batch.batchId(), id);
          // The name is taken now: what is not in this batch will never be.
          refused.putAll(taken(id, orders));
          return refused;
        }
        case Answer.Refused answer when isDuplicate(answer) -> {
          return ofFirst(batch, answer);
        }
        case Answer.Refused answer -> {
          var named = itemsOf(answer, orders);
          if (named.isEmpty()) {
            tell(batch, answer);
            orders.forEach(order -> refused.put(order.key(), failed(answer.sentence())));
            orders.clear();
          } else {
            named.forEach((order, why) -> refused.put(order.key(), failed(why)));
            orders.removeAll(named.keySet());
          }
        }
      }
    }
    return isFirstCall(batch, begun) ? refused : Map.of();
  }

  /// Whether nothing of this batch was handed over before, nor by somebody else meanwhile. Asked
  /// after the refusal, and not believed where this call took so long that it counts as lost.
  private boolean isFirstCall(OrderBatch batch, Instant begun) {
    return !repository.calledBefore(batch.orders().stream().map(Order::key).toList())
        && clock.instant().isBefore(begun.plus(Settlement.CALL_LOST.dividedBy(2)));
  }

  /// What is known right after PayPal took a batch: with the names of its items where it lists them
  /// already.
  private Map<String, Report> taken(String id, List<Order> orders) {
    var reports = new LinkedHashMap<String, Report>();
    orders.forEach(order -> reports.put(order.key(), new Report(Report.Status.ACCEPTED, id, null)));
    try {
      batch(id)
          .ifPresent(shown ->
              orders.stream()
                  .filter(order -> shown.items().containsKey(order.key()))
                  .forEach(order -> reports.put(order.key(), shown.of(order))));
    } catch (PayPalClient.NoAnswer later) {
      LOG.info("PayPal took batch {} and does not show it yet.", id);
    }
    return reports;
  }

  /// What became of the batch that has the name already.
  private Map<String, Report> ofFirst(OrderBatch batch, Answer.Refused answer) {
    var link = answer.body().at("/details/0/link/0/href").asString("");
    var id = link.substring(link.lastIndexOf('/') + 1);
    if (!ID.matcher(id).matches()) {
      return reports(batch.orders(), Report.noAnswer("PayPal has it and does not say where."));
    }
    repository.named(batch.batchId(), id);
    return batch(id)
        .map(shown -> reports(shown, batch.orders()))
        .orElseGet(() ->
            reports(batch.orders(), Report.noAnswer("PayPal does not show batch " + id + ".")));
  }

  /// What PayPal would not take for its sender's sake is for somebody to mend.
  private void tell(OrderBatch batch, Answer.Refused answer) {
    exceptions.open(
        "paypal_refused",
        "batch " + batch.batchId(),
        null,
        "PayPal did not take batch %d of %s: %s"
            .formatted(
                batch.batchId(),
                Counted.of(batch.orders().size(), "payout", "payouts"),
                answer.sentence()),
        clock.instant());
  }

  @Override
  public Map<String, Report> lookup(Collection<Order> orders) {
    var ids = repository.providerIds(orders.stream().map(Order::key).toList());
    var reports = new HashMap<String, Report>();
    var batches = new LinkedHashMap<String, List<Order>>();
    for (var order : orders) {
      var id = ids.get(order.key());
      if (id == null) {
        // Only handing its batch over once more can tell.
        reports.put(order.key(), Report.of(Report.Status.NOT_FOUND));
      } else {
        batches.computeIfAbsent(id, _ -> new ArrayList<>()).add(order);
      }
    }
    for (var each : batches.entrySet()) {
      try {
        batch(each.getKey()).ifPresent(shown -> reports.putAll(reports(shown, each.getValue())));
      } catch (PayPalClient.NoAnswer silent) {
        LOG.warn("PayPal could not be asked about batch {}.", each.getKey(), silent);
        break;
      }
    }
    return reports;
  }

  /// By PayPal's own report of the balance.
  @Override
  public boolean shownByStatements() {
    return true;
  }

  @Override
  public boolean takesBack(PayoutState state) {
    return state == PayoutState.UNCLAIMED;
  }

  @Override
  public Report cancel(Order order) {
    var id = repository.providerIds(List.of(order.key())).get(order.key());
    var item =
        Optional.ofNullable(id)
            .flatMap(this::batch)
            .map(shown -> shown.items().get(order.key()))
            .orElse(null);
    if (item == null) {
      return Report.of(Report.Status.NOT_FOUND);
    }
    var itemId = id(item.path("payout_item_id"));
    return switch (client.post(ITEMS + itemId + "/cancel", "{}")) {
      case Answer.Done(var body) -> PayPalBatch.ofItem(body, order);
      case Answer.Refused refused ->
          item(itemId)
              .map(now -> PayPalBatch.ofItem(now, order))
              .orElseGet(() -> Report.noAnswer(refused.sentence()));
    };
  }

  /// A batch as PayPal shows it, with all of its items; empty where it does not know it.
  ///
  /// Errors: [PayPalClient.NoAnswer].
  Optional<PayPalBatch> batch(String id) {
    var pages = new ArrayList<JsonNode>();
    for (var page = 1; page <= MOST_PAGES; page++) {
      var path =
          "%s/%s?page=%d&page_size=%d&total_required=true".formatted(BATCHES, id, page, PAGE);
      if (!(client.get(path) instanceof Answer.Done(var body))) {
        return Optional.empty();
      }
      pages.add(body);
      if (page >= body.path("total_pages").asInt(1)) {
        break;
      }
    }
    return Optional.of(PayPalBatch.of(pages));
  }

  /// An item as PayPal shows it; empty where it does not know it.
  ///
  /// Errors: [PayPalClient.NoAnswer].
  Optional<JsonNode> item(String id) {
    return ID.matcher(id).matches() && client.get(ITEMS + id) instanceof Answer.Done(var body)
        ? Optional.of(body)
        : Optional.empty();
  }

  private static Map<String, Report> reports(PayPalBatch shown, Collection<Order> orders) {
    var reports = new HashMap<String, Report>();
    orders.forEach(order -> reports.put(order.key(), shown.of(order)));
    return reports;
  }

  private static Map<String, Report> reports(Collection<Order> orders, Report report) {
    var reports = new HashMap<String, Report>();
    orders.forEach(order -> reports.put(order.key(), report));
    return reports;
  }

  private static Report failed(String reason) {
    return new Report(Report.Status.FAILED, null, reason);
  }

  /// A name that PayPal gave.
  ///
  /// Errors: [PayPalClient.NoAnswer] where it is none.
  static String id(JsonNode node) {
    var id = node.asString("");
    if (!ID.matcher(id).matches()) {
      throw new PayPalClient.NoAnswer("PayPal's answer names nothing.");
    }
    return id;
  }

  private static boolean isDuplicate(Answer.Refused answer) {
    for (var detail : answer.body().path("details")) {
      if (detail.path("field").asString("").equalsIgnoreCase("SENDER_BATCH_ID")) {
        return true;
      }
    }
    return false;
  }

  /// The orders that an error names, with what is wrong with each. PayPal takes all of a batch or
  /// nothing of it, and names items by their place, from 0.
  private static Map<Order, String> itemsOf(Answer.Refused answer, List<Order> orders) {
    var named = new LinkedHashMap<Order, String>();
    for (var detail : answer.body().path("details")) {
      var place = OF_ITEM.matcher(detail.path("field").asString(""));
      if (place.find() && Integer.parseInt(place.group(1)) < orders.size()) {
        named.putIfAbsent(
            Objects.requireNonNull(orders.get(Integer.parseInt(place.group(1)))),
            PayPalClient.sentence(answer.body()) + " " + detail.path("issue").asString(""));
      }
    }
    return named;
  }

  private String request(OrderBatch batch, List<Order> orders) {
    var body = json.createObjectNode();
    body.putObject("sender_batch_header")
        .put("sender_batch_id", batch.messageId())
        .put("email_subject", "Your payout is here");
    var items = body.putArray("items");
    for (var order : orders) {
      var item = items.addObject();
      item.put(
          "recipient_type", PAYPAL_ID.matcher(order.account()).matches() ? "PAYPAL_ID" : "EMAIL");
      item.put("receiver", order.account());
      item.put("sender_item_id", order.key());
      item.put("note", "Creator payout " + order.payoutId());
      item.putObject("amount")
          .put("value", value(order.amount()))
          .put("currency", order.amount().currency().getCurrencyCode());
    }
    return body.toString();
  }

  /// With the decimals that PayPal takes.
  ///
  /// Errors: [IllegalArgumentException] where the amount has others: no run makes such a payout.
  private String value(Money amount) {
    if (limits(amount.currency()).within(amount.minor()) != amount.minor()) {
      throw new IllegalArgumentException("PayPal does not carry " + amount);
    }
    return WITHOUT_DECIMALS.contains(amount.currency().getCurrencyCode())
        ? amount.toDecimal().toBigIntegerExact().toString()
        : amount.toDecimal().toPlainString();
  }
}
