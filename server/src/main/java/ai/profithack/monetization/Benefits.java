package ai.profithack.monetization;

import ai.profithack.access.Entitlements;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// What creators may use by their tier, for whoever offers it.
@Component
public class Benefits implements Entitlements {
  private final Tiers tiers;
  private final Clock clock;

  Benefits(Tiers tiers, Clock clock) {
    this.tiers = tiers;
    this.clock = clock;
  }

  public boolean has(long creatorId, Benefit benefit) {
    return benefit.isOf(tiers.at(creatorId, clock.instant()).tier());
  }

  /// Errors: [IllegalArgumentException] where no benefit is called so.
  @Override
  public Optional<String> missing(long creatorId, String benefit) {
    var asked =
        Arrays.stream(Benefit.values())
            .filter(each -> each.code().equals(benefit))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no benefit " + benefit));
    return has(creatorId, asked) ? Optional.empty() : Optional.of(sentence(asked));
  }

  /// What a creator without it is told.
  public static String sentence(Benefit benefit) {
    return "%s: from tier %s on.".formatted(benefit.title(), benefit.from().title());
  }
}
