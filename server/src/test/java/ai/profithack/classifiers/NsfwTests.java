package ai.profithack.classifiers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Rgb;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The scores against those of NSFWJS itself, run by TensorFlow.js: `src/test/parity/nsfw.mjs` has
/// written them and tells how.
class NsfwTests {
  private static final double PARITY = 1e-4;

  @Test
  void drawnPicturesScoreAsTheOriginalScoresThem() throws Exception {
    try (var models = models()) {
      var nsfw = new NsfwModels(models);
      var cases = cases().filter(vector -> isDrawn(vector)).toList();
      assertThat(cases).hasSize(12);
      for (var vector : cases) {
        assertThat(difference(nsfw, vector, drawn(vector)))
            .as(vector.toString())
            .isLessThanOrEqualTo(PARITY);
      }
    }
  }

  @Test
  void photosScoreAsTheOriginalScoresThem() throws Exception {
    try (var models = models()) {
      var nsfw = new NsfwModels(models);
      for (var vector : cases().filter(vector -> !isDrawn(vector)).toList()) {
        var photo = Pictures.sample("various/" + vector.get("kind").asString() + ".png");
        assertThat(difference(nsfw, vector, photo))
            .as(vector.toString())
            .isLessThanOrEqualTo(PARITY);
      }
    }
  }

  /// The trap that the original's way of making pictures smaller avoids: smoothing first.
  @Test
  void aPictureThatWasSmoothedFirstScoresDifferently() throws Exception {
    try (var models = models()) {
      var nsfw = new NsfwModels(models);
      var vector = cases().filter(NsfwTests::isDrawn).skip(4).findFirst().orElseThrow();
      var picture = drawn(vector);
      var smoothed =
          new Raster(picture.width(), picture.height(), picture.values()).scaled(224, 224);
      assertThat(difference(nsfw, vector, new Rgb(224, 224, smoothed.values())))
          .isGreaterThan(100 * PARITY);
    }
  }

  /// What the mid model says counts only together with the small one, so it is asked only then.
  @Test
  void theMidModelIsAskedWhereTheSmallOneGivesExplicitClassesEnough() throws Exception {
    try (var models = models()) {
      for (var vector : cases().filter(vector -> isDrawn(vector)).toList()) {
        var picture = Raster.of(drawn(vector));
        var small = new NsfwModels(models).scores(NsfwModels.SMALL, picture);
        var mid = new NsfwModels(models).scores(NsfwModels.MID, picture);
        assertThat(small.explicit()).isLessThan(NsfwEvidence.AGREED);

        assertThat(new NsfwModels(models).look(1, picture))
            .isEqualTo(new NsfwFrame(1, small, null));
        assertThat(new NsfwModels(models, small.explicit()).look(1, picture))
            .isEqualTo(new NsfwFrame(1, small, mid));
      }
    }
  }

  @Test
  void aPersonIsAskedOnlyForWhatLastsOrIsAgreedUpon() {
    assertThat(evidence(frame(0, 0.9f, 0.1f)).suspicious()).isEmpty();
    assertThat(evidence(frame(0, 0.9f, 0.1f), frame(0.5, 0.9f, 0.1f)).suspicious()).isEmpty();
    assertThat(evidence(frame(0, 0.9f, 0.1f), frame(1, 0.86f, 0.1f)).suspicious()).hasSize(2);
    assertThat(evidence(frame(0, 0.6f, 0.6f), frame(1, 0.1f, 0.1f)).suspicious())
        .extracting(NsfwFrame::seconds)
        .containsExactly(0.0);
    assertThat(evidence(frame(0, 0.1f, 0.99f), frame(5, 0.1f, 0.99f)).suspicious()).isEmpty();
  }

  @Test
  void clothedWomenScoredSexyAreNoReasonForAnything() {
    var sexy = new NsfwScores(0, 0, 0.02f, 0, 0.98f);
    var frames = List.of(new NsfwFrame(0, sexy, sexy), new NsfwFrame(5, sexy, sexy));
    assertThat(new NsfwEvidence(frames).suspicious()).isEmpty();
  }

  private static NsfwEvidence evidence(NsfwFrame... frames) {
    return new NsfwEvidence(List.of(frames));
  }

  private static NsfwFrame frame(double seconds, float small, float mid) {
    return new NsfwFrame(
        seconds,
        new NsfwScores(0, small / 2, 1 - small, small / 2, 0),
        new NsfwScores(0, mid / 2, 1 - mid, mid / 2, 0));
  }

  /// Skips where they are absent.
  private static Models models() {
    assertThat(Pictures.classifiers(ClassifierKind.NSFW)).isNotNull();
    return new Models();
  }

  private static Stream<JsonNode> cases() throws IOException {
    try (var stream = NsfwTests.class.getResourceAsStream("nsfw-parity.json")) {
      return JsonMapper.shared().readTree(stream).valueStream().toList().stream();
    }
  }

  private static boolean isDrawn(JsonNode vector) {
    return List.of("waves", "blocks", "noise").contains(vector.get("kind").asString());
  }

  /// The largest over the classes.
  private static double difference(NsfwModels models, JsonNode vector, Rgb picture) {
    var model =
        vector.get("model").asString().equals("MobileNetV2") ? NsfwModels.SMALL : NsfwModels.MID;
    var scores = models.scores(model, Raster.of(picture));
    var expected = vector.get("scores");
    return Stream.of(
            Math.abs(expected.get("drawing").asDouble() - scores.drawing()),
            Math.abs(expected.get("hentai").asDouble() - scores.hentai()),
            Math.abs(expected.get("neutral").asDouble() - scores.neutral()),
            Math.abs(expected.get("porn").asDouble() - scores.porn()),
            Math.abs(expected.get("sexy").asDouble() - scores.sexy()))
        .max(Double::compare)
        .orElseThrow();
  }

  /// By the formulas of the script.
  private static Rgb drawn(JsonNode vector) {
    var width = vector.get("width").asInt();
    var height = vector.get("height").asInt();
    var kind = vector.get("kind").asString();
    var values = new byte[3 * width * height];
    var state = 1;
    var i = 0;
    for (var y = 0; y < height; y++) {
      for (var x = 0; x < width; x++) {
        for (var c = 0; c < 3; c++) {
          state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
          values[i++] =
              (byte)
                  switch (kind) {
                    case "waves" -> x * (3 + c) + y * (5 - c) + ((x * y) >> 5);
                    case "blocks" ->
                        (((x >> 4) * 73_856_093 ^ (y >> 4) * 19_349_663 ^ c * 83_492_791)
                                * 0x9e37_79b1)
                            >>> 24;
                    default -> state >> 16;
                  };
        }
      }
    }
    return new Rgb(width, height, values);
  }
}
