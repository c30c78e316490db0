package ai.profithack.payouts;

import ai.profithack.kernel.Money;

/// A creator who is not paid now, why, and how much it is about.
public record Skipped(long creatorId, SkipReason reason, Money amount, String detail) {}
