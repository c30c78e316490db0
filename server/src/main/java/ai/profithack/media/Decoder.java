package ai.profithack.media;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Looks into files that nobody trusts.
///
/// A file is recognised by its first bytes, then read by an ffmpeg in a process of its own: one
/// demuxer, a list of codecs, no protocol but the file, no file to write, and limits on time,
/// memory, output and pixels. A hostile file can at worst fail itself. Not more of these processes
/// run at once than the machine has processors; who comes later waits.
///
/// Stills are recordings of one frame. Turned recordings are turned upright.
///
/// Errors: [DecoderUnavailable] where no ffmpeg runs here; [IOException] where the file cannot be
/// read or a process cannot be started.
@Component
public class Decoder {
  /// Decoders, as ffmpeg calls them: what phones, browsers and editors make.
  private static final String CODECS =
      "h264,hevc,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,gif,png,mjpeg,webp,"
          + "aac,aac_latm,opus,libopus,mp3,mp3float,vorbis,libvorbis,flac,alac,pcm_s16le,ac3";

  /// A file whose frames end before this share of its length breaks off.
  private static final double WHOLE = 0.95;

  private static final int PROBE_BYTES = 1 << 20;

  private final Path home;
  private final DecodingLimits limits;
  private final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
  private @Nullable Ffmpeg found;

  @Autowired
  Decoder(@Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    this(home, DecodingLimits.DEFAULT);
  }

  /// `home`: the data folder, where the programs that come with the build are unpacked.
  public Decoder(Path home, DecodingLimits limits) {
    this.home = home;
    this.limits = limits;
  }

  /// What the file says about itself.
  public Decoding<MediaFacts> probe(Path file) throws IOException, InterruptedException {
    var container = Container.of(file);
    if (container.isEmpty()) {
      return new Refused<>(
          "This is not a video or a picture of a known kind: MP4, WebM, GIF, PNG, JPEG or WebP.");
    }
    return probe(file, container.orElseThrow());
  }

  /// Hands out the brightness of the frames, in the order of time, while they are decoded.
  public Decoding<Footage> grey(Path file, Sampling sampling, Consumer<Frame<Luma>> sink)
      throws IOException, InterruptedException {
    return frames(file, sampling, "gray", "pgm", NetpbmReader::grey, sink);
  }

  /// The same in colour.
  public Decoding<Footage> colour(Path file, Sampling sampling, Consumer<Frame<Rgb>> sink)
      throws IOException, InterruptedException {
    return frames(file, sampling, "rgb24", "ppm", NetpbmReader::colour, sink);
  }

  /// The version of the ffmpeg that is used, such as 8.1.2.
  public String version() throws IOException, InterruptedException {
    return ffmpeg().version();
  }

  /// Reads the next picture.
  @FunctionalInterface
  private interface Pictures<P> {
    Optional<P> next(NetpbmReader reader) throws IOException;
  }

  private <P> Decoding<Footage> frames(
      Path file,
      Sampling sampling,
      String pixels,
      String codec,
      Pictures<P> pictures,
      Consumer<Frame<P>> sink)
      throws IOException, InterruptedException {
    return switch (probe(file)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> {
        var container = Container.valueOf(facts.container().toUpperCase(Locale.ROOT));
        var command = new ArrayList<>(List.of(ffmpeg().program("ffmpeg"), "-nostdin"));
        command.addAll(input(file, container));
        command.addAll(List.of("-map", "0:V:0", "-an", "-sn", "-dn", "-vf"));
        command.add(filters(facts, container, sampling, pixels));
        command.addAll(container.still() ? List.of("-frames:v", "1") : List.of());
        command.addAll(List.of("-c:v", codec, "-f", "image2pipe", "pipe:1"));
        yield run(
            command,
            process -> {
              var reader = new NetpbmReader(process.output(), limits.pixels());
              var count = 0;
              for (var next = pictures.next(reader);
                  next.isPresent();
                  next = pictures.next(reader)) {
                var at = Math.round(count * 1_000 / sampling.perSecond());
                sink.accept(new Frame<>(at, next.orElseThrow()));
                count++;
              }
              return whole(new Footage(facts, count), sampling);
            });
      }
    };
  }

