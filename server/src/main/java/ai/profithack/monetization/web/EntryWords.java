package ai.profithack.monetization.web;

import ai.profithack.web.Formats;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What entries of the ledger did and why, in words of the people who read them.
public final class EntryWords {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EntryWords() {}

  /// Something that explains an entry; `href` is where more of it is, null where nowhere.
  public record Fact(String label, String text, @Nullable String href) {
    static Fact of(String label, String text) {
      return new Fact(label, text, null);
    }
  }

  /// What an entry of this kind did.
  static String of(String kind) {
    return switch (kind) {
      case "gift" -> "Gift";
      case "subscription" -> "Subscription";
      case "ad_revenue" -> "Ads";
      case "gift_refunded" -> "Refund";
      case "release" -> "Became available";
      case "debt_recovered" -> "Repaid what was owed";
      case "withhold" -> "Withheld";
      case "withholding_lifted" -> "No longer withheld";
      case "reassignment" -> "Taken back, to be booked again";
      case "hold" -> "Set aside";
      case "hold_posted" -> "Sent on";
      case "hold_voided", "hold_expired" -> "Given back";
      case "payout_back" -> "Payout that came back";
      case "payout_fee" -> "Fee of a payout";
      case "payout_settled" -> "Payout on the bank's statement";
      case "payout_returned" -> "Return on the bank's statement";
      case "credits_granted" -> "AI credits granted";
      case "credits_expired" -> "AI credits expired";
      default -> sentence(kind);
    };
  }

  /// Why an entry's amounts are what they are, from the explanation that was written with it.
  static List<Fact> facts(String explanation, Formats format) {
    var facts = new ArrayList<Fact>();
    for (var each : JSON.readTree(explanation).properties()) {
      add(facts, each.getKey(), each.getValue(), format);
    }
    return facts;
  }

  private static void add(List<Fact> facts, String name, JsonNode value, Formats format) {
    switch (name) {
      case "event" -> facts.add(Fact.of("Because of the event", value.asString()));
      case "takesBack" -> {
        if (!value.asString().isEmpty()) {
          facts.add(Fact.of("Takes back", value.asString()));
        }
      }
      case "rule" ->
          facts.add(Fact.of("Shared by", "version " + value.asString() + " of the rules"));
      case "parts" -> {
        if (value.isArray()) {
          value.forEach(part -> facts.add(share(part, format)));
        } else {
          facts.add(Fact.of("Of", format.count(value.asLong(), "earning", "earnings")));
        }
      }
      case "payout" ->
          facts.add(new Fact("Payout", "Payout " + value.asLong(), "/payouts/" + value.asLong()));
      case "payouts" ->
          value.forEach(id ->
              facts.add(new Fact("Payout", "Payout " + id.asLong(), "/payouts/" + id.asLong())));
      case "run" ->
          facts.add(new Fact("Run", "Run " + value.asLong(), "/payouts/runs/" + value.asLong()));
      case "cause" -> facts.add(cause(value.asString()));
      case "repaidDebtMinor", "unmatchedMinor" -> {
        if (value.asLong() > 0) {
          facts.add(
              Fact.of(
                  name.equals("repaidDebtMinor")
                      ? "Repays what was owed"
                      : "For which no gift was found",
                  format.money(value.asLong())));
        }
      }
      case "original" -> facts.add(Fact.of("As it was sent", value.asString()));
      case "exchangeDifferenceMinor" ->
          facts.add(
              Fact.of(
                  "Exchange difference, which the platform bears", format.money(value.asLong())));
      case "rail" -> facts.add(Fact.of("Way of payment", value.asString()));
      case "from" -> facts.add(Fact.of("It was", plain(value.asString())));
      case "to" -> facts.add(Fact.of("It is now", plain(value.asString())));
      case "report" -> facts.add(Fact.of("What was said of it", plain(value.asString())));
      case "reason", "because" -> facts.add(Fact.of("Why", plain(value.asString())));
      case "statement" -> facts.add(Fact.of("Bank statement", value.asString()));
      case "line" -> facts.add(Fact.of("Its line", value.asString()));
      case "grant" -> facts.add(Fact.of("Grant of AI credits", value.asString()));
      default ->
          facts.add(
              Fact.of(sentence(name), value.isValueNode() ? value.asString() : value.toString()));
    }
  }

  private static Fact share(JsonNode part, Formats format) {
    var creator = part.path("creator").asLong();
    return new Fact(
        "Share",
        "creator %d: %s %% at tier %s, %s"
            .formatted(
                creator,
                new BigDecimal(part.path("percent").asString("0"))
                    .stripTrailingZeros()
                    .toPlainString(),
                part.path("tier").asString(""),
                format.money(part.path("minor").asLong())),
        "/creators/" + creator + "/earnings");
  }

  private static Fact cause(String cause) {
    return cause.startsWith("risk:")
        ? new Fact(
            "Because of", "risk case " + cause.substring(5), "/finance/risk/" + cause.substring(5))
        : Fact.of("Because", cause.equals("dispute") ? "a payer's bank disputes it" : plain(cause));
  }

  private static String plain(String word) {
    return word.toUpperCase(Locale.ROOT).equals(word)
        ? word.toLowerCase(Locale.ROOT).replace('_', ' ')
        : word.replace('_', ' ');
  }

  /// `takenOver`, `payout_fee` → `Taken over`, `Payout fee`.
  private static String sentence(String name) {
    var spaced =
        name.replace('_', ' ').replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
  }

  /// The events that an explanation names, what was taken back first.
  static List<String> events(String explanation) {
    var tree = JSON.readTree(explanation);
    return java.util.stream.Stream.of("takesBack", "event")
        .map(name -> tree.path(name).asString(""))
        .filter(id -> !id.isEmpty())
        .toList();
  }
}
