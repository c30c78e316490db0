package ai.profithack.web;

/// A line above every page that says what a reader must never forget: that the data is simulated.
///
/// A module offers it as a bean of this type.
public record Banner(String text) {}
