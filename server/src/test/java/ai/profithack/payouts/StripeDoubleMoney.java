package ai.profithack.payouts;

import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The money of the double: the platform's balance with its lines, transfers and their reversals,
/// and payouts to banks. Called with the double locked.
final class StripeDoubleMoney {
  private final StripeDouble stripe;
  private final StripeDoubleAccounts accounts;
  private final SettableClock clock;
  private final Map<String, Long> platform = new HashMap<>();
  private final Map<String, Map<String, Object>> transfers = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> payouts = new LinkedHashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Map<String, Object>> lines = new LinkedHashMap<>();

  StripeDoubleMoney(StripeDouble stripe, StripeDoubleAccounts accounts, SettableClock clock) {
    this.stripe = stripe;
    this.accounts = accounts;
    this.clock = clock;
  }

  void topUp(String currency, long units) {
    platform.merge(currency, units, Long::sum);
  }

  void empty(String currency) {
    platform.remove(currency);
  }

  void charge(String currency, long units) {
    platform.merge(currency, -units, Long::sum);
    line("stripe_fee", stripe.id("fee"), currency, -units, 0);
  }

  List<Map<String, Object>> transfersOf(String group) {
    return transfers.values().stream()
        .filter(one -> group.equals(one.get("transfer_group")))
        .toList();
  }

  List<Map<String, Object>> payoutsOf(String group) {
    return payouts.values().stream()
        .filter(one -> group.equals(StripeObjects.metadata(one).get("payout_key")))
        .toList();
  }

  @Nullable Map<String, Object> line(String id) {
    return lines.get(id);
  }

  List<String> lines() {
    return List.copyOf(lines.keySet());
  }

  Map<String, Object> transfer(String id) {
    return StripeObjects.found(transfers, id, "transfer");
  }

  Map<String, Object> createTransfer(StripeRequest request) {
    request.allow(
        "amount",
        "currency",
        "destination",
        "description",
        "metadata",
        "source_transaction",
        "source_type",
        "transfer_group",
        "expand");
    var amount = request.amount();
    var currency = request.currency();
    var destination = request.required("destination");
    var account = accounts.find(destination);
    if (account == null) {
      throw StripeRefusal.invalid(
          "resource_missing", "destination", "No such destination: '" + destination + "'");
    }
    if (!account.transfersActive) {
      throw StripeRefusal.done(
          "insufficient_capabilities_for_transfer",
          "Your destination account needs to have at least one of the following capabilities enabled: transfers");
    }
    if (platform.getOrDefault(currency, 0L) < amount) {
      throw StripeRefusal.done(
          "balance_insufficient", "You have insufficient available funds in your Stripe account.");
    }
    platform.merge(currency, -amount, Long::sum);
    account.balance.merge(currency, amount, Long::sum);
    var transfer = new LinkedHashMap<String, Object>();
    transfer.put("id", stripe.id("tr"));
    transfer.put("object", "transfer");
    transfer.put("amount", amount);
    transfer.put("amount_reversed", 0L);
    transfer.put("created", clock.instant().getEpochSecond());
    transfer.put("currency", currency);
    transfer.put("description", request.params().get("description"));
    transfer.put("destination", destination);
    transfer.put("livemode", false);
    transfer.put("metadata", request.metadata());
    transfer.put("reversals", StripeObjects.list(new ArrayList<>(), false));
    transfer.put("reversed", false);
    transfer.put("source_type", "card");
    transfer.put("transfer_group", request.params().get("transfer_group"));
    transfer.put(
        "balance_transaction",
        line("transfer", StripeObjects.text(transfer, "id"), currency, -amount, 0));
    transfers.put(StripeObjects.text(transfer, "id"), transfer);
    stripe.tell("transfer.created", transfer, null);
    return transfer;
  }

  Map<String, Object> listTransfers(StripeRequest request) {
    request.allow(
        "created",
        "destination",
        "ending_before",
        "limit",
        "starting_after",
        "transfer_group",
        "expand");
    var group = request.params().get("transfer_group");
    return StripeObjects.page(
        request,
        transfers.values().stream()
            .filter(one -> group == null || group.equals(one.get("transfer_group")))
            .toList());
  }

  Map<String, Object> createReversal(StripeRequest request, String id) {
    request.allow("amount", "description", "metadata", "refund_application_fee", "expand");
    var transfer = StripeObjects.found(transfers, id, "transfer");
    return reverse(transfer, request.amount(), request.metadata());
  }

