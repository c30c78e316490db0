package ai.profithack.payouts.web;

import java.util.Map;

/// What creators are called on pages: their name, else their number.
public record CreatorNames(Map<Long, String> names) {
  public String of(long creatorId) {
    return names.getOrDefault(creatorId, "Creator " + creatorId);
  }

  /// What stands beside the name: the number, empty where there is no name and the number stands
  /// for it.
  public String number(long creatorId) {
    return names.containsKey(creatorId) ? "Creator " + creatorId : "";
  }
}
