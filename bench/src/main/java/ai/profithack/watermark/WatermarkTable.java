package ai.profithack.watermark;

import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Transcoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// What the invisible mark survives: clips of ten seconds ([Clips]) are marked, edited by the ffmpeg
/// on the `PATH` in every way that people use, and read without the original.
///
/// Arguments: the folder of data sets; a regular expression of edits, only those are made, and
/// `speed` names the measurement of processor time; a regular expression of clips; a folder in which
/// clips are kept, marked and unmarked, and taken from the next time; a folder of further recordings.
/// Each may be empty but the first.
///
///     mvn -P watermarks -pl codegen,server,bench process-classes -Dwatermarks.data=FOLDER
public final class WatermarkTable {
  private static final String X264 = Clips.X264;

  private final Path folder;
  private final Path kept;
  private final Decoder decoder;
  private final Watermarks watermarks;
  private final List<Marked> clips = new ArrayList<>();

  private WatermarkTable(Path folder, Path kept) {
    this.folder = folder;
    this.kept = kept;
    this.decoder = new Decoder(folder, DecodingLimits.DEFAULT);
    this.watermarks =
        new Watermarks(decoder, new Transcoder(decoder), "a key of the table", folder);
  }

  private record Marked(Clips.Clip clip, Path file, Payload payload) {}

  private record Edit(String name, String arguments) {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("watermarks");
    try {
      var only = arguments[1];
      var kept = arguments[3].isEmpty() ? folder : Path.of(arguments[3]);
      var clips = new Clips(Files.createDirectories(kept), arguments[2]);
      clips.take(Path.of(arguments[0]), arguments[4]);
      var table = new WatermarkTable(folder, kept);
      table.mark(clips.all());
      if (only.isEmpty() || only.equals("speed")) {
        table.speed();
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

  private void mark(List<Clips.Clip> all) throws IOException, InterruptedException {
    System.out.println("| clip | file, dB | mark alone, dB | size, original | size, marked |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (var clip : all) {
      var payload = Payload.of(new Random(clip.number()).nextInt());
      var file = kept.resolve("marked-%d.mp4".formatted(clip.number()));
      clips.add(new Marked(clip, file, payload));
      if (Files.exists(file)) {
        continue;
      }
      var marked =
          decoded(
              watermarks.embed(
                  clip.file(), file, List.of(new Mark.Invisible(payload)), done -> {}));
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.1f | %.1f MB | %.1f MB |%n",
          clip.name(),
          marked.psnrDb(),
          marked.markPsnrDb(),
          Files.size(clip.file()) / 1e6,
          Files.size(file) / 1e6);
    }
  }

  private void print(String only) throws IOException, InterruptedException {
    var filmed = clips.stream().filter(each -> each.clip().filmed()).count();
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
      var file = clip.file();
      for (var step : edit.arguments().split(" THEN ", -1)) {
        var next = folder.resolve(file.equals(folder.resolve("a.mp4")) ? "b.mp4" : "a.mp4");
        Clips.ffmpeg(next, "-i " + file + " " + step);
        file = next;
      }
      var expected = clip.payload();
      var found = decoded(watermarks.read(file)).found();
      var right = found.filter(each -> each.payload().equals(expected));
      if (found.isPresent() && right.isEmpty()) {
        missed.add("WRONG: " + clip.clip().name());
      } else if (right.isEmpty()) {
        missed.add(clip.clip().name());
      } else {
        least = Math.min(least, right.orElseThrow().confidence());
        filmed += clip.clip().filmed() ? 1 : 0;
        others += clip.clip().filmed() ? 0 : 1;
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
    add(all, "720p, CRF 33", lines(720), 33);
    add(all, "480p, CRF 33", lines(480), 33);
    add(all, "480p, CRF 35", lines(480), 35);
    add(all, "360p, CRF 28", lines(360), 28);
    add(all, "360p, CRF 35", lines(360), 35);
    add(all, "240p, CRF 28", lines(240), 28);
    add(all, "240p, CRF 33", lines(240), 33);
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
    add(all, "crop 10 %, 480p, CRF 33", "crop=iw*0.9:ih*0.9," + lines(480), 33);
    add(all, "mirror", "hflip", 28);
    add(all, "mirror, 480p, CRF 33", "hflip," + lines(480), 33);
    add(all, "crop 10 %, mirror, 480p, CRF 33", "crop=iw*0.9:ih*0.9,hflip," + lines(480), 33);
    add(all, "crop 10 %, mirror, 360p, CRF 35", "crop=iw*0.9:ih*0.9,hflip," + lines(360), 35);
    add(all, "crop 10 %, mirror, 480 high, CRF 33", "crop=iw*0.9:ih*0.9,hflip,scale=-2:480", 33);
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
              "-ss 2 -t %d -vf %s %s -crf 33".formatted(seconds, lines(480), X264)));
    }
    return all;
  }

  /// A picture of so many lines, as platforms count them: pixels of the shorter side.
  private static String lines(int count) {
    return "scale=if(gt(iw\\,ih)\\,-2\\,%d):if(gt(iw\\,ih)\\,%d\\,-2)".formatted(count, count);
  }

  private static void add(List<Edit> all, String name, String filter, int crf) {
    var filters = filter.isEmpty() ? "" : "-vf " + filter + " ";
    all.add(new Edit(name, filters + X264 + "-crf " + crf));
  }

  private void speed() throws IOException, InterruptedException {
    var clip = clips.getLast();
    var marked = folder.resolve("again.mp4");
    var before = cpu();
    Clips.ffmpeg(folder.resolve("a.mp4"), "-i " + clip.clip().file() + " " + X264 + "-crf 14");
    var plain = cpu() - before;
    for (var round = 0; round < 2; round++) {
      before = cpu();
      decoded(
          watermarks.embed(
              clip.clip().file(), marked, List.of(new Mark.Invisible(clip.payload())), done -> {}));
      var embedding = cpu() - before;
      before = cpu();
      decoded(watermarks.read(marked));
      var reading = cpu() - before;
      before = cpu();
      decoded(watermarks.read(clip.clip().file()));
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

  private static <T> T decoded(Decoding<T> decoding) throws IOException {
    return switch (decoding) {
      case Decoded<T>(var value) -> value;
      case Refused<T>(var reason) -> throw new IOException(reason);
    };
  }
}
