package ai.profithack.payouts;

import ai.profithack.kernel.Counted;
import ai.profithack.payouts.PayPalClient.Answer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// PayPal's notices of payouts. PayPal itself is asked whether it sent one, and what became of what
/// it is about.
///
/// Source: PayPal Webhooks v1, verify webhook signature; Payouts webhook event names.
@Component
class PayPalNotices implements NoticeSource {
  private static final String ITEM = "PAYMENT.PAYOUTS-ITEM.";
  private static final String BATCH = "PAYMENT.PAYOUTSBATCH.";
  private static final String OURS = "PH[0-9a-f]{32}";
  private static final String OUR_BATCH = "PHM[0-9a-f]{32}";
  private static final int LONGEST_HEADER = 500;

  /// PayPal sends for three days what was not answered, and does not say that it signs it anew.
  /// What is old does no harm: it is kept once, and only makes us ask.
  private static final Duration OLDEST = Duration.ofDays(4);

  private static final Duration AHEAD = Duration.ofMinutes(5);

  /// Nobody can make us ask PayPal more than this at once.
  private final Semaphore asking = new Semaphore(4);

  private final PayPalSettings settings;
  private final PayPalClient client;
  private final PayPalRail rail;
  private final PayPalRepository repository;
  private final PayoutRepository payouts;
  private final Settlement settlement;
  private final JsonMapper mapper;
  private final ObjectReader json;
  private final Clock clock;

  PayPalNotices(
      PayPalSettings settings,
      PayPalClient client,
      PayPalRail rail,
      PayPalRepository repository,
      PayoutRepository payouts,
      Settlement settlement,
      JsonMapper mapper,
      Clock clock) {
    this.settings = settings;
    this.client = client;
    this.rail = rail;
    this.repository = repository;
    this.payouts = payouts;
    this.settlement = settlement;
    this.mapper = mapper;
    this.json = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    this.clock = clock;
  }

  @Override
  public String provider() {
    return PayPalRail.NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return settings.noNotices();
  }

  @Override
  public Verdict verify(Map<String, String> headers, byte[] body) {
    var algorithm = headers.getOrDefault("paypal-auth-algo", "");
    var certificate = headers.getOrDefault("paypal-cert-url", "");
    var id = headers.getOrDefault("paypal-transmission-id", "");
    var signature = headers.getOrDefault("paypal-transmission-sig", "");
    var time = headers.getOrDefault("paypal-transmission-time", "");
    for (var each : List.of(algorithm, certificate, id, signature, time)) {
      if (each.isEmpty() || each.length() > LONGEST_HEADER) {
        return new Verdict.Forged("A header of PayPal's signature is missing or too long.");
      }
    }
    if (!algorithm.equals("SHA256withRSA") || !isPayPals(certificate)) {
      return new Verdict.Forged("PayPal signs with SHA256withRSA and a certificate of its own.");
    }
    var sentAt = instant(time);
    var now = clock.instant();
    if (sentAt == null || sentAt.isBefore(now.minus(OLDEST)) || sentAt.isAfter(now.plus(AHEAD))) {
      return new Verdict.Forged("It was sent at another time than now.");
    }
    var text = text(body);
    var event = text == null ? null : event(text);
    if (text == null || event == null) {
      return new Verdict.Forged("It is no event of PayPal's.");
    }
    if (!asking.tryAcquire()) {
      return new Verdict.Unchecked("Too many notices are being checked; send it again.");
    }
    try {
      return verdict(
          event,
          client.post(
              "/v1/notifications/verify-webhook-signature",
              request(algorithm, certificate, id, signature, time, text)));
    } catch (PayPalClient.NoAnswer silent) {
      return new Verdict.Unchecked("PayPal could not be asked whether it sent this.");
    } finally {
      asking.release();
    }
  }

  private Verdict verdict(JsonNode event, Answer answer) {
    if (!(answer instanceof Answer.Done(var body))
        || !body.path("verification_status").asString("").equals("SUCCESS")) {
      return new Verdict.Forged("PayPal says that it did not sign this.");
    }
    return new Verdict.Genuine(
        event.path("id").asString(),
        event.path("event_type").asString(),
        Objects.requireNonNull(instant(event.path("create_time").asString())));
  }

