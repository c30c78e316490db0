package ai.profithack.classifiers;

/// A line of text in a picture.
///
/// `box`: the upright box around it; `degrees`: by how much the line is turned, clockwise, -180 to
/// 180; `confidence`: the mean over its letters, 0 to 1.
public record TextLine(String text, Box box, float degrees, float confidence) {}
