package ai.profithack.payouts;

import ai.profithack.payouts.StripeAccounts.Standing;
import ai.profithack.payouts.StripeMoveRepository.Belonging;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Stripe's notices: of transfers and their reversals on the platform's account, of payouts and
/// changes of connected ones.
@Component
class StripeNotices implements NoticeSource {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final StripeSettings settings;
  private final StripeMoveRepository moves;
  private final StripeAccountRepository known;
  private final StripeAccounts accounts;
  private final Clock clock;

  StripeNotices(
      StripeSettings settings,
      StripeMoveRepository moves,
      StripeAccountRepository known,
      StripeAccounts accounts,
      Clock clock) {
    this.settings = settings;
    this.moves = moves;
    this.known = known;
    this.accounts = accounts;
    this.clock = clock;
  }

  @Override
  public String provider() {
    return StripeRail.NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return settings.noticesUnavailable();
  }

  @Override
  public Verdict verify(Map<String, String> headers, byte[] body) {
    var objection =
        StripeSignature.objection(
            headers.get("stripe-signature"), body, settings.secrets(), clock.instant());
    if (objection.isPresent()) {
      return new Verdict.Forged(objection.get());
    }
    try {
      return read(JSON.readTree(body));
    } catch (JacksonException unreadable) {
      return new Verdict.Forged("What was signed is no JSON.");
    }
  }

  private static Verdict read(JsonNode event) {
    if (!event.path("object").asString("").equals("event")) {
      return new Verdict.Forged(
          "What was signed is no event of the first version of Stripe's API; enter this address for snapshot events.");
    }
    var id = event.path("id").asString("");
    var type = event.path("type").asString("");
    if (!id.matches("evt_\\w{1,250}") || !type.matches("[a-z0-9_.]{1,200}")) {
      return new Verdict.Forged("What was signed has no id and type of an event.");
    }
    try {
      return new Verdict.Genuine(id, type, Instant.ofEpochSecond(event.path("created").asLong(0)));
    } catch (DateTimeException outOfRange) {
      return new Verdict.Forged("What was signed has no time of an event.");
    }
  }

  @Override
  public Matter matter(String kind, byte[] body) {
    var event = JSON.readTree(body);
    if (event.path("livemode").asBoolean(false) != settings.live()) {
      return new Matter.Nothing("It is of the other mode, test or live, than the key.");
    }
    var object = event.path("data").path("object");
    return switch (object.path("object").asString("")) {
      case "account" -> ofAccount(object.path("id").asString(""));
      case "transfer", "payout", "transfer_reversal" -> ofMove(event, object);
      default -> new Matter.Nothing("It is about nothing that payouts are made of.");
    };
  }

  private Matter ofAccount(String account) {
    if (!known.knows(account)) {
      return new Matter.Nothing("Nobody is paid to this account.");
    }
    var standing = accounts.ask(account);
    return switch (standing) {
      case Standing.NotKnown(var why) -> throw new IllegalStateException(why);
      case Standing.Payable() ->
          new Matter.Effect(
              "The account can be paid out.", () -> accounts.apply(account, standing));
      case Standing.Restricted(var why) ->
          new Matter.Effect(
              "The account is paused: " + why, () -> accounts.apply(account, standing));
    };
  }

  private Matter ofMove(JsonNode event, JsonNode object) {
    var key = object.path("metadata").path("payout_key").asString("");
    var belonging =
        moves
            .owner(object.path("id").asString(""))
            .or(() -> key.isEmpty() ? Optional.empty() : moves.ownerOfKey(key));
    if (belonging.isEmpty()) {
      return key.isEmpty()
          ? new Matter.Nothing("It is not of a payout that was made here.")
          : new Matter.Unknown("There is no payout with its key.");
    }
    return isOfAccount(event, object, belonging.get())
        ? new Matter.OfPayouts(Set.of(belonging.get().payoutId()))
        : new Matter.Unknown("It names a payout that went to another account.");
  }

  private static boolean isOfAccount(JsonNode event, JsonNode object, Belonging belonging) {
    var account =
        object.path("object").asString("").equals("payout")
            ? event.path("account").asString("")
            : object.path("destination").asString(belonging.account());
    return account.equals(belonging.account());
  }
}
