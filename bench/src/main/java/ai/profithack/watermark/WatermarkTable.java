package ai.profithack.watermark;

import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Sampling;
import ai.profithack.media.Transcoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// What the invisible mark survives: clips of ten seconds are marked, edited by the ffmpeg on the
/// `PATH` in every way that people use, and read without the original.
///
/// The clips are those of the folder of data sets that the first argument names, pictures of it that
/// a camera moves over, and ffmpeg's own sources. A second argument is a regular expression: only
/// edits whose names match it are made; `unmarked` and `speed` name the other two measurements. A
/// third one is a regular expression of the clips' names. A fourth one is a folder in which clips are
/// kept, marked and unmarked, and taken from the next time.
///
///     mvn -P watermarks -pl codegen,server,bench process-classes -Dwatermarks.data=FOLDER
public final class WatermarkTable {
  private static final String X264 = "-an -c:v libx264 -preset veryfast -threads 2 ";
  private static final int KEYS = 25;

  private final Path folder;
  private final Path kept;
  private final String which;
  private final Path data;
  private final Decoder decoder;
  private final Watermarks watermarks;
  private final List<Clip> clips = new ArrayList<>();
  private int taken;

  private WatermarkTable(Path folder, Path kept, String which, Path data) {
    this.folder = folder;
    this.kept = kept;
    this.which = which;
    this.data = data;
    this.decoder = new Decoder(folder, DecodingLimits.DEFAULT);
    this.watermarks = marks("a key of the table");
  }

  private record Clip(String name, boolean filmed, Path original, Path marked, Payload payload) {}

  private record Edit(String name, String arguments) {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("watermarks");
    try {
      var only = arguments.length > 1 ? arguments[1] : "";
      var which = arguments.length > 2 ? arguments[2] : "";
      var kept = arguments.length > 3 && !arguments[3].isEmpty() ? Path.of(arguments[3]) : folder;
      var table =
          new WatermarkTable(folder, Files.createDirectories(kept), which, Path.of(arguments[0]));
      table.take();
      table.mark();
      if (only.isEmpty() || only.equals("speed")) {
        table.speed();
      }
      if (only.isEmpty() || only.equals("unmarked")) {
        table.unmarked();
      }
      table.print(only);
    } finally {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Watermarks marks(String key) {
    return new Watermarks(decoder, new Transcoder(decoder), key, folder);
  }

  private void take() throws IOException, InterruptedException {
    clip("hand-held, 480 × 720", true, "-i " + video("chair-orig-22-sd-bar") + " -t 10");
    clip(
        "hand-held, 1280 × 720",
        true,
        "-stream_loop 2 -i " + video("doorknob-hd-no-bar") + " -t 10");
    for (var picture :
        List.of("various/astronaut.png", "various/coffee.png", "bridge/aaa-orig.jpg")) {
      clip("camera over " + picture, true, camera(picture));
    }
    clip("dark", false, camera("various/chelsea.png") + ",eq=brightness=-0.35:contrast=0.5");
    clip("drawn, flat", false, "-f lavfi -i mandelbrot=size=1280x720:rate=25 -t 10");
    clip("test picture", false, "-f lavfi -i testsrc2=size=1280x720:rate=25 -t 10");
  }

  private Path video(String name) {
    return data.resolve("media/video/" + name + ".mp4");
  }

  private String camera(String picture) {
    return "-loop 1 -t 10 -i "
        + data.resolve("media/images").resolve(picture)
        + " -t 10 -vf scale=2560:-2,zoompan=z=1.3+0.2*sin(on/60):x=(iw-iw/zoom)*(0.5+0.3*sin(on/70)):y=(ih-ih/zoom)*(0.5+0.3*cos(on/50)):d=1:s=1280x720:fps=25,noise=alls=3:allf=t";
  }

  private void clip(String name, boolean filmed, String arguments)
      throws IOException, InterruptedException {
    var number = taken++;
    if (!which.isEmpty() && !name.matches(which)) {
      return;
    }
    var original = kept.resolve("clip-%d.mp4".formatted(number));
    if (!Files.exists(original)) {
      ffmpeg(original, arguments + " -pix_fmt yuv420p " + X264 + "-crf 14");
    }
    var marked = kept.resolve("marked-%d.mp4".formatted(number));
    clips.add(new Clip(name, filmed, original, marked, payload(number)));
  }

  private void mark() throws IOException, InterruptedException {
    System.out.println(
        "| clip | PSNR of the file, dB | of the mark alone | size, original | size, marked |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (var clip : clips) {
      if (Files.exists(clip.marked())) {
        continue;
      }
      var marked =
          decoded(
              watermarks.embed(
                  clip.original(),
                  clip.marked(),
                  List.of(new Mark.Invisible(clip.payload())),
                  done -> {}));
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.1f | %.1f MB | %.1f MB |%n",
          clip.name(),
          marked.psnrDb(),
          marked.markPsnrDb(),
          Files.size(clip.original()) / 1e6,
          Files.size(clip.marked()) / 1e6);
    }
  }

