package ai.profithack.media;

/// A bank and how many items are in it.
///
/// `name`: lower-case letters, digits, spaces, `_`, `.`, `-`; up to 60 characters.
public record Bank(String name, BankKind kind, long active, long quarantined) {}
