package ai.profithack.classifiers;

import ai.profithack.classifiers.Classification.Classified;
import ai.profithack.media.Decoder;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Frame;
import ai.profithack.media.Rgb;
import ai.profithack.media.Sampling;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/// What looking at 15 seconds of 1280 × 720 costs, beside decoding them: processor time of the one
/// thread that looks, native code included.
///
/// The clip is made by ffmpeg's own sources: a picture that always moves, with three lines of text
/// that change every five seconds. Faces are looked for and not found; what a face adds is nothing.
///
///     mvn -P looking -pl codegen,server,bench process-classes
public final class LookingBenchmark {
  private static final int SECONDS = 15;
  private static final int ROUNDS = 5;

  private LookingBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createTempDirectory("looking");
    var clip = folder.resolve("clip.mp4");
    make(clip);
    var frames = new ArrayList<Frame<Rgb>>();
    var decoder = new Decoder(folder, DecodingLimits.DEFAULT);
    var decoded = decoder.colour(clip, Sampling.of(1), frames::add);
    if (frames.size() != SECONDS) {
      throw new IllegalStateException("not decoded: " + decoded);
    }
    var decoding = median(() -> decodingSeconds(clip));
    System.out.printf(Locale.ROOT, "decoding by ffmpeg     %.2f s%n", decoding);

    var models = new Models();
    var before = residentMib();
    var nsfw = new NsfwModels(models);
    nsfw.look(0, Raster.of(frames.getFirst().picture()));
    before = memory("nudity", before);
    var faces = new FaceFinder(models);
    faces.find(0, Raster.of(frames.getFirst().picture()));
    before = memory("faces", before);
    var reader = new TextReader(models);
    reader.read(Raster.of(frames.getFirst().picture()));
    before = memory("text", before);
    var sound = new short[SECONDS * SpeechDetector.RATE];
    var random = new Random(1);
    for (var i = 0; i < sound.length; i++) {
      sound[i] = (short) (3_000 * random.nextGaussian());
    }
    var speech = new SpeechDetector(models);
    speech.hear(sound);
    memory("speech", before);

    report(
        "nudity, 15 frames",
        decoding,
        () -> {
          frames.forEach(frame -> nsfw.look(0, Raster.of(frame.picture())));
        });
    report(
        "faces, 15 frames",
        decoding,
        () -> {
          frames.forEach(frame -> faces.find(0, Raster.of(frame.picture())));
        });
    report(
        "text, 1 frame",
        decoding,
        () -> {
          reader.read(Raster.of(frames.get(1).picture()));
        });
    report("speech, 15 s", decoding, () -> speech.hear(sound));
    try (var classifiers = new Classifiers(models)) {
      report(
          "all, as an analysis",
          decoding,
          () -> {
            var viewer = classifiers.viewer();
            frames.forEach(viewer::see);
            classifiers.speech(sound);
            if (!(viewer.viewing().text() instanceof Classified<List<ShownText>>(var texts, var _))
                || texts.isEmpty()) {
              throw new IllegalStateException("nothing was read");
            }
          });
    }
  }

  private static void make(Path clip) throws IOException, InterruptedException {
    var captions = new StringBuilder("mandelbrot=size=1280x720:rate=30");
    for (var part = 0; part < 3; part++) {
      for (var line = 0; line < 3; line++) {
        captions.append(
            ",drawtext=text='Caption %d of part %d':fontsize=48:fontcolor=white:borderw=3:x=100:y=%d:enable='between(t,%d,%d)'"
                .formatted(line + 1, part + 1, 400 + 80 * line, 5 * part, 5 * part + 5));
      }
    }
    run(
        List.of(
            "ffmpeg",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            captions.toString(),
            "-t",
            Integer.toString(SECONDS),
            "-pix_fmt",
            "yuv420p",
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            clip.toString()));
  }

  private static double decodingSeconds(Path clip) throws IOException, InterruptedException {
    var said =
        run(
            List.of(
                "ffmpeg",
                "-benchmark",
                "-threads",
                "1",
                "-i",
                clip.toString(),
                "-vf",
                "fps=1",
                "-pix_fmt",
                "rgb24",
                "-f",
                "rawvideo",
                "-y",
                "/dev/null"));
    var times = Pattern.compile("utime=([0-9.]+)s stime=([0-9.]+)s").matcher(said);
    if (!times.find()) {
      throw new IllegalStateException(said);
    }
    return Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2));
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    return said;
  }

  private static long memory(String what, long before) throws IOException {
    var now = residentMib();
    System.out.printf(Locale.ROOT, "memory for %-11s %+d MiB%n", what, now - before);
    return now;
  }

  /// After a collection, so that it is mostly what the models take.
  private static long residentMib() throws IOException {
    System.gc();
    var status = Files.readString(Path.of("/proc/self/status"));
    var resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
    if (!resident.find()) {
      throw new IllegalStateException(status);
    }
    return Long.parseLong(resident.group(1)) >> 10;
  }

  @FunctionalInterface
  private interface Measuring {
    double seconds() throws IOException, InterruptedException;
  }

  private static double median(Measuring measuring) throws IOException, InterruptedException {
    var times = new double[ROUNDS];
    for (var i = 0; i < ROUNDS; i++) {
      times[i] = measuring.seconds();
    }
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }

  private static void report(String what, double decoding, Runnable work)
      throws IOException, InterruptedException {
    var threads = ManagementFactory.getThreadMXBean();
    var seconds =
        median(() -> {
          var from = threads.getCurrentThreadCpuTime();
          work.run();
          return (threads.getCurrentThreadCpuTime() - from) / 1e9;
        });
    System.out.printf(
        Locale.ROOT, "%-22s %.2f s, %.2f × decoding%n", what, seconds, seconds / decoding);
  }
}
