package ai.profithack.payouts.web;

/// What was found out of an exception, as it was typed, and what is wrong with it.
public record Explanation(long exceptionId, String text, String error) {}
