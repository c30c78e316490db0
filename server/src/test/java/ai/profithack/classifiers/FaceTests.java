package ai.profithack.classifiers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.classifiers.Classification.Classified;
import ai.profithack.media.Frame;
import ai.profithack.media.Rgb;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FaceTests {
  @Test
  void findsTheFaceOfAnAstronautWhereItIs() {
    var faces = tracks(Pictures.sample("various/astronaut.png"));
    assertThat(faces).hasSize(1);
    var box = faces.getFirst().sightings().getFirst().box();
    // The eyes are at (0.40, 0.21) and (0.48, 0.21), the mouth at (0.44, 0.30), measured by hand.
    assertThat(box.left()).isBetween(0.30f, 0.38f);
    assertThat(box.right()).isBetween(0.50f, 0.58f);
    assertThat(box.top()).isBetween(0.08f, 0.19f);
    assertThat(box.bottom()).isBetween(0.31f, 0.40f);
  }

  @Test
  void findsAFaceInAPictureWithoutColours() {
    assertThat(tracks(Pictures.sample("various/camera.png"))).hasSize(1);
  }

  @Test
  void findsNobodyWhereNobodyIs() {
    assertThat(tracks(Pictures.sample("various/coffee.png"))).isEmpty();
    assertThat(tracks(Pictures.sample("various/brick.png"))).isEmpty();
    assertThat(tracks(Pictures.sample("various/rocket.jpg"))).isEmpty();
  }

  @Test
  void findsASmallFaceInATallPicture() {
    var astronaut = Pictures.sample("various/astronaut.png");
    var small = new Raster(512, 512, astronaut.values()).scaled(200, 200);
    var tall =
        Pictures.drawn(
            480,
            1_100,
            canvas -> {
              for (var y = 0; y < 200; y++) {
                for (var x = 0; x < 200; x++) {
                  canvas.setColor(
                      new java.awt.Color(small.at(x, y, 0), small.at(x, y, 1), small.at(x, y, 2)));
                  canvas.fillRect(140 + x, 800 + y, 1, 1);
                }
              }
            });
    var faces = tracks(tall);
    assertThat(faces).hasSize(1);
    var box = faces.getFirst().sightings().getFirst().box();
    assertThat(box.left() + box.right())
        .isCloseTo(2 * (140 + 0.44f * 200) / 480, Offset.offset(0.08f));
    assertThat(box.top() + box.bottom())
        .isCloseTo(2 * (800 + 0.24f * 200) / 1_100, Offset.offset(0.08f));
  }

  @Test
  void followsTwoFacesThatMoveAndNoticesWhoGoes() {
    var tracker = new FaceTracker();
    for (var second = 0; second < 6; second++) {
      var left = face(second, 0.1f + 0.05f * second);
      var right = face(second, 0.8f - 0.02f * second);
      tracker.next(second, second < 4 ? List.of(right, left) : List.of(left));
    }
    assertThat(tracker.tracks())
        .extracting(FaceTrack::fromSeconds, FaceTrack::toSeconds)
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple(0.0, 3.0),
            org.assertj.core.api.Assertions.tuple(0.0, 5.0));
  }

  @Test
  void aFaceThatIsMissedForAMomentIsStillTheSame() {
    var tracker = new FaceTracker();
    tracker.next(0, List.of(face(0, 0.4f)));
    tracker.next(1, List.of());
    tracker.next(2, List.of(face(2, 0.4f)));
    tracker.next(3, List.of());
    tracker.next(4, List.of());
    tracker.next(5, List.of(face(5, 0.4f)));
    assertThat(tracker.tracks())
        .extracting(FaceTrack::fromSeconds, FaceTrack::toSeconds)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(0.0, 2.0),
            org.assertj.core.api.Assertions.tuple(5.0, 5.0));
  }

  private static Face face(double seconds, float left) {
    return new Face(seconds, new Box(left, 0.3f, left + 0.1f, 0.4f), 0.9f);
  }

  private static List<FaceTrack> tracks(Rgb picture) {
    try (var classifiers = Pictures.classifiers(ClassifierKind.FACES)) {
      var viewer = classifiers.viewer();
      viewer.see(new Frame<>(0, picture));
      if (viewer.viewing().faces() instanceof Classified<List<FaceTrack>>(var tracks, var _)) {
        return tracks;
      }
      throw new AssertionError("absent");
    }
  }
}
