package ai.profithack.classifiers;

/// The weights that a classifier works with.
///
/// `name`: of the file; `source`: the package it was made of, and its version; `sha256`: of the
/// file, in hexadecimal.
public record Model(String name, String source, String sha256) {}
