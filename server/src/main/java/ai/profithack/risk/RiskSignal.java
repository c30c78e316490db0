package ai.profithack.risk;

import java.time.Instant;
import java.util.Map;

/// A signal: which rule, under which version of the limits, and its figures (see `SignalWords`). A
/// later one has a higher id.
public record RiskSignal(
    long signalId,
    RiskRule rule,
    int rulesVersion,
    String scope,
    Instant raisedAt,
    long gifts,
    Map<String, Object> figures,
    Map<String, Object> limits) {}
