package ai.profithack.media;

/// An item of a bank was put into quarantine by a rule, not by a person. Published in the
/// transaction that does it.
public record ItemQuarantined(long itemId, String bank, String reason) {}
