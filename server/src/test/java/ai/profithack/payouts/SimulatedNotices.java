package ai.profithack.payouts;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// Notices of the simulated provider: `{"id", "type", "at", "key"}` under the header `x-simulated:
/// genuine`.
class SimulatedNotices implements NoticeSource {
  private final PayoutRepository payouts;
  private boolean configured = true;
  private boolean checkable = true;
  private Runnable effect = () -> {};

  SimulatedNotices(PayoutRepository payouts) {
    this.payouts = payouts;
  }

  void configured(boolean is) {
    configured = is;
  }

  void checkable(boolean is) {
    checkable = is;
  }

  /// What a notice of the type `account` does.
  void effect(Runnable does) {
    effect = does;
  }

  @Override
  public String provider() {
    return SimulatedRail.NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return configured ? Optional.empty() : Optional.of("The simulated provider has no secret.");
  }

  @Override
  public Verdict verify(Map<String, String> headers, byte[] body) {
    if (!checkable) {
      return new Verdict.Unchecked("The signature cannot be checked now.");
    }
    if (!"genuine".equals(headers.get("x-simulated"))) {
      return new Verdict.Forged("The signature is wrong.");
    }
    var json = JsonMapper.shared().readTree(body);
    return new Verdict.Genuine(
        json.path("id").asString(),
        json.path("type").asString(),
        Instant.parse(json.path("at").asString()));
  }

  @Override
  public Matter matter(String kind, byte[] body) {
    return switch (kind) {
      case "account" -> new Matter.Effect("The account was looked at.", effect);
      case "weather" -> new Matter.Nothing("It is about the weather.");
      default -> {
        var key = JsonMapper.shared().readTree(body).path("key").asString();
        yield payouts
            .findByKey(key)
            .<Matter>map(payout -> new Matter.OfPayouts(Set.of(payout.payoutId())))
            .orElseGet(() -> new Matter.Unknown("There is no payout with this key."));
      }
    };
  }
}
