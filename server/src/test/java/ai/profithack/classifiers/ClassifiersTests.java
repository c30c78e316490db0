package ai.profithack.classifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.classifiers.Classification.Absent;
import ai.profithack.classifiers.Classification.Classified;
import ai.profithack.media.Frame;
import ai.profithack.media.Rgb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifiersTests {
  @Test
  void whatTheBuildLacksIsAbsentAndTheOthersGoOn() {
    try (var classifiers = new Classifiers(new Models("no-models/"))) {
      assertThat(classifiers.missing()).containsOnlyKeys(ClassifierKind.values());
      var viewer = classifiers.viewer();
      viewer.see(new Frame<>(0, Pictures.plain(64, 64, 0)));
      assertThat(viewer.viewing().nsfw())
          .isInstanceOfSatisfying(
              Absent.class, absent -> assertThat(absent.reason()).contains("nsfw-small.onnx"));
      assertThat(viewer.viewing().faces()).isInstanceOf(Absent.class);
      assertThat(viewer.viewing().text()).isInstanceOf(Absent.class);
      assertThat(classifiers.speech(new short[100])).isInstanceOf(Absent.class);
    }
  }

  /// Models that are in the build but are none: as where ONNX Runtime cannot load them.
  @Test
  void whatCannotBeLoadedIsAbsentWithAReason() {
    try (var classifiers = new Classifiers(new Models("broken-models/"))) {
      assertThat(classifiers.missing()).doesNotContainKey(ClassifierKind.SPEECH);
      assertThat(classifiers.absent().get(ClassifierKind.SPEECH))
          .startsWith("ONNX Runtime does not run the model speech.onnx on this machine");
      assertThat(classifiers.speech(new short[100])).isInstanceOf(Absent.class);
    }
  }

  /// ONNX Runtime would end the process, and with it the server.
  @Test
  void aCommandLineThatIsTooLongForItIsAReasonAndNotACrash(@TempDir Path folder) throws Exception {
    var command = folder.resolve("cmdline");
    Files.writeString(command, "java\0-cp\0" + "x".repeat(20_000));
    assertThatThrownBy(() -> Models.requireShortCommandLine(command))
        .isInstanceOf(ModelAbsent.class)
        .hasMessageContaining("20009 bytes");
    Files.writeString(command, "java\0-jar\0profithack.jar\0");
    Models.requireShortCommandLine(command);
    Models.requireShortCommandLine(folder.resolve("absent"));
  }

  @Test
  void namesTheModelsItLookedWith() throws Exception {
    try (var classifiers = Pictures.classifiers(ClassifierKind.SPEECH)) {
      if (!(classifiers.speech(new short[100]) instanceof Classified<?>(var _, var models))) {
        throw new AssertionError("absent");
      }
      var model = models.getFirst();
      assertThat(model.source()).isEqualTo("@ricky0123/vad-web 0.0.31");
      try (var file = Classifiers.class.getResourceAsStream("models/" + model.name())) {
        var digest = MessageDigest.getInstance("SHA-256").digest(file.readAllBytes());
        assertThat(model.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
      }
    }
  }

  @Test
  void picturesOfAnySizeAndContentAreLookedAt() {
    var random = new Random(3);
    try (var classifiers = Pictures.classifiers(ClassifierKind.TEXT)) {
      var pictures =
          new ArrayList<>(
              List.of(
                  Pictures.plain(1, 1, 255),
                  Pictures.plain(1, 500, 128),
                  Pictures.plain(2_000, 2, 128),
                  Pictures.plain(300, 7, 0),
                  Pictures.plain(640, 360, 255)));
      for (var side : new int[] {3, 33, 257}) {
        var values = new byte[3 * side * (side + 1)];
        random.nextBytes(values);
        pictures.add(new Rgb(side, side + 1, values));
      }
      var viewer = classifiers.viewer();
      for (var i = 0; i < pictures.size(); i++) {
        viewer.see(new Frame<>(10_000L * i, pictures.get(i)));
      }
      if (viewer.viewing().nsfw() instanceof Classified<NsfwEvidence>(var nsfw, var _)) {
        assertThat(nsfw.frames()).hasSize(pictures.size());
        for (var frame : nsfw.frames()) {
          var sum =
              frame.small().drawing()
                  + frame.small().hentai()
                  + frame.small().neutral()
                  + frame.small().porn()
                  + frame.small().sexy();
          assertThat(sum).isBetween(0.9999f, 1.0001f);
        }
      }
      if (viewer.viewing().faces() instanceof Classified<List<FaceTrack>>(var faces, var _)) {
        assertThat(faces).isEmpty();
      }
    }
  }

  /// Models are shared; shutting down waits for those who look, and nobody looks afterwards.
  @Test
  void severalLookAtOnceAndNobodyAfterTheEnd() throws Exception {
    Pictures.classifiers(ClassifierKind.FACES); // skips where there are none
    var classifiers = new Classifiers();
    var picture = Pictures.text(320, 240, "same", "SansSerif", 30, 0);
    var results = new ArrayList<Future<Viewing>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 6; i++) {
        results.add(
            threads.submit(() -> {
              var viewer = classifiers.viewer();
              viewer.see(new Frame<>(0, picture));
              return viewer.viewing();
            }));
      }
    }
    for (var result : results) {
      assertThat(result.get()).isEqualTo(results.getFirst().get());
    }
    var late = classifiers.viewer();
    classifiers.close();
    assertThatThrownBy(() -> late.see(new Frame<>(0, picture)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(classifiers.speech(new short[10])).isInstanceOf(Absent.class);
    classifiers.close();
  }

  @Test
  void theGuideTellsTheKnownErrorsAsTheProductDoes() throws Exception {
    var guide = Files.readString(Path.of("..", "docs", "classifiers.md")).replaceAll("\\s+", " ");
    for (var kind : ClassifierKind.values()) {
      assertThat(guide).contains(kind.title(), kind.origin());
      assertThat(kind.knownErrors())
          .isNotEmpty()
          .allSatisfy(error -> assertThat(guide).contains(error));
    }
  }
}
