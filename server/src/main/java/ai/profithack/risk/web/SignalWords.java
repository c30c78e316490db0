package ai.profithack.risk.web;

import ai.profithack.risk.RiskSignal;
import ai.profithack.web.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a signal says, in one sentence with its figures and the limits under which it was raised.
final class SignalWords {
  private SignalWords() {}

  static String sentence(RiskSignal signal, Formats format, Accounts accounts) {
    var words = new Words(signal, format, accounts);
    return switch (signal.rule()) {
      case SELF_GIFT -> words.gifts() + " from the receiver's own account.";
      case SHARED_DEVICE ->
          "%s from other accounts within %s came from a device which the receiver uses too; the limit is %s."
              .formatted(words.gifts(), words.window(), words.limit());
      case SHARED_METHOD ->
          "%s from other accounts within %s were paid with a payment method with which the receiver pays too; the limit is %s."
              .formatted(words.gifts(), words.window(), words.limit());
      case RING ->
          "%s: %s within %s, each giving the next at least %s."
              .formatted(words.ring(), words.gifts(), words.window(), words.limit());
      case KICKBACK ->
          "%s gave %s %s, and within %s %s came back, at least %d %% of it."
              .formatted(
                  words.account("giver"),
                  words.account("receiver"),
                  words.money("minor"),
                  words.window(),
                  words.money("returnedMinor"),
                  words.limit("percent"));
      case VELOCITY_ACCOUNT, VELOCITY_DEVICE, VELOCITY_METHOD, VELOCITY_ADDRESS ->
          "%s from %s within %s; the limits are %s gifts or %s."
              .formatted(
                  words.gifts(),
                  signal.scope(),
                  words.window(),
                  format.number(words.limit("count")),
                  words.limit());
      case NEW_METHOD ->
          "%s, the largest %s, with a payment method added less than %s before; gifts of %s and more are looked at."
              .formatted(words.gifts(), words.money("largestMinor"), words.window(), words.limit());
      case ONE_GIVER ->
          "%s gave %s of the %s received within %s, at least %d %%."
              .formatted(
                  words.account("giver"),
                  words.money("minor"),
                  words.money("incomeMinor"),
                  words.window(),
                  words.limit("percent"));
      case FEW_VIEWERS ->
          "%s within %s, place %s of %s creators, from %s givers at %s views."
              .formatted(
                  words.gifts(),
                  words.window(),
                  words.number("place"),
                  words.number("creators"),
                  words.number("givers"),
                  words.number("views"));
    };
  }

  /// The accounts that the sentence names.
  static List<Long> accounts(RiskSignal signal) {
    var ids = new ArrayList<Long>();
    for (var name : List.of("giver", "receiver")) {
      if (signal.figures().get(name) instanceof Number id) {
        ids.add(id.longValue());
      }
    }
    ids.addAll(members(signal));
    return ids;
  }

  private static List<Long> members(RiskSignal signal) {
    return signal.figures().get("members") instanceof List<?> all
        ? all.stream().map(one -> Long.valueOf(one.toString())).toList()
        : List.of();
  }

  private record Words(RiskSignal signal, Formats format, Accounts accounts) {
    String gifts() {
      var gifts = figure("gifts");
      return "%s worth %s".formatted(format.count(gifts, "gift", "gifts"), money("minor"));
    }

    String money(String name) {
      return format.money(figure(name));
    }

    String number(String name) {
      return format.number(figure(name));
    }

    String account(String name) {
      return accounts.of(figure(name));
    }

    String ring() {
      var members = new ArrayList<>(members(signal));
      members.addAll(members.subList(0, Math.min(1, members.size())));
      return members.stream().map(accounts::of).collect(Collectors.joining(" → "));
    }

    String window() {
      var hours = limit("seconds") / 3600;
      return hours % 24 == 0 && hours > 48
          ? format.count(hours / 24, "day", "days")
          : format.count(hours, "hour", "hours");
    }

    String limit() {
      return format.money(limit("minor"));
    }

    long limit(String name) {
      return signal.limits().get(name) instanceof Number number ? number.longValue() : 0;
    }

    private long figure(String name) {
      return signal.figures().get(name) instanceof Number number ? number.longValue() : 0;
    }
  }
}
