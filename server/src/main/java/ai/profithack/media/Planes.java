package ai.profithack.media;

/// A picture that may be painted on: brightness, and two planes of colour that may be half as wide
/// and half as high. One byte a value, rows from top to bottom.
///
/// The values are those of video: black is 16 and white 235 where `full` is false. Whoever is
/// handed one may change its values until it returns, and keeps nothing of it.
///
/// `atMillis`: when it is shown, from the beginning on.
@SuppressWarnings("ArrayRecordComponent") // they are there to be changed
public record Planes(
    long atMillis,
    int width,
    int height,
    int colourWidth,
    int colourHeight,
    boolean full,
    byte[] luma,
    byte[] blue,
    byte[] red) {}
