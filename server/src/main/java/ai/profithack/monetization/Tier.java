package ai.profithack.monetization;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How far a creator has come. Each tier includes what the lower ones have.
public enum Tier {
  STARTER,
  BRONZE,
  SILVER,
  GOLD,
  PLATINUM;

  /// As tables and answers write it: `gold`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// As pages write it: `Gold`.
  public String title() {
    return name().charAt(0) + code().substring(1);
  }

  /// The tier above; empty at the top.
  public Optional<Tier> next() {
    return Arrays.stream(values()).filter(tier -> tier.compareTo(this) > 0).findFirst();
  }

  /// Errors: [IllegalArgumentException] for anything else than [#code] gives.
  static Tier of(String code) {
    return Arrays.stream(values())
        .filter(tier -> tier.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no tier " + code));
  }
}
