package ai.profithack.media;

/// What of a bank a recording shows, and how sure that is.
public record BankMatch(BankItem item, Match match) {}
