package ai.profithack.media;

/// What of a bank a recording sounds like.
public record BankSound(BankItem item, SoundMatch match) {}
