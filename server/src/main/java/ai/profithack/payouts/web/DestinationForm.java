package ai.profithack.payouts.web;

import java.util.Map;

/// Where a creator is to be paid, as it was typed, and what is wrong with it by field.
public record DestinationForm(
    String rail, String holder, String account, String bic, Map<String, String> errors) {
  /// Nothing typed yet.
  static final DestinationForm EMPTY = new DestinationForm("", "", "", "", Map.of());
}
