package ai.profithack.moderation.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a form on the pages of banks was filled with, and what is wrong with it, by field.
public record BankForm(Map<String, String> values, Map<String, String> errors) {
  static BankForm empty() {
    return new BankForm(Map.of(), Map.of());
  }

  public String value(String field) {
    return values.getOrDefault(field, "");
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }
}
