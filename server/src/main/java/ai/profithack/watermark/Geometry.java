package ai.profithack.watermark;

/// How a marked picture came to lie when it was found.
///
/// - `scale`: how much larger the pattern is than it was drawn, measured against the shorter side:
///   1.11 where 10 % of the picture were cut away.
/// - `degrees`: by how much it was turned, clockwise.
/// - `mirrored`: left and right changed places.
public record Geometry(double scale, double degrees, boolean mirrored) {}
