package ai.profithack.watermark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The clips of ten seconds that marks are measured on: recordings of the folder of data sets,
/// pictures of it that a camera moves over, and what ffmpeg draws. Further recordings come from a
/// folder of one's own. Shorter ones are repeated.
///
/// They are made by the ffmpeg on the `PATH`, finely encoded, once a folder.
final class Clips {
  static final String X264 = "-an -c:v libx264 -preset veryfast -threads 2 ";

  private final Path folder;
  private final String which;
  private final List<Clip> all = new ArrayList<>();
  private int taken;

  /// `folder`: where they are kept. `which`: a regular expression of the names that are wanted;
  /// empty for all.
  Clips(Path folder, String which) {
    this.folder = folder;
    this.which = which;
  }

  /// `filmed`: whether a camera recorded it.
  record Clip(int number, String name, boolean filmed, Path file) {}

  List<Clip> all() {
    return List.copyOf(all);
  }

  /// `data`: the folder of data sets. `footage`: empty, or a folder of recordings.
  void take(Path data, String footage) throws IOException, InterruptedException {
    var chair = data.resolve("media/video/chair-orig-22-sd-bar.mp4");
    clip("hand-held, a chair", true, "-i " + chair);
    clip(
        "hand-held, a door",
        true,
        "-stream_loop 2 -i " + data.resolve("media/video/doorknob-hd-no-bar.mp4"));
    clip("camera over a portrait", false, camera(data, "various/astronaut.png"));
    clip("camera over a cup", false, camera(data, "various/coffee.png"));
    clip("camera over a tree", false, camera(data, "bridge/aaa-orig.jpg"));
    clip("dark", false, camera(data, "various/chelsea.png") + ",eq=brightness=-0.35:contrast=0.5");
    clip("drawn, flat", false, "-f lavfi -i mandelbrot=size=1280x720:rate=25");
    clip("test picture", false, "-f lavfi -i testsrc2=size=1280x720:rate=25");
    clip("hand-held, a glass", true, "-ss 12 -i " + chair);
    clip(
        "hand-held, a waterfall",
        true,
        "-stream_loop 5 -i " + data.resolve("c2pa/video1_no_manifest.mp4"));
    if (!footage.isEmpty()) {
      try (Stream<Path> files = Files.list(Path.of(footage))) {
        for (var file : files.sorted().toList()) {
          clip("filmed, " + file.getFileName(), true, "-stream_loop 9 -i " + file);
        }
      }
    }
  }

  /// What ffmpeg draws besides: it moves in ways that no camera sees.
  void draw() throws IOException, InterruptedException {
    clip("noise", false, "-f lavfi -i color=gray:size=640x360:rate=25,noise=alls=60:allf=t");
    clip("gradients", false, "-f lavfi -i gradients=size=640x360:rate=25:seed=7");
    clip("life", false, "-f lavfi -i life=size=320x180:rate=25:seed=7,scale=640:360");
    clip("automaton", false, "-f lavfi -i cellauto=size=320x180:rate=25:seed=7,scale=640:360");
    clip("bars", false, "-f lavfi -i smptehdbars=size=640x360:rate=25");
  }

  private static String camera(Path data, String picture) {
    return "-loop 1 -t 10 -i "
        + data.resolve("media/images").resolve(picture)
        + " -vf scale=2560:-2,zoompan=z=1.3+0.2*sin(on/60):x=(iw-iw/zoom)*(0.5+0.3*sin(on/70)):y=(ih-ih/zoom)*(0.5+0.3*cos(on/50)):d=1:s=1280x720:fps=25,noise=alls=3:allf=t";
  }

  private void clip(String name, boolean filmed, String arguments)
      throws IOException, InterruptedException {
    var number = taken++;
    if (!which.isEmpty() && !name.matches(which)) {
      return;
    }
    var file = folder.resolve("clip-%d.mp4".formatted(number));
    if (!Files.exists(file)) {
      ffmpeg(file, arguments + " -t 10 -pix_fmt yuv420p " + X264 + "-crf 14");
    }
    all.add(new Clip(number, name, filmed, file));
  }

  static void ffmpeg(Path to, String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-nostdin"));
    command.addAll(List.of(arguments.strip().split(" +")));
    command.add(to.toString());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }
}
