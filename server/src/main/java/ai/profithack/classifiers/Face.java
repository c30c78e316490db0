package ai.profithack.classifiers;

/// A face at one moment. `score`: how sure the model is, 0 to 1.
public record Face(double seconds, Box box, float score) {}
