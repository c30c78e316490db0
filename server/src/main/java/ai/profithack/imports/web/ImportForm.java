package ai.profithack.imports.web;

import java.util.Map;

/// What the form of an import was filled with, and what is wrong with it, by field.
public record ImportForm(String mapping, Map<String, String> errors) {
  static ImportForm empty() {
    return new ImportForm("", Map.of());
  }
}