  private static Payload payload(int clip) {
    return Payload.of(new Random(clip).nextInt());
  }

  private void print(String only) throws IOException, InterruptedException {
    var filmed = clips.stream().filter(Clip::filmed).count();
    System.out.printf(
        "%n| edit | filmed, of %d | others, of %d | confidence, least | not read |%n| --- | --- | --- | --- | --- |%n",
        filmed, clips.size() - filmed);
    for (var edit : edits()) {
      if (only.isEmpty() || edit.name().matches(only)) {
        row(edit);
      }
    }
  }

  private void row(Edit edit) throws IOException, InterruptedException {
    var filmed = 0;
    var others = 0;
    var least = 1.0;
    var missed = new ArrayList<String>();
    for (var clip : clips) {
      var file = clip.marked();
      for (var step : edit.arguments().split(" THEN ", -1)) {
        var next = folder.resolve(file.equals(folder.resolve("a.mp4")) ? "b.mp4" : "a.mp4");
        ffmpeg(next, "-i " + file + " " + step);
        file = next;
      }
      var expected = clip.payload();
      var found = decoded(watermarks.read(file)).found();
      var right = found.filter(each -> each.payload().equals(expected));
      if (found.isPresent() && right.isEmpty()) {
        missed.add("WRONG: " + clip.name());
      } else if (right.isEmpty()) {
        missed.add(clip.name());
      } else {
        least = Math.min(least, right.orElseThrow().confidence());
        filmed += clip.filmed() ? 1 : 0;
        others += clip.filmed() ? 0 : 1;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %s | %s |%n",
        edit.name(),
        filmed,
        others,
        filmed + others == 0 ? "–" : String.format(Locale.ROOT, "%.2f", least),
        String.join(", ", missed));
  }

  private static List<Edit> edits() {
    var all = new ArrayList<Edit>();
    for (var crf : List.of(23, 28, 33, 35, 37, 40)) {
      add(all, "CRF " + crf, "", crf);
    }
    add(all, "720p, CRF 33", "scale=-2:720", 33);
    add(all, "480p, CRF 33", "scale=-2:480", 33);
    add(all, "480p, CRF 35", "scale=-2:480", 35);
    add(all, "360p, CRF 28", "scale=-2:360", 28);
    add(all, "360p, CRF 35", "scale=-2:360", 35);
    add(all, "240p, CRF 28", "scale=-2:240", 28);
    add(all, "240p, CRF 33", "scale=-2:240", 33);
    for (var percent : List.of(2, 5, 10, 15, 20)) {
      var kept = String.format(Locale.ROOT, "%.2f", 1 - percent / 100.0);
      add(
          all,
          "crop %d %%, centred".formatted(percent),
          "crop=iw*%s:ih*%s".formatted(kept, kept),
          28);
    }
    add(all, "crop 10 %, off-centre", "crop=iw*0.9:ih*0.9:iw*0.02:ih*0.09", 28);
    add(all, "crop 20 %, off-centre", "crop=iw*0.8:ih*0.8:iw*0.19:ih*0.03", 28);
    add(all, "crop 10 %, 480p, CRF 33", "crop=iw*0.9:ih*0.9,scale=-2:480", 33);
    add(all, "mirror", "hflip", 28);
    add(all, "mirror, 480p, CRF 33", "hflip,scale=-2:480", 33);
    add(all, "crop 10 %, mirror, 480p, CRF 33", "crop=iw*0.9:ih*0.9,hflip,scale=-2:480", 33);
    add(all, "crop 10 %, mirror, 360p, CRF 35", "crop=iw*0.9:ih*0.9,hflip,scale=-2:360", 35);
    for (var degrees : List.of("0.5", "1", "2", "3")) {
      add(all, "turned by %s°".formatted(degrees), "rotate=%s*PI/180".formatted(degrees), 28);
    }
    add(all, "speed 0.9", "setpts=PTS/0.9", 28);
    add(all, "speed 1.1", "setpts=PTS/1.1", 28);
    add(all, "brighter, more contrast", "eq=brightness=0.1:contrast=1.3", 28);
    add(all, "darker, less contrast", "eq=brightness=-0.1:contrast=0.7", 28);
    add(all, "grey", "hue=s=0", 28);
    add(all, "blurred a little", "gblur=sigma=1.5", 28);
    add(
        all,
        "a box over a corner",
        "drawbox=x=iw*0.7:y=ih*0.05:w=iw*0.25:h=ih*0.2:color=white:t=fill",
        28);
    add(all, "bars above and below, 9:16", "scale=720:-2,pad=720:1280:0:(oh-ih)/2", 28);
    all.add(
        new Edit(
            "three times, CRF 28",
            String.join(" THEN ", List.of(X264 + "-crf 28", X264 + "-crf 28", X264 + "-crf 28"))));
    all.add(
        new Edit(
            "VP9, CRF 40", "-an -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -crf 40 -b:v 0"));
    for (var seconds : List.of(1, 3, 5)) {
      all.add(
          new Edit(
              "%d s of it, CRF 28".formatted(seconds),
              "-ss 2 -t %d %s -crf 28".formatted(seconds, X264)));
      all.add(
          new Edit(
              "%d s of it, 480p, CRF 33".formatted(seconds),
              "-ss 2 -t %d -vf scale=-2:480 %s -crf 33".formatted(seconds, X264)));
    }
    return all;
  }

  private static void add(List<Edit> all, String name, String filter, int crf) {
    var filters = filter.isEmpty() ? "" : "-vf " + filter + " ";
    all.add(new Edit(name, filters + X264 + "-crf " + crf));
  }

  /// Originals, read with keys that nothing was marked with.
  private void unmarked() throws IOException, InterruptedException {
    var searches = 0;
    var tried = 0;
    var found = 0;
    var highest = 0.0;
    var began = System.nanoTime();
    for (var clip : clips) {
      for (var marked : List.of(false, true)) {
        var views = new Views();
        decoded(
            decoder.grey(
                marked ? clip.marked() : clip.original(),
                Sampling.of(8).within(640),
                frame -> views.add(frame.picture())));
        for (var residue : views.residues()) {
          for (var key = 0; key < KEYS; key++) {
            var search =
                new Search(
                    new Pattern(
                        "%s %d".formatted(clip.name(), key).getBytes(StandardCharsets.UTF_8)));
            var places = search.best(residue);
            searches++;
            tried += places.size();
            highest =
                places.isEmpty() ? highest : Math.max(highest, places.getFirst().deviations());
            found += search.read(residue).isPresent() ? 1 : 0;
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n%d searches with a wrong key: the pilot stood out enough to try %d words (at most %.1f deviations), %d were found; %.2f s a search%n",
        searches,
        tried,
        highest,
        found,
        (System.nanoTime() - began) / 1e9 / searches);
  }

  private void speed() throws IOException, InterruptedException {
    var clip = clips.getLast();
    var marked = folder.resolve("again.mp4");
    var before = cpu();
    ffmpeg(folder.resolve("a.mp4"), "-i " + clip.original() + " " + X264 + "-crf 14");
    var plain = cpu() - before;
    for (var round = 0; round < 2; round++) {
      before = cpu();
      decoded(
          watermarks.embed(
              clip.original(), marked, List.of(new Mark.Invisible(clip.payload())), done -> {}));
      var embedding = cpu() - before;
      before = cpu();
      decoded(watermarks.read(marked));
      var reading = cpu() - before;
      before = cpu();
      decoded(watermarks.read(clip.original()));
      System.out.printf(
          Locale.ROOT,
          "processor time: plain transcode %.1f s, embedding %.1f s (%.2f times), reading a marked clip %.1f s, an unmarked one %.1f s%n",
          plain,
          embedding,
          embedding / plain,
          reading,
          cpu() - before);
    }
  }

  /// Seconds of processor time of this process and of its children that ended.
  private static double cpu() throws IOException {
    var fields =
        Files.readString(Path.of("/proc/self/stat")).replaceFirst("^.*\\) ", "").split(" ", -1);
    var ticks = 0L;
    for (var i = 11; i < 15; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / 100.0;
  }

  private static void ffmpeg(Path to, String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-nostdin"));
    command.addAll(List.of(arguments.strip().split(" +")));
    command.add(to.toString());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  private static <T> T decoded(Decoding<T> decoding) throws IOException {
    return switch (decoding) {
      case Decoded<T>(var value) -> value;
      case Refused<T>(var reason) -> throw new IOException(reason);
    };
  }
}
