package ai.profithack.classifiers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.classifiers.Classification.Classified;
import ai.profithack.media.Frame;
import ai.profithack.media.Rgb;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Reading, against text that was drawn.
class TextTests {
  private static final String OFFER = "Follow @shop_4u for 50% off";

  @Test
  void readsSeveralFontsSizesAndAngles() {
    try (var classifiers = Pictures.classifiers(ClassifierKind.TEXT)) {
      var wrong = new ArrayList<String>();
      for (var font : List.of(Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED)) {
        for (var size : new int[] {20, 36}) {
          for (var degrees : new int[] {0, 10, -25}) {
            var lines = read(classifiers, Pictures.text(720, 540, OFFER, font, size, degrees));
            if (lines.size() != 1 || distance(lines.getFirst().line().text(), OFFER) > 1) {
              wrong.add(font + " " + size + " " + degrees + ": " + lines);
            } else {
              assertThat(lines.getFirst().line().degrees()).isCloseTo(degrees, Offset.offset(3f));
            }
          }
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void readsALineThatRunsUpOrDown() {
    try (var classifiers = Pictures.classifiers(ClassifierKind.TEXT)) {
      for (var degrees : new int[] {90, -90}) {
        var lines = read(classifiers, Pictures.text(540, 720, OFFER, Font.SANS_SERIF, 30, degrees));
        assertThat(lines).hasSize(1);
        assertThat(distance(lines.getFirst().line().text(), OFFER)).isLessThanOrEqualTo(1);
        assertThat(lines.getFirst().line().degrees()).isCloseTo(degrees, Offset.offset(3f));
      }
    }
  }

  @Test
  void saysWhereEachLineIs() {
    try (var classifiers = Pictures.classifiers(ClassifierKind.TEXT)) {
      var picture =
          Pictures.drawn(
              800,
              600,
              canvas -> {
                canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 40));
                canvas.drawString("top left", 40, 80);
                canvas.drawString("bottom right", 520, 560);
              });
      var lines = read(classifiers, picture);
      assertThat(lines)
          .extracting(text -> text.line().text())
          .containsExactly("top left", "bottom right");
      assertThat(lines.getFirst().line().box().left()).isCloseTo(40 / 800f, Offset.offset(0.02f));
      assertThat(lines.getFirst().line().box().bottom()).isCloseTo(88 / 600f, Offset.offset(0.03f));
      assertThat(lines.getLast().line().box().left()).isCloseTo(520 / 800f, Offset.offset(0.02f));
    }
  }

  @Test
  void readsChinese() {
    var font = new Font(Font.SANS_SERIF, Font.PLAIN, 48);
    Assumptions.assumeTrue(
        font.canDisplayUpTo("欢迎关注") < 0, "skipped: there is no font with Chinese letters here");
    try (var classifiers = Pictures.classifiers(ClassifierKind.TEXT)) {
      assertThat(read(classifiers, Pictures.text(640, 360, "欢迎关注", Font.SANS_SERIF, 48, 0)))
          .extracting(text -> text.line().text())
          .containsExactly("欢迎关注");
    }
  }

  @Test
  void readsNothingWhereNothingIsWritten() {
    try (var classifiers = Pictures.classifiers(ClassifierKind.TEXT)) {
      assertThat(read(classifiers, Pictures.drawn(640, 360, canvas -> {}))).isEmpty();
      assertThat(read(classifiers, Pictures.sample("various/coffee.png"))).isEmpty();
      assertThat(read(classifiers, Pictures.sample("various/astronaut.png"))).isEmpty();
    }
  }

  @Test
  void saysFromWhenToWhenATextIsShown() {
    try (var classifiers = Pictures.classifiers(ClassifierKind.TEXT)) {
      var empty = Pictures.drawn(640, 360, canvas -> {});
      var caption = Pictures.text(640, 360, "Link in bio", Font.SANS_SERIF, 40, 0);
      // Another place, so that the caption is a new reading and yet the same text.
      var moved = Pictures.text(640, 380, "Link in bio", Font.SANS_SERIF, 40, 0);
      var viewer = classifiers.viewer();
      var frames =
          List.of(
              empty, empty, empty, empty, empty, caption, caption, moved, caption, empty, empty,
              empty);
      for (var i = 0; i < frames.size(); i++) {
        viewer.see(new Frame<>(1_000L * i, frames.get(i)));
      }
      var texts = texts(viewer);
      assertThat(texts).hasSize(1);
      assertThat(texts.getFirst().line().text()).isEqualTo("Link in bio");
      assertThat(texts.getFirst().fromSeconds()).isEqualTo(5.0);
      assertThat(texts.getFirst().toSeconds()).isEqualTo(8.0);
    }
  }

  @Test
  void readingsWithALetterWrongAreOneText() {
    var tracker = new TextTracker();
    tracker.read(0, List.of(line("Buy now at cheap.example", 0.7f, 0.5f)));
    tracker.read(3, List.of(line("Buy nov at cheap.example", 0.9f, 0.52f)));
    tracker.unchanged(4);
    tracker.read(5, List.of(line("Something else entirely", 0.9f, 0.52f)));
    assertThat(tracker.texts())
        .extracting(text -> text.line().text(), ShownText::fromSeconds, ShownText::toSeconds)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("Buy nov at cheap.example", 0.0, 4.0),
            org.assertj.core.api.Assertions.tuple("Something else entirely", 5.0, 5.0));
  }

  @Test
  void aCounterIsATextOfItsOwnAtEachOfItsValues() {
    var tracker = new TextTracker();
    tracker.read(0, List.of(line("Second 1", 0.9f, 0.5f)));
    tracker.read(1, List.of(line("Second 2", 0.99f, 0.5f)));
    tracker.unchanged(2);
    tracker.read(3, List.of(line("Second 3", 0.8f, 0.5f)));
    assertThat(tracker.texts())
        .extracting(text -> text.line().text(), ShownText::fromSeconds, ShownText::toSeconds)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("Second 1", 0.0, 0.0),
            org.assertj.core.api.Assertions.tuple("Second 2", 1.0, 2.0),
            org.assertj.core.api.Assertions.tuple("Second 3", 3.0, 3.0));
  }