  /// What was signed is the event as it came, so that it is passed on as it came. It is one JSON
  /// object: nothing of it can become a part of ours.
  private String request(
      String algorithm,
      String certificate,
      String id,
      String signature,
      String time,
      String event) {
    var head =
        mapper
            .createObjectNode()
            .put("auth_algo", algorithm)
            .put("cert_url", certificate)
            .put("transmission_id", id)
            .put("transmission_sig", signature)
            .put("transmission_time", time)
            .put("webhook_id", settings.webhookId())
            .toString();
    return head.substring(0, head.length() - 1) + ",\"webhook_event\":" + event + "}";
  }

  private static boolean isPayPals(String address) {
    try {
      var uri = URI.create(address);
      return "https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getHost().endsWith(".paypal.com");
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException none) {
      return null;
    }
  }

  private static @Nullable String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException none) {
      return null;
    }
  }

  /// The event with what is needed of it; null where it is none.
  private @Nullable JsonNode event(String text) {
    try {
      var event = json.readTree(text);
      return event.isObject()
              && event.path("id").asString("").matches("[A-Za-z0-9-]{1,100}")
              && event.path("event_type").asString("").matches("[A-Z0-9._-]{1,100}")
              && instant(event.path("create_time").asString("")) != null
          ? event
          : null;
    } catch (JacksonException none) {
      return null;
    }
  }

  @Override
  public Matter matter(String kind, byte[] body) {
    var resource = json.readTree(new String(body, StandardCharsets.UTF_8)).path("resource");
    if (kind.startsWith(ITEM)) {
      return ofItem(resource.path("payout_item_id").asString(""));
    }
    if (kind.startsWith(BATCH)) {
      return ofBatch(resource.at("/batch_header/payout_batch_id").asString(""));
    }
    return new Matter.Nothing("It is not about payouts.");
  }

  private Matter ofItem(String itemId) {
    var item = rail.item(itemId).orElse(null);
    if (item == null) {
      return new Matter.Unknown("PayPal shows no item “" + itemId + "”.");
    }
    var key = item.at("/payout_item/sender_item_id").asString("");
    if (!key.matches(OURS)) {
      return new Matter.Nothing("The item was not sent from here.");
    }
    var payout = payouts.findByKey(key).filter(one -> one.rail().equals(PayPalRail.NAME));
    if (payout.isEmpty()) {
      return new Matter.Unknown("There is no payout with the key " + key + ".");
    }
    // Who took it out of the unknown has to be able to ask on: by the name of its batch.
    repository.named(
        payouts.attempt(payout.get().payoutId()).orElseThrow().batchId(),
        PayPalRail.id(item.path("payout_batch_id")));
    var order = payouts.orders(List.of(payout.get().payoutId())).getFirst();
    return effect(Map.of(order, PayPalBatch.ofItem(item, order)));
  }

  private Matter ofBatch(String id) {
    var shown = rail.batch(id).orElse(null);
    if (shown == null) {
      return new Matter.Unknown("PayPal shows no batch “" + id + "”.");
    }
    if (!shown.name().matches(OUR_BATCH)) {
      return new Matter.Nothing("The batch was not sent from here.");
    }
    var batchId = repository.batchOf(shown.name());
    if (batchId.isEmpty()) {
      return new Matter.Unknown("There is no batch " + shown.name() + ".");
    }
    repository.named(batchId.get(), shown.id());
    var reports = new HashMap<Order, Report>();
    payouts
        .orders(repository.payoutsOf(batchId.get()))
        .forEach(order -> reports.put(order, shown.of(order)));
    return effect(reports);
  }

  /// What says nothing is left out: a call whose answer is still to come is not lost for that.
  private Matter effect(Map<Order, Report> reports) {
    return new Matter.Effect(
        "PayPal was asked about %s.".formatted(Counted.of(reports.size(), "payout", "payouts")),
        () ->
            reports.entrySet().stream()
                .filter(each -> each.getValue().status() != Report.Status.NO_ANSWER)
                .sorted(Comparator.comparingLong(each -> each.getKey().payoutId()))
                .forEach(each ->
                    settlement.apply(
                        each.getKey().payoutId(), each.getValue(), "PayPal's notice")));
  }
}