  private Decoding<Footage> whole(Footage footage, Sampling sampling) {
    var length = footage.facts().lengthMillis();
    if (footage.frames() == 0) {
      return new Refused<>("There is no picture in this file.");
    }
    if (length.isEmpty()) {
      return new Decoded<>(footage);
    }
    var seconds = length.getAsLong() / 1_000.0;
    if (footage.frames() < Math.floor(WHOLE * seconds * sampling.perSecond())) {
      return new Refused<>(
          "The recording breaks off after %.1f of %.1f seconds."
              .formatted(footage.frames() / sampling.perSecond(), seconds));
    }
    return new Decoded<>(footage);
  }

  /// The same by a demuxer that is known already.
  Decoding<MediaFacts> probe(Path file, Container container)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(ffmpeg().program("ffprobe")));
    command.addAll(input(file, container));
    command.addAll(
        List.of(
            "-show_entries",
            "format=duration:stream=codec_type,codec_name,width,height,duration"
                + ":stream_disposition=attached_pic:stream_side_data=rotation:stream_tags=rotate",
            "-of",
            "json"));
    return run(
        command,
        process -> {
          var text = new String(process.output().readNBytes(PROBE_BYTES), StandardCharsets.UTF_8);
          return Probe.read(text, container, limits);
        });
  }

  /// What ffmpeg and ffprobe are told before and about the input.
  private List<String> input(Path file, Container container) throws IOException {
    return List.of(
        "-v",
        "error",
        "-threads",
        "2",
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        container.demuxer(),
        "-codec_whitelist",
        CODECS,
        "-max_pixels",
        Integer.toString(limits.pixels()),
        "-f",
        container.demuxer(),
        "-i",
        "file:" + file.toRealPath());
  }

  private String filters(MediaFacts facts, Container container, Sampling sampling, String pixels) {
    var filters = new ArrayList<String>();
    if (!container.still()) {
      // The picture shown at each moment, not the nearest one.
      filters.add("fps=fps=%s:round=up".formatted(Double.toString(sampling.perSecond())));
    }
    var longest = Math.max(facts.width(), facts.height());
    if (longest > sampling.longestSide()) {
      filters.add(
          "scale=%d:%d:flags=area"
              .formatted(
                  scaled(facts.width(), sampling.longestSide(), longest),
                  scaled(facts.height(), sampling.longestSide(), longest)));
    }
    filters.add("format=" + pixels);
    return String.join(",", filters);
  }

  private static int scaled(int side, int to, int from) {
    return Math.max(1, Math.round((float) side * to / from));
  }

  /// What is made of the output while the process runs.
  @FunctionalInterface
  private interface Reading<T> {
    Decoding<T> read(LimitedProcess process) throws IOException;
  }

  private <T> Decoding<T> run(List<String> command, Reading<T> reading)
      throws IOException, InterruptedException {
    var environment = ffmpeg().environment();
    places.acquire();
    try (var process = LimitedProcess.start(command, environment, limits)) {
      @Nullable Decoding<T> result = null;
      @Nullable IOException broken = null;
      try {
        result = reading.read(process);
      } catch (IOException unreadable) {
        broken = unreadable;
        process.kill();
      }
      var ending = process.await();
      if (ending.passed() != null) {
        return new Refused<>("The file " + ending.passed() + ".");
      }
      if (ending.exitCode() != 0 || broken != null || result == null) {
        return new Refused<>(
            "The file cannot be decoded: " + words(ending.complaint(), broken) + ".");
      }
      return result;
    } finally {
      places.release();
    }
  }

  /// The first complaint, without the names of our files and of ffmpeg's parts.
  private static String words(String complaint, @Nullable IOException broken) {
    var first =
        complaint
            .lines()
            .map(line ->
                line.replaceAll("\\[[^\\]]*\\] ?", "")
                    .replaceAll("file:\\S+:? ?", "")
                    .replaceAll("[^\\p{Print}]", "")
                    .strip())
            .filter(line -> !line.isEmpty())
            .findFirst();
    var text =
        first.orElseGet(() -> broken == null ? "it ended without a reason" : broken.getMessage());
    return text.substring(0, Math.min(200, text.length())).replaceAll("[.\\s]+$", "");
  }

  /// Looked for once it is needed, so that a server without it starts.
  private synchronized Ffmpeg ffmpeg() throws IOException, InterruptedException {
    if (found == null) {
      found = Ffmpeg.find(home);
    }
    return found;
  }
}
