package ai.profithack.payouts.web;

import java.util.Map;

/// What creators are called on pages: their name, else their number.
public record CreatorNames(Map<Long, String> names) {
  public String of(long creatorId) {
    return names.getOrDefault(creatorId, "Creator " + creatorId);
  }
}