  /// The smallest rectangle around the corners of one is itself.
  @Test
  void findsTheRectangleAroundPoints() {
    for (var degrees = -44; degrees <= 44; degrees += 4) {
      var quad = new Quad(100, 50, 40, 8, Math.toRadians(degrees));
      var points =
          Stream.of(-1.0, -0.3, 0.4, 1.0)
              .flatMap(along -> Stream.of(quad.corner(along, -1), quad.corner(along, 1)))
              .toList();
      var found = Quad.around(points);
      assertThat(found.halfWidth()).isCloseTo(40, Offset.offset(1e-6));
      assertThat(found.halfHeight()).isCloseTo(8, Offset.offset(1e-6));
      assertThat(Math.toDegrees(found.angle())).isCloseTo(degrees, Offset.offset(1e-6));
      assertThat(found.x()).isCloseTo(100, Offset.offset(1e-6));
      assertThat(found.y()).isCloseTo(50, Offset.offset(1e-6));
    }
    assertThat(Quad.around(List.of(new Quad.Point(3, 4))).area()).isZero();
  }

  private static TextLine line(String text, float confidence, float top) {
    return new TextLine(text, new Box(0.1f, top, 0.6f, top + 0.05f), 0, confidence);
  }

  /// In letters, whatever their case.
  private static int distance(String read, String drawn) {
    return TextTracker.distance(read.toLowerCase(Locale.ROOT), drawn.toLowerCase(Locale.ROOT));
  }

  private static List<ShownText> read(Classifiers classifiers, Rgb picture) {
    var viewer = classifiers.viewer();
    viewer.see(new Frame<>(0, picture));
    return texts(viewer);
  }

  private static List<ShownText> texts(Viewer viewer) {
    if (viewer.viewing().text() instanceof Classified<List<ShownText>>(var texts, var _)) {
      return texts;
    }
    throw new AssertionError("absent");
  }
}
