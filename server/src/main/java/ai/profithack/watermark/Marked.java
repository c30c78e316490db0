package ai.profithack.watermark;

import ai.profithack.media.MediaFacts;

/// What was done to a file.
///
/// - `psnrDb`: peak signal-to-noise ratio of the brightness of the finished file against the
///   original, in dB, over all pictures: what marks and encoding changed together. Infinite where
///   nothing changed.
/// - `markPsnrDb`: the same for what the invisible mark alone changed; infinite without one.
/// - `frames`: how many pictures the new file has.
/// - `readable`: whether the invisible mark was read out of the finished file; true without one.
///   Some pictures and very short recordings hold none.
/// - `source`: what the original says about itself.
public record Marked(
    double psnrDb, double markPsnrDb, int frames, boolean readable, MediaFacts source) {}
