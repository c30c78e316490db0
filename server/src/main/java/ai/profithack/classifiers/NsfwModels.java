package ai.profithack.classifiers;

import java.util.List;

/// The small and the mid model of NSFWJS 4.4.0 (https://github.com/infinitered/nsfwjs).
///
/// Pictures are prepared exactly as the original does it, which matters: the scores of the same
/// photo differ widely between ways of making it small. It is squashed to 224 × 224 by reading
/// between the four nearest pixels, corners on corners, without smoothing; values are 0 to 1.
final class NsfwModels {
  static final String SMALL = "nsfw-small.onnx";
  static final String MID = "nsfw-mid.onnx";

  private static final int SIDE = 224;
  private static final int CHANNELS = 3;
  private static final float WHITE = 255;

  private final Models models;
  private final float midFrom;

  NsfwModels(Models models) throws ModelAbsent {
    this(models, NsfwEvidence.AGREED);
  }

  /// `midFrom`: the share of explicit classes of the small model from which the mid one is asked.
  NsfwModels(Models models, float midFrom) throws ModelAbsent {
    this.models = models;
    this.midFrom = midFrom;
    models.require(SMALL);
    models.require(MID);
  }

  List<Model> facts() throws ModelAbsent {
    return List.of(models.facts(SMALL), models.facts(MID));
  }

  NsfwFrame look(double seconds, Raster picture) {
    var input = prepared(picture);
    var small = scores(SMALL, input);
    return new NsfwFrame(seconds, small, small.explicit() < midFrom ? null : scores(MID, input));
  }

  /// What one of the models says of a picture.
  NsfwScores scores(String model, Raster picture) {
    return scores(model, prepared(picture));
  }

  private NsfwScores scores(String model, float[] input) {
    return NsfwScores.of(models.run(model, input, 1, SIDE, SIDE, CHANNELS));
  }

  private static float[] prepared(Raster picture) {
    var input = new float[SIDE * SIDE * CHANNELS];
    var across = (picture.width() - 1) / (SIDE - 1.0);
    var down = (picture.height() - 1) / (SIDE - 1.0);
    var i = 0;
    for (var y = 0; y < SIDE; y++) {
      for (var x = 0; x < SIDE; x++) {
        for (var channel = 0; channel < CHANNELS; channel++) {
          input[i++] = picture.between(x * across, y * down, channel) / WHITE;
        }
      }
    }
    return input;
  }
}
