package ai.profithack.textrules;

/// A group of terms that mean the same for us. `score` is how much a hit says: for the built-in
/// rules the share of texts with such a hit that people had labelled so, in the half of the data
/// that was used for tuning.
record TextRule(String name, TextCategory category, TextSeverity severity, double score) {}
