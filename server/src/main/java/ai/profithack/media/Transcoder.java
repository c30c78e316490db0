package ai.profithack.media;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes a new file out of one that nobody trusts, after every picture of it was painted on.
///
/// One limited process decodes, another one encodes, and the pictures pass through here one at a
/// time; the two take one of the [Decoder]'s places, for one of them always waits for the other.
/// The new file appears under its name when it is complete; a failure leaves nothing behind.
///
/// Recordings become MP4 with H.264 (x264 where the system's ffmpeg has it, else OpenH264) and the
/// first sound track, as it is where MP4 players know its codec, else as AAC. Stills become PNG or
/// JPEG, by the new file's name. Pictures have eight bits and constant rate: a recording of
/// changing rate gets one at which each picture is shown within a hundredth of a second of its
/// moment, or [#RATE_MOST] a second. Turned recordings become upright. An odd last row or column of
/// a recording is cut off, for H.264 has none. Other tracks, titles and places are not taken over.
///
/// Errors: [DecoderUnavailable] where no ffmpeg runs here; [IOException] where files cannot be read
/// or written.
@Component
public class Transcoder {
  /// Pictures a second, at most, of what is made.
  public static final double RATE_MOST = 60;

  /// A recording that takes longer than this to make is given up.
  private static final DecodingLimits LIMITS =
      new DecodingLimits(
          Duration.ofMinutes(30), 3_600, 3_072, 1L << 40, 4_096 * 4_096, Duration.ofMinutes(15));

  private static final long FILE_BYTES = 4L << 30;
  private static final int ANSWER_BYTES = 1 << 16;
  private static final int BUFFER = 1 << 16;
  private static final String COPIED_SOUND = "aac|mp3|ac3|alac|opus";
  private static final double PEAK = 255;
  private static final double MILLIS = 1_000;

  private static final Pattern FIELD = Pattern.compile("(?m)^([a-z_]+)=([\\w:/-]+)$");
  private static final Pattern DIFFERENCE = Pattern.compile("mse_y:([0-9.]+)");

  private final Decoder decoder;
  private @Nullable Boolean x264;

  /// Decodes with the programs of `decoder`.
  public Transcoder(Decoder decoder) {
    this.decoder = decoder;
  }

  /// Makes `out` of `in`. `painter` is handed each picture, `progress` the share that is done, 0 to
  /// 1, now and then.
  public Decoding<Footage> transcode(
      Path in, Path out, Consumer<Planes> painter, DoubleConsumer progress)
      throws IOException, InterruptedException {
    return switch (decoder.probe(in)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> {
        var container = Container.valueOf(facts.container().toUpperCase(Locale.ROOT));
        var wanted = kind(out);
        if (container.still() == wanted.equals("mp4")) {
          yield new Refused<>(
              container.still()
                  ? "A still becomes a PNG or JPEG: name the new file *.png or *.jpg."
                  : "A recording becomes an MP4: name the new file *.mp4.");
        }
        if (!container.still() && Math.min(facts.width(), facts.height()) < 2) {
          yield new Refused<>("A recording of one row or column cannot be encoded.");
        }
        yield transcode(new Job(in, out, wanted, facts, container), painter, progress);
      }
    };
  }

  /// How little the brightness of `made` differs from that of the recording or still that it was
  /// made of: the peak signal-to-noise ratio in dB over all pictures, infinite where they are
  /// equal.
  public Decoding<Double> difference(Path in, Path made) throws IOException, InterruptedException {
    var first = decoder.probe(in);
    var second = Container.of(made);
    if (!(first instanceof Decoded<MediaFacts>(var facts)) || second.isEmpty()) {
      return new Refused<>("One of the files cannot be decoded.");
    }
    var container = Container.valueOf(facts.container().toUpperCase(Locale.ROOT));
    var track = container.still() ? Track.STILL : track(in, container);
    var command = program("ffmpeg");
    command.addAll(decoder.input(in, container));
    command.addAll(decoder.input(made, second.orElseThrow()));
    command.addAll(
        List.of(
            "-filter_complex",
            "[0:V:0]%s[a];[1:V:0]format=%s[b];[a][b]psnr=stats_file=-:shortest=1"
                .formatted(filters(container, track), pixels(container)),
            "-an",
            "-f",
            "null",
            "/dev/null"));
    decoder.places.acquire();
    try (var process = LimitedProcess.start(command, environment(), LIMITS)) {
      var sum = 0.0;
      var count = 0;
      try (var lines = process.output()) {
        var text = new BufferedReader(new InputStreamReader(lines, StandardCharsets.US_ASCII));
        for (var line = text.readLine(); line != null; line = text.readLine()) {
          var found = DIFFERENCE.matcher(line);
          if (found.find()) {
            sum += Double.parseDouble(found.group(1));
            count++;
          }
        }
      }
      var ending = process.await();
      return ending.exitCode() == 0 && count > 0
          ? new Decoded<>(10 * Math.log10(PEAK * PEAK / (sum / count)))
          : new Refused<>(
              "The files cannot be compared: " + Decoder.words(ending.complaint(), null));
    } finally {
      decoder.places.release();
    }
  }

