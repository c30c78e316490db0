package ai.profithack.classifiers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Tells speech from everything else by Silero VAD, version 6
/// (https://github.com/snakers4/silero-vad).
///
/// The model hears 32 ms at a time, with the 4 ms before them, and remembers what went before. From
/// its answers segments are made by the rules of the original: speech begins at 0.5, ends when it
/// stays below 0.35 for 100 ms, and is forgotten when it was shorter than 250 ms.
final class SpeechDetector {
  static final String MODEL = "speech.onnx";
  static final int RATE = 16_000;

  private static final int WINDOW = 512;
  private static final int BEFORE = 64;
  private static final int MEMORY = 2 * 128;
  private static final float FULL_SCALE = 32_768;
  private static final float BEGINS = 0.5f;
  private static final float ENDS = 0.35f;
  private static final double PAUSE_SECONDS = 0.1;
  private static final double SHORTEST_SECONDS = 0.25;

  /// Segments begin a little before and end a little after what was heard.
  private static final double MARGIN_SECONDS = 0.03;

  private final Models models;

  SpeechDetector(Models models) throws ModelAbsent {
    this.models = models;
    models.require(MODEL);
  }

  List<Model> facts() throws ModelAbsent {
    return List.of(models.facts(MODEL));
  }

  /// `samples`: one channel of 16 bits at [#RATE].
  SpeechEvidence hear(short[] samples) {
    var likelihoods = likelihoods(samples);
    var length = (double) samples.length / RATE;
    return new SpeechEvidence(length, segments(likelihoods, length));
  }

  /// One for each window of 32 ms; the last is filled up with silence.
  private float[] likelihoods(short[] samples) {
    var likelihoods = new float[(samples.length + WINDOW - 1) / WINDOW];
    var memory = new float[MEMORY];
    for (var window = 0; window < likelihoods.length; window++) {
      var input = new float[BEFORE + WINDOW];
      for (var i = 0; i < input.length; i++) {
        var at = window * WINDOW - BEFORE + i;
        input[i] = at < 0 || at >= samples.length ? 0 : samples[at] / FULL_SCALE;
      }
      var answer =
          models.run(
              MODEL,
              Map.of(
                  "input", new Models.Input.Decimals(input, 1, input.length),
                  "state", new Models.Input.Decimals(memory, 2, 1, MEMORY / 2),
                  "sr", new Models.Input.Whole(RATE)));
      likelihoods[window] = answer.get("output")[0];
      memory = answer.get("stateN");
    }
    return likelihoods;
  }

  /// From when to when, in windows.
  private record Stretch(int from, int to) {}

  static List<SpeechSegment> segments(float[] likelihoods, double length) {
    var pause = (int) Math.ceil(PAUSE_SECONDS * RATE / WINDOW);
    var stretches = new ArrayList<Stretch>();
    var from = -1;
    var quiet = 0;
    for (var i = 0; i < likelihoods.length; i++) {
      if (from < 0 && likelihoods[i] >= BEGINS) {
        from = i;
      }
      quiet = likelihoods[i] < ENDS ? quiet + 1 : 0;
      if (from >= 0 && quiet >= pause) {
        stretches.add(new Stretch(from, i + 1 - quiet));
        from = -1;
      }
    }
    if (from >= 0) {
      stretches.add(new Stretch(from, likelihoods.length - quiet));
    }
    return stretches.stream()
        .filter(stretch -> seconds(stretch.to() - stretch.from()) >= SHORTEST_SECONDS)
        .map(stretch ->
            new SpeechSegment(
                Math.max(0, seconds(stretch.from()) - MARGIN_SECONDS),
                Math.min(length, seconds(stretch.to()) + MARGIN_SECONDS),
                mean(Arrays.copyOfRange(likelihoods, stretch.from(), stretch.to()))))
        .toList();
  }

  private static double seconds(int windows) {
    return (double) windows * WINDOW / RATE;
  }

  private static double mean(float[] values) {
    var sum = 0.0;
    for (var value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
