package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A batch as PayPal shows it, and what that says of our orders.
///
/// `name` is ours for it. `items` are all that PayPal listed, by our key; `complete` is whether
/// that is all it has.
///
/// Source: PayPal Payouts v1, batch status and transaction status.
record PayPalBatch(
    String id, String name, String status, Map<String, JsonNode> items, boolean complete) {

  /// From the pages of one batch, in their order.
  ///
  /// Errors: [PayPalClient.NoAnswer] where they are no batch.
  static PayPalBatch of(List<JsonNode> pages) {
    var header = pages.getFirst().path("batch_header");
    var items = new HashMap<String, JsonNode>();
    var listed = 0L;
    for (var page : pages) {
      for (var item : page.path("items")) {
        listed++;
        items.put(item.at("/payout_item/sender_item_id").asString(""), item);
      }
    }
    var id = header.path("payout_batch_id").asString("");
    var status = header.path("batch_status").asString("");
    if (id.isEmpty() || status.isEmpty()) {
      throw new PayPalClient.NoAnswer("PayPal's answer holds no batch.");
    }
    var last = pages.getLast();
    return new PayPalBatch(
        id,
        header.at("/sender_batch_header/sender_batch_id").asString(""),
        status,
        items,
        last.path("total_items").asLong(-1) == listed && listed > 0);
  }

  /// What it says of an order.
  ///
  /// An order that a finished batch does not have was never part of it, and never will be: PayPal
  /// takes no second batch of that name.
  Report of(Order order) {
    var item = items.get(order.key());
    if (item != null) {
      return ofItem(item, order, status.equals("DENIED"));
    }
    return switch (status) {
      case "DENIED" -> failed("PayPal denied batch " + id + ".");
      case "CANCELED" ->
          new Report(Report.Status.CANCELLED, id, "PayPal cancelled batch " + id + ".");
      case "SUCCESS" ->
          complete
              ? failed("PayPal finished batch " + id + " without it.")
              : Report.noAnswer("PayPal did not list it in batch " + id + ".");
      default -> Report.noAnswer("PayPal has not listed it in batch " + id + " yet.");
    };
  }

  private Report failed(String reason) {
    return new Report(Report.Status.FAILED, null, reason);
  }

  /// What a payout item says of its order.
  static Report ofItem(JsonNode item, Order order) {
    return ofItem(item, order, false);
  }

  private static Report ofItem(JsonNode item, Order order, boolean denied) {
    var reference = text(item.path("payout_item_id"));
    var status = item.path("transaction_status").asString("");
    if (!order.amount().equals(money(item.at("/payout_item/amount")))) {
      return new Report(
          Report.Status.NO_ANSWER, reference, "PayPal has another amount under this key.");
    }
    var reason = reason(item);
    return switch (status) {
      case "SUCCESS" ->
          new Report(Report.Status.PAID, reference, null, money(item.path("payout_item_fee")));
      case "PENDING", "NEW" ->
          denied
              ? new Report(Report.Status.FAILED, reference, "PayPal denied its batch.")
              : new Report(Report.Status.ACCEPTED, reference, null);
      case "UNCLAIMED" -> new Report(Report.Status.UNCLAIMED, reference, reason);
      case "ONHOLD", "ON_HOLD" -> new Report(Report.Status.ON_HOLD, reference, reason);
      case "FAILED", "DENIED" ->
          new Report(Report.Status.FAILED, reference, reason == null ? status : reason);
      // Money that moved is frozen, and comes back only when PayPal says so; where none moved, it
      // was refused.
      case "BLOCKED" ->
          new Report(
              text(item.path("transaction_id")) == null
                  ? Report.Status.FAILED
                  : Report.Status.ON_HOLD,
              reference,
              reason == null ? "PayPal blocked it." : reason);
      case "RETURNED", "REFUNDED", "REVERSED" ->
          new Report(Report.Status.RETURNED, reference, reason == null ? status : reason);
      default ->
          new Report(
              Report.Status.NO_ANSWER,
              reference,
              "PayPal calls it “" + status + "”, unknown here.");
    };
  }

  private static @Nullable String reason(JsonNode item) {
    var errors = item.path("errors");
    var sentence = PayPalClient.sentence(errors.isArray() ? errors.path(0) : errors);
    return sentence.isEmpty() ? null : sentence;
  }

  private static @Nullable String text(JsonNode node) {
    var text = node.asString("");
    return text.isEmpty() ? null : text;
  }

  /// An amount that is none of its currency is no amount.
  private static @Nullable Money money(JsonNode amount) {
    try {
      return Money.of(
          new BigDecimal(amount.path("value").asString("")),
          Currency.getInstance(amount.path("currency").asString("")));
    } catch (IllegalArgumentException none) {
      return null;
    }
  }
}