  private record Job(Path in, Path out, String kind, MediaFacts facts, Container container) {}

  /// What is to be known of a recording's pictures beyond [MediaFacts].
  private record Track(String rate, double perSecond, List<String> colours) {
    static final Track STILL = new Track("1", 1, List.of());
  }

  private Decoding<Footage> transcode(Job job, Consumer<Planes> painter, DoubleConsumer progress)
      throws IOException, InterruptedException {
    var track = job.container().still() ? Track.STILL : track(job.in(), job.container());
    var folder = job.out().toAbsolutePath().getParent();
    var partial = Files.createTempFile(folder, ".partial-", "." + job.kind());
    try {
      return transcode(job, track, partial, painter, progress);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private Decoding<Footage> transcode(
      Job job, Track track, Path partial, Consumer<Planes> painter, DoubleConsumer progress)
      throws IOException, InterruptedException {
    var decoding = decoding(job, track);
    var encoding = encoding(job, track, partial);
    decoder.places.acquire();
    try (var reading = LimitedProcess.start(decoding, environment(), LIMITS);
        var writing = LimitedProcess.startWriting(encoding, environment(), LIMITS, FILE_BYTES)) {
      var frames = 0;
      @Nullable IOException broken = null;
      try (var to = new BufferedOutputStream(writing.input(), BUFFER)) {
        frames =
            pass(new Y4m(reading.output(), LIMITS.pixels()), to, track, job, painter, progress);
      } catch (IOException unreadable) {
        broken = unreadable;
        reading.kill();
      }
      var read = reading.await();
      var written = writing.await();
      for (var ending : List.of(read, written)) {
        if (ending.passed() != null) {
          return new Refused<>("The file " + ending.passed() + ".");
        }
      }
      // A decoder that had to be killed was well: the encoder was gone.
      if (read.exitCode() != LimitedProcess.KILLED && (read.exitCode() != 0 || broken != null)) {
        return new Refused<>(Decoder.undecodable(read.complaint(), broken));
      }
      if (written.exitCode() != 0 || frames == 0) {
        return new Refused<>(
            "The new file cannot be encoded: " + Decoder.words(written.complaint(), broken) + ".");
      }
      if (frames > Decoder.picturesMax(job.facts(), track.perSecond())) {
        return new Refused<>(Decoder.goesOn(job.facts()));
      }
      var length = job.facts().lengthMillis();
      if (length.isPresent()
          && frames < Math.floor(Decoder.WHOLE * length.getAsLong() / MILLIS * track.perSecond())) {
        return new Refused<>(
            "The recording breaks off after %.1f of %.1f seconds."
                .formatted(frames / track.perSecond(), length.getAsLong() / MILLIS));
      }
      Files.move(
          partial, job.out(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      progress.accept(1);
      return new Decoded<>(new Footage(job.facts(), frames));
    } finally {
      decoder.places.release();
    }
  }

  private static int pass(
      Y4m from,
      OutputStream to,
      Track track,
      Job job,
      Consumer<Planes> painter,
      DoubleConsumer progress)
      throws IOException {
    var frames = 0;
    var expected =
        job.facts().lengthMillis().orElse(Math.round(MILLIS)) / MILLIS * track.perSecond();
    var every = Math.max(1, (int) track.perSecond());
    to.write((from.header() + "\n").getBytes(StandardCharsets.ISO_8859_1));
    for (var next = from.next(from.empty(), 0);
        next.isPresent();
        next = from.next(next.orElseThrow(), Math.round(frames * MILLIS / track.perSecond()))) {
      var planes = next.orElseThrow();
      painter.accept(planes);
      to.write("FRAME\n".getBytes(StandardCharsets.ISO_8859_1));
      to.write(planes.luma());
      to.write(planes.blue());
      to.write(planes.red());
      frames++;
      if (frames % every == 0) {
        progress.accept(Math.min(0.99, frames / expected));
      }
    }
    return frames;
  }

  private List<String> decoding(Job job, Track track) throws IOException, InterruptedException {
    var command = program("ffmpeg");
    command.addAll(decoder.input(job.in(), job.container()));
    command.addAll(List.of("-map", "0:V:0", "-an", "-sn", "-dn", "-vf"));
    command.add(filters(job.container(), track));
    command.addAll(
        List.of(
            "-frames:v",
            Integer.toString(
                job.container().still()
                    ? 1
                    : Decoder.picturesMax(job.facts(), track.perSecond()) + 1)));
    command.addAll(List.of("-f", "yuv4mpegpipe", "pipe:1"));
    return command;
  }

  private static String filters(Container container, Track track) {
    return container.still()
        ? "format=" + pixels(container)
        : "fps=fps=%s:start_time=0,crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,format=%s"
            .formatted(track.rate(), pixels(container));
  }

  private static String pixels(Container container) {
    return container.still() ? "yuv444p" : "yuv420p";
  }

  private List<String> encoding(Job job, Track track, Path to)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(decoder.ffmpeg().program("ffmpeg")));
    command.addAll(
        List.of("-y", "-v", "error", "-protocol_whitelist", "pipe", "-f", "yuv4mpegpipe"));
    command.addAll(List.of("-i", "pipe:0"));
    var sound = job.facts().audioCodec();
    if (!job.container().still() && !sound.isEmpty()) {
      command.addAll(decoder.input(job.in(), job.container()));
      command.addAll(List.of("-map", "0:v:0", "-map", "1:a:0", "-c:a"));
      command.addAll(
          sound.matches(COPIED_SOUND) ? List.of("copy") : List.of("aac", "-b:a", "160k"));
    }
    command.addAll(List.of("-map_metadata", "-1", "-threads", "2"));
    command.addAll(
        switch (job.kind()) {
          case "png" -> List.of("-c:v", "png", "-f", "image2pipe");
          case "jpg" ->
              List.of("-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj444p", "-f", "image2pipe");
          default -> h264(job, track);
        });
    command.add("file:" + to.toRealPath());
    return command;
  }

  private List<String> h264(Job job, Track track) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    if (hasX264()) {
      command.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "16"));
    } else {
      // It has no constant quality: a third of a bit a pixel is beyond what it takes to keep it.
      var bits = job.facts().width() * (double) job.facts().height() * track.perSecond() / 3;
      var rate = Long.toString(Math.clamp((long) bits, 500_000L, 80_000_000L));
      command.addAll(List.of("-c:v", "libopenh264", "-b:v", rate, "-maxrate", rate));
    }
    command.addAll(List.of("-pix_fmt", "yuv420p"));
    command.addAll(track.colours());
    command.addAll(List.of("-movflags", "+faststart", "-f", "mp4"));
    return command;
  }

  private synchronized boolean hasX264() throws IOException, InterruptedException {
    var known = x264;
    if (known == null) {
      var command = List.of(decoder.ffmpeg().program("ffmpeg"), "-v", "error", "-encoders");
      known = answer(command).contains(" libx264 ");
      x264 = known;
    }
    return known;
  }

  private Track track(Path file, Container container) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(decoder.ffmpeg().program("ffprobe")));
    command.addAll(decoder.input(file, container));
    command.addAll(
        List.of(
            "-select_streams",
            "V:0",
            "-show_entries",
            "stream=r_frame_rate,avg_frame_rate,color_range,color_space,color_transfer,color_primaries",
            "-of",
            "default=noprint_wrappers=1"));
    return track(answer(command));
  }

  /// What a program says, which waits for its place like every other.
  private String answer(List<String> command) throws IOException, InterruptedException {
    decoder.places.acquire();
    try (var process = LimitedProcess.start(command, environment(), LIMITS)) {
      var answer = new String(process.output().readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8);
      process.await();
      return answer;
    } finally {
      decoder.places.release();
    }
  }

  private static Track track(String answer) {
    var colours = new ArrayList<String>();
    var exact = "25/1";
    var mean = 0.0;
    var fields = FIELD.matcher(answer);
    while (fields.find()) {
      var value = fields.group(2);
      switch (fields.group(1)) {
        case "r_frame_rate" -> exact = value;
        case "avg_frame_rate" -> mean = rate(value);
        case "color_space" -> colours(colours, "-colorspace", value);
        case "color_transfer" -> colours(colours, "-color_trc", value);
        case "color_primaries" -> colours(colours, "-color_primaries", value);
        default -> {}
      }
    }
    var finest = rate(exact);
    if (finest > RATE_MOST || finest <= 0) {
      // Where all moments fit no grid that is coarse enough.
      var even = mean > 0 && mean <= RATE_MOST && finest <= 0;
      exact = even ? Double.toString(mean) : Integer.toString((int) RATE_MOST);
      finest = even ? mean : RATE_MOST;
    }
    return new Track(exact, finest, List.copyOf(colours));
  }

  private static void colours(List<String> all, String option, String value) {
    if (value.matches("[a-z0-9-]{2,20}") && !value.matches("unknown|reserved|gbr|N/A")) {
      all.addAll(List.of(option, value));
    }
  }

  /// Pictures a second, written as a fraction; 0 for what is none.
  private static double rate(String fraction) {
    if (!fraction.matches("\\d{1,9}/\\d{1,9}")) {
      return 0;
    }
    var parts = fraction.split("/", 2);
    var below = Double.parseDouble(parts[1]);
    return below == 0 ? 0 : Double.parseDouble(parts[0]) / below;
  }

  private static String kind(Path out) {
    var name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      return "png";
    }
    return name.endsWith(".jpg") || name.endsWith(".jpeg") ? "jpg" : "mp4";
  }

  private List<String> program(String name) throws IOException, InterruptedException {
    return new ArrayList<>(List.of(decoder.ffmpeg().program(name), "-nostdin"));
  }

  private Map<String, String> environment() throws IOException, InterruptedException {
    return decoder.ffmpeg().environment();
  }
}
