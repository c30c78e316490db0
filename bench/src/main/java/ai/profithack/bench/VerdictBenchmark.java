package ai.profithack.bench;

import ai.profithack.media.Arrival;
import ai.profithack.media.Decoder;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Sampling;
import ai.profithack.media.Taking;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.Evidence;
import ai.profithack.moderation.Origin;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a local verdict on 15 seconds of 1280 × 720 with sound costs: processor time of this
/// process, in which the whole server runs, and of each ffmpeg that it starts, from a file that is
/// held to the verdict in the database, with every kind of evidence. Without that of PostgreSQL.
///
/// Then what decoding costs, as an analysis does it, and the same with every picture decoded, beside
/// one ffmpeg on the command line that decodes every picture and extracts the same ones and the same
/// sound into nothing.
///
/// The clip is made of the one that is named, else by ffmpeg's own sources: a picture that always
/// moves and hardly compresses, with three lines of text that change every five seconds.
///
///     mvn -P verdict -pl codegen,server,bench process-classes -Dverdict.clip=FILE
public final class VerdictBenchmark {
  private static final int SECONDS = 15;
  private static final long VIDEO = 1;

  /// What Linux counts processor time of other processes in.
  private static final double TICKS_PER_SECOND = 100;

  private static final double NANOS = 1e9;

  private VerdictBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var rounds = Integer.parseInt(arguments[0]);
    var folder = Files.createTempDirectory("verdict");
    var clip = folder.resolve("clip.mp4");
    make(clip, arguments[1]);
    System.out.printf(
        Locale.ROOT,
        "clip of %d kbit/s, load average %.1f%n",
        Files.size(clip) * 8 / SECONDS / 1_000,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    try (var server = LocalServer.start("--PROFITHACK_HOME=" + folder.resolve("home"))) {
      verdicts(server, clip, rounds);
      decodings(server.bean(Decoder.class), clip, rounds);
    }
    LocalServer.delete(folder);
  }

  private static void verdicts(LocalServer server, Path clip, int rounds) throws Exception {
    server
        .bean(JdbcClient.class)
        .sql("insert into public.videos (id, created_at) values (?, now())")
        .param(VIDEO)
        .update();
    var analyses = server.bean(Analyses.class);
    try (var content = Files.newInputStream(clip)) {
      var first =
          measured(() ->
              await(
                  analyses,
                  analyses.sent(VIDEO, content, "clip.mp4", Arrival.Way.UPLOAD, Origin.UNSAID)));
      System.out.println("the first verdict       " + first);
    }
    var all = new ArrayList<Spent>();
    for (var i = 0; i < rounds; i++) {
      all.add(measured(() -> await(analyses, analyses.held(VIDEO))));
      System.out.println("verdict                 " + all.getLast());
    }
    System.out.println("median                  " + median(all));
    System.out.println("evidence: " + evidence(analyses));
    System.out.println(resident());
  }

  private static void await(Analyses analyses, Analyses.Asked asked) throws InterruptedException {
    var end = analyses.await(((Analyses.Asked.Taken) asked).analysisId(), Duration.ofMinutes(5));
    if (end.state() != Analysis.State.DONE) {
      throw new IllegalStateException("no verdict: " + end);
    }
  }

  /// What the last analysis has looked for. Nothing may have been left out.
  private static String evidence(Analyses analyses) {
    var last = analyses.page(null, null, VIDEO, 1).getFirst();
    var all = analyses.evidence(last.analysisId());
    if (all.stream().anyMatch(each -> each.found() == Evidence.Found.UNAVAILABLE)) {
      throw new IllegalStateException("something was not looked at: " + all);
    }
    return all.stream().map(Evidence::kind).distinct().collect(Collectors.joining(", "));
  }

  /// In turn, so that all have the same company.
  private static void decodings(Decoder decoder, Path clip, int rounds)
      throws IOException, InterruptedException {
    var sparing = new ArrayList<Spent>();
    var product = new ArrayList<Spent>();
    var ffmpeg = new ArrayList<Spent>();
    for (var i = 0; i < rounds; i++) {
      sparing.add(
          measured(() ->
              decoded(
                  decoder.takeSparingly(clip, facts(decoder, clip), VerdictBenchmark::takings))));
      product.add(measured(() -> decoded(decoder.take(clip, facts(decoder, clip), takings()))));
      ffmpeg.add(measured(() -> extract(clip)));
    }
    System.out.println("decoding, an analysis   " + median(sparing));
    System.out.println("the same, every picture " + median(product));
    System.out.println("decoding, command line  " + median(ffmpeg));
    System.out.printf(
        Locale.ROOT,
        "ratios %.2f, every picture %.2f%n",
        median(sparing).seconds() / median(ffmpeg).seconds(),
        median(product).seconds() / median(ffmpeg).seconds());
  }

