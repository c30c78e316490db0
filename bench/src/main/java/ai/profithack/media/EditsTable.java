package ai.profithack.media;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which edits of a video are recognised: each clip is put into a bank, edited by ffmpeg in every
/// way that people use, and looked for.
///
/// The clips are those of the folder of data sets that the first argument names, pictures of it that
/// a camera moves over, and ffmpeg's own sources. Printed for each edit: how many edited clips were
/// recognised, how much of their frames, and how many other clips they were mistaken for. A second
/// argument is a regular expression: only edits whose names match it are made.
///
///     mvn -P edits -pl codegen,server,bench process-classes -Dedits.data=FOLDER
public final class EditsTable {
  private static final String LIKE_A_PLATFORM =
      "-c:v libx264 -preset veryfast -pix_fmt yuv420p -an";

  private final Path folder;
  private final Ffmpeg encoder;
  private final VideoHasher hasher;
  private final List<Clip> clips = new ArrayList<>();

  private EditsTable(Path folder, Ffmpeg encoder) {
    this.folder = folder;
    this.encoder = encoder;
    this.hasher = new VideoHasher(new Decoder(folder, DecodingLimits.DEFAULT));
  }

  private record Clip(String name, Path file) {}

  private record EditOfAll(String name, String arguments) {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("edits");
    try {
      var table = new EditsTable(folder, Ffmpeg.ofTheBuild(folder, "linux-x86_64-gpl"));
      table.generate();
      if (arguments.length > 0 && !arguments[0].isEmpty()) {
        table.take(Path.of(arguments[0]));
      }
      table.print(arguments.length > 1 ? arguments[1] : "");
    } finally {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void generate() throws IOException, InterruptedException {
    made("mandelbrot", "-f lavfi -i mandelbrot=size=640x360:rate=25 -t 10");
    made("test picture", "-f lavfi -i testsrc2=size=640x360:rate=25 -t 10");
  }

  private void take(Path data) throws IOException, InterruptedException {
    for (var name :
        List.of("chair-orig-22-sd-bar", "doorknob-hd-no-bar", "test-padded-dimensions")) {
      clips.add(new Clip(name, data.resolve("media/video/" + name + ".mp4")));
    }
    clips.add(new Clip("c2pa video1", data.resolve("c2pa/video1_no_manifest.mp4")));
    for (var name :
        List.of(
            "bridge/aaa-orig.jpg",
            "various/astronaut.png",
            "various/camera.png",
            "various/chelsea.png",
            "various/coffee.png",
            "various/rocket.jpg")) {
      made(
          "camera over " + name,
          "-loop 1 -i "
              + data.resolve("media/images").resolve(name)
              + " -vf scale=1280:-2,zoompan=z=1.2+0.3*sin(on/60):x=(iw-iw/zoom)*(0.5+0.4*sin(on/70)):y=(ih-ih/zoom)*(0.5+0.4*cos(on/50)):d=1:s=640x480:fps=25 -t 10");
    }
  }

  private void made(String name, String arguments) throws IOException, InterruptedException {
    var file = folder.resolve("clip-" + clips.size() + ".mp4");
    ffmpeg(file, arguments + " " + LIKE_A_PLATFORM + " -crf 18");
    clips.add(new Clip(name, file));
  }

  private void ffmpeg(Path to, String arguments) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(List.of(encoder.program("ffmpeg"), "-v", "error", "-y", "-nostdin"));
    command.addAll(List.of(arguments.split(" ")));
    command.add(to.toString());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(encoder.environment());
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  private void print(String only) throws IOException, InterruptedException {
    var items = new ArrayList<Matcher.Item>();
    for (var clip : clips) {
      var began = System.nanoTime();
      var reference = decoded(hasher.reference(clip.file()));
      items.add(new Matcher.Item(items.size(), false, reference));
      System.out.printf(
          Locale.ROOT,
          "%-36s %5.1f s long, %4d moments, %6d hashes, made in %.1f s%n",
          clip.name(),
          reference.lengthMillis() / 1e3,
          reference.frames().size(),
          reference.frames().stream().mapToInt(frame -> frame.hashes().size()).sum(),
          (System.nanoTime() - began) / 1e9);
    }
    var matcher = new Matcher(items);
    System.out.printf(
        "%n| edit | recognised | frames | mistaken | not recognised |%n| --- | --- | --- | --- | --- |%n");
    for (var edit : edits()) {
      if (only.isEmpty() || edit.name().matches(only)) {
        row(edit, matcher);
      }
    }
  }

  private void row(EditOfAll edit, Matcher matcher) throws IOException, InterruptedException {
    var recognised = 0;
    var mistaken = 0;
    var frames = 0;
    var compared = 0;
    var missed = new ArrayList<String>();
    for (var i = 0; i < clips.size(); i++) {
      var file = folder.resolve("edited.mp4");
      ffmpeg(file, "-i " + clips.get(i).file() + " " + edit.arguments());
      var matches = matcher.matches(decoded(hasher.query(file)));
      var own = (long) i;
      var match = matches.stream().filter(each -> each.itemId() == own).findFirst();
      recognised += match.isPresent() ? 1 : 0;
      frames += match.map(Match::frames).orElse(0);
      compared += match.map(Match::compared).orElse(16);
      mistaken += (int) matches.stream().filter(each -> each.itemId() != own).count();
      if (match.isEmpty()) {
        missed.add(clips.get(i).name());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %d of %d | %.1f %% | %d | %s |%n",
        edit.name(),
        recognised,
        clips.size(),
        100.0 * frames / compared,
        mistaken,
        String.join(", ", missed));
  }

  private static List<EditOfAll> edits() {
    var edits = new ArrayList<EditOfAll>();
    for (var crf : List.of(23, 28, 33, 35, 40)) {
      edits.add(new EditOfAll("CRF " + crf, LIKE_A_PLATFORM + " -crf " + crf));
    }
    filter(edits, "240p", "scale=-2:240");
    filter(edits, "240p, CRF 35", "scale=-2:240", 35);
    filter(edits, "greyscale", "hue=s=0");
    filter(edits, "brighter, more contrast", "eq=brightness=0.1:contrast=1.3");
    filter(edits, "darker", "eq=brightness=-0.15");
    filter(edits, "letterbox to 9:16", "scale=360:-2,pad=360:640:0:(oh-ih)/2");
    filter(edits, "bars at the sides, to 21:9", "pad=2*trunc(ih*21/18):ih:(ow-iw)/2:0");
    for (var percent : List.of(2, 5, 8, 10, 15, 20)) {
      var left = 1 - percent / 100.0;
      filter(
          edits,
          "crop %d %%, centred".formatted(percent),
          "crop=iw*%s:ih*%s".formatted(left, left));
    }
    for (var percent : List.of(5, 10, 15, 20)) {
      var left = 1 - percent / 100.0;
      filter(
          edits,
          "crop %d %%, corner kept".formatted(percent),
          "crop=iw*%s:ih*%s:0:0".formatted(left, left));
    }
    filter(edits, "crop 10 %, off the centre", "crop=iw*0.9:ih*0.9:iw*0.08:ih*0.035");
    filter(edits, "crop 10 % of the width only", "crop=iw*0.9:ih:iw*0.05:0");
    filter(edits, "mirror", "hflip");
    filter(edits, "mirror, crop 5 %, CRF 33", "hflip,crop=iw*0.95:ih*0.95", 33);
    for (var degrees : List.of(1, 2, 3, 5)) {
      filter(edits, "rotation %d°".formatted(degrees), "rotate=%d*PI/180".formatted(degrees));
    }
    filter(
        edits, "rotation -2°, enlarged past the corners", "rotate=-2*PI/180,crop=iw*0.93:ih*0.93");
    filter(edits, "rotation 3°, enlarged past the corners", "rotate=3*PI/180,crop=iw*0.9:ih*0.9");
    filter(edits, "speed 0.9", "setpts=PTS/0.9");
    filter(edits, "speed 1.1", "setpts=PTS/1.1");
    filter(edits, "5 frames a second", "fps=5");
    edits.add(
        new EditOfAll(
            "cut to 2 s from the middle", "-ss 0.7 -t 2 " + LIKE_A_PLATFORM + " -crf 26"));
    filter(
        edits,
        "logo in a corner",
        "drawbox=x=iw*0.78:y=ih*0.05:w=iw*0.17:h=ih*0.12:color=white:t=fill");
    filter(
        edits,
        "caption bar over the lower sixth",
        "drawbox=x=0:y=ih*5/6:w=iw:h=ih/6:color=black:t=fill");
    filter(
        edits,
        "picture in a larger one (half the area)",
        "pad=iw*1.4:ih*1.4:(ow-iw)/2:(oh-ih)/2:color=0x336699");
    filter(
        edits,
        "blurred surroundings to 9:16",
        "split[a][b];[a]scale=360:640,boxblur=20[c];[b]scale=360:-2[d];[c][d]overlay=0:(H-h)/2");
    return edits;
  }

  private static void filter(List<EditOfAll> edits, String name, String filter) {
    filter(edits, name, filter, 26);
  }

  private static void filter(List<EditOfAll> edits, String name, String filter, int crf) {
    edits.add(
        new EditOfAll(
            name,
            "-vf "
                + filter
                + ",crop=trunc(iw/2)*2:trunc(ih/2)*2 "
                + LIKE_A_PLATFORM
                + " -crf "
                + crf));
  }

  private static <T> T decoded(Decoding<T> decoding) {
    return switch (decoding) {
      case Decoded<T>(var value) -> value;
      case Refused<T>(var reason) -> throw new IllegalStateException(reason);
    };
  }
}
