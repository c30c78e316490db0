package ai.profithack.risk.web;

import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases.Flow;
import ai.profithack.risk.RiskCases.Gift;
import ai.profithack.risk.RiskSignal;
import ai.profithack.web.Formats;
import java.util.List;

/// What the page of one case shows.
public record CaseView(
    RiskCase found,
    List<RiskSignal> signals,
    List<Flow> flows,
    List<Gift> gifts,
    Accounts accounts,
    String age) {
  public boolean isOpen() {
    return found.state() == RiskCase.State.OPEN;
  }

  /// The latest signal that the page shows; 0 without any.
  public long seen() {
    return signals.stream().mapToLong(RiskSignal::signalId).max().orElse(0);
  }

  public String state() {
    return switch (found.state()) {
      case OPEN -> "open";
      case RELEASED -> "released";
      case CONFIRMED -> "confirmed as fraud";
    };
  }

  public String tone() {
    return switch (found.state()) {
      case OPEN -> "warn";
      case RELEASED -> "good";
      case CONFIRMED -> "bad";
    };
  }

  public String sentence(RiskSignal signal, Formats format) {
    return SignalWords.sentence(signal, format, accounts);
  }

  public String state(Gift gift) {
    return gift.leftMinor() == 0 ? "given back" : gift.state();
  }

  public String tone(Gift gift) {
    if (gift.leftMinor() == 0) {
      return "neutral";
    }
    return switch (gift.state()) {
      case "withheld" -> "bad";
      case "pending" -> "warn";
      default -> "good";
    };
  }
}
