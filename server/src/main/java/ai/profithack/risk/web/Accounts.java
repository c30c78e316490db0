package ai.profithack.risk.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How accounts are called: by name where one is known, else by id.
public record Accounts(Map<Long, String> names) {
  public String of(@Nullable Long id) {
    return id == null ? "Unknown" : names.getOrDefault(id, "Account " + id);
  }
}