  private static MediaFacts facts(Decoder decoder, Path clip)
      throws IOException, InterruptedException {
    return decoded(decoder.probe(clip));
  }

  private static <T> T decoded(Decoding<T> decoding) {
    if (decoding instanceof Decoded<T>(var value)) {
      return value;
    }
    throw new IllegalStateException("not decoded: " + decoding);
  }

  /// What an analysis of such a clip takes, looked into by nobody.
  private static List<Taking> takings() {
    return List.of(
        new Taking.Colour(Sampling.of(2).within(1_280), frame -> {}),
        new Taking.Grey(Sampling.of(2).within(512), frame -> {}),
        new Taking.Grey(Sampling.of(8).within(640), frame -> {}),
        new Taking.Heard(sound -> {}));
  }

  private static void extract(Path clip) throws IOException, InterruptedException {
    run(
        ("ffmpeg -v error -y -i %s -map 0:V:0 -vf fps=2:round=up -pix_fmt rgb24 -f rawvideo /dev/null"
                + " -map 0:V:0 -vf fps=2:round=up,scale=512:288:flags=area -pix_fmt gray -f rawvideo /dev/null"
                + " -map 0:V:0 -vf fps=8:round=up,scale=640:360:flags=area -pix_fmt gray -f rawvideo /dev/null"
                + " -map 0:a:0 -ac 1 -ar 16000 -f s16le /dev/null")
            .formatted(clip)
            .split(" "));
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /// Processor time in seconds, and how long it took.
  private record Spent(double java, double children, double wall) {
    double seconds() {
      return java + children;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.2f s of processor time (Java %.2f, ffmpeg %.2f) in %.1f s",
          seconds(),
          java,
          children,
          wall);
    }
  }

  private static Spent measured(Work work) throws IOException, InterruptedException {
    var before = spent();
    work.run();
    var after = spent();
    return new Spent(
        after.java - before.java, after.children - before.children, after.wall - before.wall);
  }

  private static Spent median(List<Spent> all) {
    return all.stream()
        .sorted(Comparator.comparingDouble(Spent::seconds))
        .toList()
        .get(all.size() / 2);
  }

  /// Since this process began; of its children those that have ended.
  private static Spent spent() throws IOException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var stat = Files.readString(Path.of("/proc/self/stat"));
    // proc_pid_stat(5): cutime and cstime are the 16th and 17th; the second ends with a bracket.
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    var ticks = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    return new Spent(
        system.getProcessCpuTime() / NANOS, ticks / TICKS_PER_SECOND, System.nanoTime() / NANOS);
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\s+", " "))
        .collect(Collectors.joining(", "));
  }

  private static void make(Path clip, String source) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ffmpeg", "-v", "error"));
    if (source.equals("made")) {
      command.addAll(List.of("-f", "lavfi", "-i", captioned()));
      command.addAll(List.of("-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.1"));
    } else {
      command.addAll(List.of("-stream_loop", "-1", "-i", source, "-vf"));
      command.add("scale=1280:720:force_original_aspect_ratio=increase,crop=1280:720,setsar=1");
    }
    command.addAll(List.of("-t", Integer.toString(SECONDS), "-r", "30", "-pix_fmt", "yuv420p"));
    command.addAll(List.of("-c:v", "libx264", "-preset", "medium", "-c:a", "aac"));
    command.add(clip.toString());
    run(command.toArray(String[]::new));
  }

  private static String captioned() {
    var captions = new StringBuilder("mandelbrot=size=1280x720:rate=30");
    for (var part = 0; part < 3; part++) {
      for (var line = 0; line < 3; line++) {
        captions.append(
            ",drawtext=text='Caption %d of part %d':fontsize=48:fontcolor=white:borderw=3:x=100:y=%d:enable='between(t,%d,%d)'"
                .formatted(line + 1, part + 1, 400 + 80 * line, 5 * part, 5 * part + 5));
      }
    }
    return captions.toString();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
  }
}