  Map<String, Object> reverse(
      Map<String, Object> transfer, long amount, Map<String, String> metadata) {
    var left =
        StripeObjects.number(transfer, "amount")
            - StripeObjects.number(transfer, "amount_reversed");
    if (amount > left) {
      throw StripeRefusal.done(
          "transfer_already_reversed", "Reversal amount is greater than unreversed amount.");
    }
    var currency = StripeObjects.text(transfer, "currency");
    var account = accounts.get(StripeObjects.text(transfer, "destination"));
    if (account.balance.getOrDefault(currency, 0L) < amount) {
      throw StripeRefusal.done(
          "balance_insufficient",
          "Cannot reverse this transfer: the connected account has insufficient funds.");
    }
    account.balance.merge(currency, -amount, Long::sum);
    platform.merge(currency, amount, Long::sum);
    var reversal = new LinkedHashMap<String, Object>();
    reversal.put("id", stripe.id("trr"));
    reversal.put("object", "transfer_reversal");
    reversal.put("amount", amount);
    reversal.put("created", clock.instant().getEpochSecond());
    reversal.put("currency", currency);
    reversal.put("metadata", metadata);
    reversal.put("transfer", transfer.get("id"));
    reversal.put(
        "balance_transaction",
        line("transfer_refund", StripeObjects.text(reversal, "id"), currency, amount, 0));
    StripeObjects.reversals(transfer).addFirst(reversal);
    transfer.put("amount_reversed", StripeObjects.number(transfer, "amount_reversed") + amount);
    transfer.put(
        "reversed",
        StripeObjects.number(transfer, "amount_reversed")
            == StripeObjects.number(transfer, "amount"));
    stripe.tell("transfer.reversed", transfer, null);
    return reversal;
  }

  Map<String, Object> createPayout(StripeRequest request) {
    request.allow(
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
    var amount = request.amount();
    var currency = request.currency();
    if (Set.of("huf", "twd", "isk", "ugx").contains(currency) && amount % 100 != 0) {
      throw StripeRefusal.invalid(
          "parameter_invalid_integer",
          "amount",
          "Payouts in %s must be whole: the amount must be a multiple of 100.".formatted(currency));
    }
    if (request.account() == null) {
      throw StripeRefusal.done(
          "payouts_not_allowed", "The double pays out connected accounts only.");
    }
    var account = accounts.get(request.account());
    if (!account.payoutsEnabled) {
      throw StripeRefusal.done(
          "payouts_not_allowed",
          "Cannot create payouts: payouts are disabled for " + account.id + ".");
    }
    if (account.balance.getOrDefault(currency, 0L) < amount) {
      throw StripeRefusal.done(
          "balance_insufficient",
          "You have insufficient funds in your Stripe account for this transfer.");
    }
    account.balance.merge(currency, -amount, Long::sum);
    var payout = new LinkedHashMap<String, Object>();
    payout.put("id", stripe.id("po"));
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
    payout.put("metadata", request.metadata());
    payout.put("method", "standard");
    payout.put("reconciliation_status", "not_applicable");
    payout.put("source_type", "card");
    payout.put("status", "pending");
    payout.put("type", "bank_account");
    payouts.put(StripeObjects.text(payout, "id"), payout);
    owners.put(StripeObjects.text(payout, "id"), account.id);
    stripe.tell("payout.created", payout, account.id);
    return payout;
  }

  Map<String, Object> listPayouts(StripeRequest request) {
    request.allow(
        "arrival_date",
        "created",
        "destination",
        "ending_before",
        "limit",
        "starting_after",
        "status",
        "expand");
    var since = Long.parseLong(request.params().getOrDefault("created[gte]", "0"));
    return StripeObjects.page(
        request,
        payouts.values().stream()
            .filter(
                one -> Objects.equals(owners.get(StripeObjects.text(one, "id")), request.account()))
            .filter(one -> StripeObjects.number(one, "created") >= since)
            .toList());
  }

  Map<String, Object> ownPayout(StripeRequest request, String id) {
    if (!Objects.equals(owners.get(id), request.account())) {
      throw StripeRefusal.missing("payout", id);
    }
    return StripeObjects.found(payouts, id, "payout");
  }

  Map<String, Object> cancelPayout(StripeRequest request, String id) {
    request.allow("expand");
    var payout = ownPayout(request, id);
    if (!"pending".equals(payout.get("status"))) {
      throw StripeRefusal.done(
          "payout_already_canceled", "Payouts can only be canceled while they are pending.");
    }
    end(payout, "canceled");
    return payout;
  }

  void end(Map<String, Object> payout, String status) {
    payout.put("status", status);
    var owner = accounts.get(Objects.requireNonNull(owners.get(StripeObjects.text(payout, "id"))));
    if (status.equals("failed") || status.equals("canceled")) {
      owner.balance.merge(
          StripeObjects.text(payout, "currency"),
          StripeObjects.number(payout, "amount"),
          Long::sum);
    }
    if (status.equals("failed")) {
      payout.put("failure_code", "account_closed");
      payout.put("failure_message", "The bank account has been closed.");
    }
    stripe.tell(
        status.equals("in_transit") ? "payout.updated" : "payout." + status, payout, owner.id);
  }

  Map<String, Object> balance(StripeRequest request) {
    var of = request.account() == null ? platform : accounts.get(request.account()).balance;
    var available = new ArrayList<Map<String, Object>>();
    of.forEach((currency, units) -> available.add(Map.of("amount", units, "currency", currency)));
    return Map.of(
        "object", "balance", "available", available, "pending", List.of(), "livemode", false);
  }

  Map<String, Object> listLines(StripeRequest request) {
    request.allow(
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
    return StripeObjects.page(
        request,
        lines.values().stream()
            .filter(one -> StripeObjects.number(one, "created") >= since)
            .toList());
  }

  private String line(String type, String source, String currency, long units, long fee) {
    var line = new LinkedHashMap<String, Object>();
    line.put("id", stripe.id("txn"));
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
    lines.put(StripeObjects.text(line, "id"), line);
    return StripeObjects.text(line, "id");
  }
}
