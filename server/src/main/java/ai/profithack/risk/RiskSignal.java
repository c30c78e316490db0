package ai.profithack.risk;

import java.time.Instant;
import java.util.Map;

/// A signal: which rule, under which version of the limits, and its figures (see `SignalWords`).
public record RiskSignal(
    RiskRule rule,
    int rulesVersion,
    String scope,
    Instant raisedAt,
    long gifts,
    Map<String, Object> figures,
    Map<String, Object> limits) {}
