package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// Clips made by ffmpeg's own sources, in a folder under `target`.
///
/// Where no ffmpeg runs, whoever asks for one is skipped, and says so.
public final class Clips {
  /// The data folder of tests: programs of the build are unpacked here once.
  public static final Path HOME = Path.of("target", "media");

  private static final Path FOLDER = HOME.resolve("clips");

  private Clips() {}

  /// A clip by name and by what ffmpeg is told; made once.
  public static Path clip(String name, String... arguments) {
    try {
      var file = Files.createDirectories(FOLDER).resolve(name).toAbsolutePath();
      if (!Files.exists(file)) {
        // Two processes of tests may make it at the same time.
        var partial = file.resolveSibling(ProcessHandle.current().pid() + "-" + name);
        make(partial, arguments);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /// Moving test picture of 10 seconds, 640 × 360, 25 frames a second, with a tone.
  public static Path moving() {
    return clip(
        "moving.mp4",
        "-f lavfi -i testsrc2=size=640x360:rate=25 -f lavfi -i sine=440".split(" "),
        "-t 10 -c:v mpeg4 -q:v 3 -c:a aac -movflags +faststart".split(" "));
  }

  /// The same, of 2 seconds and a quarter of the size: for tests to which it is all one what is
  /// shown.
  public static Path brief() {
    return clip(
        "brief.mp4",
        "-f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine=440".split(" "),
        "-t 2 -c:v mpeg4 -q:v 3 -c:a aac -movflags +faststart".split(" "));
  }

  /// Two pictures, 40,000 seconds apart, in a WebM that says so.
  static byte[] apart() throws IOException {
    var clip =
        clip(
            "apart-stated.webm",
            "-f lavfi -i testsrc2=size=160x120:rate=1:duration=2".split(" "),
            "-vf setpts=N*40000/TB -vsync 0 -c:v libvpx".split(" "));
    return Files.readAllBytes(clip);
  }

  /// Writes another length into a WebM: the element Duration, a number of milliseconds.
  static byte[] saying(double millis, byte[] webm) {
    var duration = new String(webm, StandardCharsets.ISO_8859_1).indexOf("D\u0089\u0088");
    assertThat(duration).isPositive();
    ByteBuffer.wrap(webm).putDouble(duration + 3, millis);
    return webm;
  }

  private static Path clip(String name, String[] inputs, String[] outputs) {
    var all = new ArrayList<>(List.of(inputs));
    all.addAll(List.of(outputs));
    return clip(name, all.toArray(String[]::new));
  }

  private static void make(Path file, String... arguments)
      throws IOException, InterruptedException {
    var ffmpeg = ffmpeg();
    var command = new ArrayList<>(List.of(ffmpeg.program("ffmpeg"), "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    command.add(file.toString());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(ffmpeg.environment());
    var process = builder.start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  static Ffmpeg ffmpeg() throws IOException, InterruptedException {
    try {
      return Ffmpeg.find(HOME);
    } catch (DecoderUnavailable unavailable) {
      return Assumptions.abort("skipped: " + unavailable.getMessage());
    }
  }
}
