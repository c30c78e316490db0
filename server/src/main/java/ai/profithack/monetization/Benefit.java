package ai.profithack.monetization;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a tier gives beside its credits: a permission, or a service of people.
public enum Benefit {
  BASIC_ANALYTICS(Tier.STARTER, "Basic analytics"),
  ADVANCED_ANALYTICS(Tier.BRONZE, "Advanced analytics"),
  COLLABORATION_TOOLS(Tier.BRONZE, "Collaboration tools"),
  PREMIUM_ANALYTICS(Tier.SILVER, "Premium analytics"),
  TREND_PREDICTIONS(Tier.SILVER, "Trend predictions"),
  PRIORITY_SUPPORT(Tier.SILVER, "Priority support"),
  REAL_TIME_ANALYTICS(Tier.GOLD, "Real-time analytics"),
  ADVANCED_COLLABORATIONS(Tier.GOLD, "Advanced collaborations"),
  DEDICATED_MANAGER(Tier.GOLD, "Dedicated manager"),
  WHITE_LABEL_ANALYTICS(Tier.PLATINUM, "White-label analytics"),
  CUSTOM_TOOLS(Tier.PLATINUM, "Custom tools"),
  HIGHER_REVENUE_SHARE(Tier.PLATINUM, "60 % revenue share");

  private final Tier from;
  private final String title;

  Benefit(Tier from, String title) {
    this.from = from;
    this.title = title;
  }

  /// The lowest tier that has it.
  public Tier from() {
    return from;
  }

  /// In words.
  public String title() {
    return title;
  }

  /// Whether there is something to use yet. Trend predictions and custom tools are permissions so
  /// far: there is nothing that they open.
  public boolean isThere() {
    return this != TREND_PREDICTIONS && this != CUSTOM_TOOLS;
  }

  /// As tables and answers write it: `trend_predictions`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isOf(Tier tier) {
    return tier.compareTo(from) >= 0;
  }

  /// All that a tier has, the lower tiers' first.
  public static List<Benefit> of(Tier tier) {
    return Arrays.stream(values()).filter(benefit -> benefit.isOf(tier)).toList();
  }
}
