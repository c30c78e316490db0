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
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
  static final double WHOLE = 0.95;

  /// And one whose frames go on for longer than this beyond its length is something else than it
  /// says: two players would show two things.
  private static final double LONGER = 1.1;

  private static final double LONGER_SECONDS = 2;

  /// What ffmpeg complains of where a picture has more pixels than it was told to take.
  private static final Pattern TOO_LARGE =
      Pattern.compile("Picture size (\\d{1,9})x(\\d{1,9}) exceeds specified max pixel count");

  private static final List<String> WHOLLY = List.of("-threads", "2");

  /// One thread, for two share out their work at a cost, and whoever looks at the pictures takes
  /// longer than one.
  private static final List<String> SPARINGLY = List.of("-threads", "1", "-skip_frame", "noref");

  private static final int PROBE_BYTES = 1 << 20;
  private static final int SUMMARY_BYTES = 16 << 20;

  /// The moments of some 400,000 pictures.
  private static final int PACKETS_BYTES = 16 << 20;

  /// Before the end of a recording there is a picture for sure.
  private static final long LAST_PICTURE_MILLIS = 100;

  private final Path home;
  private final DecodingLimits limits;
  final Semaphore places = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
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
      return new Refused<>(Container.refusal(file));
    }
    return probe(file, container.orElseThrow());
  }

  /// Hands out the brightness of the frames, in the order of time, while they are decoded.
  public Decoding<Footage> grey(Path file, Sampling sampling, Consumer<Frame<Luma>> sink)
      throws IOException, InterruptedException {
    return take(file, new Taking.Grey(sampling, sink));
  }

  /// The same in colour.
  public Decoding<Footage> colour(Path file, Sampling sampling, Consumer<Frame<Rgb>> sink)
      throws IOException, InterruptedException {
    return take(file, new Taking.Colour(sampling, sink));
  }

  private Decoding<Footage> take(Path file, Taking taking)
      throws IOException, InterruptedException {
    return switch (probe(file)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> take(file, facts, List.of(taking));
    };
  }

  /// Takes all of that in one decoding, and returns when the last sink has had its last.
  ///
  /// `facts`: what [#probe] said of this file. The first is handed out by the caller's thread, each
  /// other one by a thread of its own. What a sink throws ends the decoding and is thrown on; what
  /// was handed out until a refusal counts for nothing.
  ///
  /// Errors: [IllegalArgumentException] where nothing is to be taken.
  public Decoding<Footage> take(Path file, MediaFacts facts, List<Taking> takings)
      throws IOException, InterruptedException {
    return take(file, facts, takings, WHOLLY);
  }

  /// The same for whoever can begin anew. Where nobody looks more often than eight times a second,
  /// pictures that no other one refers to are left out, and the one before is shown in their place,
  /// at most an eighth of a second older. That takes about two thirds of the time.
  ///
  /// `takings`: asked for once, and once more where pictures would lie too far apart, and before a
  /// file is refused; what was handed out until then counts for nothing.
  public Decoding<Footage> takeSparingly(
      Path file, MediaFacts facts, Supplier<List<Taking>> takings)
      throws IOException, InterruptedException {
    var all = takings.get();
    if (container(facts).still() || !all.stream().allMatch(Sparing::isSeldom)) {
      return take(file, facts, all);
    }
    var sparing = new Sparing();
    var some = take(file, facts, sparing.watched(all), SPARINGLY);
    return some instanceof Decoded && sparing.isEnough() ? some : take(file, facts, takings.get());
  }

  private Decoding<Footage> take(
      Path file, MediaFacts facts, List<Taking> takings, List<String> how)
      throws IOException, InterruptedException {
    if (takings.isEmpty()) {
      throw new IllegalArgumentException("nothing is to be taken");
    }
    var container = container(facts);
    var counts = takings.stream().map(taking -> picturesMax(facts, taking)).toList();
    try (var outlets = Outlets.open(counts, limits)) {
      var command = new ArrayList<>(List.of(ffmpeg().program("ffmpeg"), "-nostdin"));
      command.addAll(input(file, container, how));
      for (var i = 0; i < takings.size(); i++) {
        command.addAll(output(takings.get(i), facts, container, counts.get(i)));
        command.add(outlets.address(i));
      }
      return run(command, process -> whole(outlets.drain(process, takings), facts, takings));
    }
  }

  private List<String> output(
      Taking taking, MediaFacts facts, Container container, int picturesMax) {
    return switch (taking) {
      case Taking.Grey(var sampling, var _) ->
          pictures(sampling, facts, container, picturesMax, "gray", "pgm");
      case Taking.Colour(var sampling, var _) ->
          pictures(sampling, facts, container, picturesMax, "rgb24", "ppm");
      case Taking.Heard _ ->
          List.of(
              "-map",
              "0:a:0",
              "-vn",
              "-sn",
              "-dn",
              "-ac",
              "1",
              "-ar",
              Integer.toString(Sound.RATE),
              // Sound may go on where the pictures have ended.
              "-t",
              Long.toString(limits.length().toSeconds() + 1),
              "-f",
              "s16le");
      // A corner of each is enough to be told when it is shown.
      case Taking.Shown _ ->
          List.of(
              "-map",
              "0:V:0",
              "-an",
              "-sn",
              "-dn",
              "-vf",
              "crop=2:2:0:0",
              "-enc_time_base",
              "1/1000",
              "-t",
              Double.toString(secondsMax(facts)),
              "-c:v",
              "rawvideo",
              "-f",
              "framecrc");
      case Taking.Held _ ->
          List.of(
              "-map",
              "0:V:0",
              "-an",
              "-sn",
              "-dn",
              "-t",
              Double.toString(secondsMax(facts)),
              "-c:v",
              "copy",
              "-f",
              "framecrc");
    };
  }

  private static List<String> pictures(
      Sampling sampling,
      MediaFacts facts,
      Container container,
      int picturesMax,
      String pixels,
      String codec) {
    var output = new ArrayList<>(List.of("-map", "0:V:0", "-an", "-sn", "-dn", "-vf"));
    output.add(filters(facts, container, sampling, pixels));
    // The one beyond says that it goes on.
    output.addAll(
        List.of("-frames:v", container.still() ? "1" : Integer.toString(picturesMax + 1)));
    output.addAll(List.of("-c:v", codec, "-f", "image2pipe"));
    return output;
  }

  /// The picture shown at a moment, or the last one before the end; no larger than `longestSide`.
  public Decoding<Rgb> picture(Path file, long atMillis, int longestSide)
      throws IOException, InterruptedException {
    return switch (probe(file)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> {
        var container = container(facts);
        var last = Math.max(0, facts.lengthMillis().orElse(0) - LAST_PICTURE_MILLIS);
        var command = new ArrayList<>(List.of(ffmpeg().program("ffmpeg"), "-nostdin"));
        command.addAll(
            container.still()
                ? List.of()
                : List.of(
                    "-ss",
                    "%d.%03d"
                        .formatted(
                            Math.min(atMillis, last) / 1_000, Math.min(atMillis, last) % 1_000)));
        command.addAll(input(file, container));
        command.addAll(List.of("-map", "0:V:0", "-an", "-sn", "-dn", "-frames:v", "1", "-vf"));
        command.add(scaling(facts, longestSide) + "format=rgb24");
        command.addAll(List.of("-c:v", "ppm", "-f", "image2pipe", "pipe:1"));
        yield run(
            command,
            process -> {
              var picture = new NetpbmReader(process.output(), limits.pixels()).colour();
              return picture.isPresent()
                  ? new Decoded<>(picture.orElseThrow())
                  : new Refused<>("There is no picture at this moment.");
            });
      }
    };
  }

  /// A moving summary as a GIF of at most `pictures` pictures from the whole recording, four a
  /// second; a still gives one that does not move.
  public Decoding<byte[]> summary(Path file, int pictures, int longestSide)
      throws IOException, InterruptedException {
    return switch (probe(file)) {
      case Refused<MediaFacts>(var reason) -> new Refused<>(reason);
      case Decoded<MediaFacts>(var facts) -> {
        var container = container(facts);
        var seconds = Math.max(0.5, facts.lengthMillis().orElse(1_000) / 1_000.0);
        var rate = Math.min(4, pictures / seconds);
        var command = new ArrayList<>(List.of(ffmpeg().program("ffmpeg"), "-nostdin"));
        command.addAll(input(file, container));
        command.addAll(List.of("-map", "0:V:0", "-an", "-sn", "-dn", "-vf"));
        command.add(
            (container.still() ? "" : "fps=fps=%s:round=up,".formatted(Double.toString(rate)))
                + scaling(facts, longestSide)
                + "setpts=N/(4*TB),split[a][b];[a]palettegen=max_colors=128:stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=4");
        command.addAll(List.of("-frames:v", Integer.toString(pictures), "-loop", "0"));
        command.addAll(List.of("-r", "4", "-f", "gif", "pipe:1"));
        yield run(
            command,
            process -> {
              var bytes = process.output().readNBytes(SUMMARY_BYTES);
              return bytes.length > 0 && bytes.length < SUMMARY_BYTES
                  ? new Decoded<>(bytes)
                  : new Refused<>("There is no summary of this file.");
            });
      }
    };
  }

  /// The version of the ffmpeg that is used, such as 8.1.2.
  public String version() throws IOException, InterruptedException {
    return ffmpeg().version();
  }

  /// Which ffmpeg that is, and where.
  public String description() throws IOException, InterruptedException {
    return "ffmpeg %s in %s".formatted(ffmpeg().version(), ffmpeg().folder());
  }

  /// `counts`: the pictures of each taking.
  private static Decoding<Footage> whole(
      List<Integer> counts, MediaFacts facts, List<Taking> takings) {
    for (var i = 0; i < takings.size(); i++) {
      var footage = new Footage(facts, counts.get(i));
      var broken =
          switch (takings.get(i)) {
            case Taking.Grey(var sampling, var _) -> broken(footage, sampling);
            case Taking.Colour(var sampling, var _) -> broken(footage, sampling);
            case Taking.Heard _, Taking.Shown _, Taking.Held _ -> Optional.<String>empty();
          };
      if (broken.isPresent()) {
        return new Refused<>(broken.orElseThrow());
      }
    }
    return new Decoded<>(new Footage(facts, counts.getFirst()));
  }

  /// Why the pictures are not those of a whole recording; empty where they are.
  private static Optional<String> broken(Footage footage, Sampling sampling) {
    var length = footage.facts().lengthMillis();
    if (footage.frames() == 0) {
      return Optional.of("There is no picture in this file.");
    }
    if (length.isEmpty()) {
      return Optional.empty();
    }
    if (footage.frames() > picturesMax(footage.facts(), sampling.perSecond())) {
      return Optional.of(goesOn(footage.facts()));
    }
    var seconds = length.getAsLong() / 1_000.0;
    return footage.frames() < Math.floor(WHOLE * seconds * sampling.perSecond())
        ? Optional.of(
            "The recording breaks off after %.1f of %.1f seconds."
                .formatted(footage.frames() / sampling.perSecond(), seconds))
        : Optional.empty();
  }

  private static int picturesMax(MediaFacts facts, Taking taking) {
    return switch (taking) {
      case Taking.Grey(var sampling, var _) -> picturesMax(facts, sampling.perSecond());
      case Taking.Colour(var sampling, var _) -> picturesMax(facts, sampling.perSecond());
      case Taking.Heard _, Taking.Shown _, Taking.Held _ -> 0;
    };
  }

  /// How many pictures there are at most at a rate, if the recording is about as long as it says.
  static int picturesMax(MediaFacts facts, double perSecond) {
    return (int) Math.ceil(secondsMax(facts) * perSecond);
  }

  private static double secondsMax(MediaFacts facts) {
    return facts.lengthMillis().orElse(0) / 1_000.0 * LONGER + LONGER_SECONDS;
  }

  /// Why a recording is refused that has more pictures than that.
  static String goesOn(MediaFacts facts) {
    return "The recording goes on after the %.1f seconds that its file says it lasts."
        .formatted(facts.lengthMillis().orElse(0) / 1_000.0);
  }

  /// The same by a demuxer that is known already.
  Decoding<MediaFacts> probe(Path file, Container container)
      throws IOException, InterruptedException {
    if (container == Container.PNG && Container.isAnimatedPng(file)) {
      return new Refused<>(
          "This PNG is animated, and only its first picture would be seen; send a GIF or a video.");
    }
    if (container == Container.WEBP && Container.isAnimatedWebp(file)) {
      return new Refused<>("This WebP is animated, which is not taken; send a GIF or a video.");
    }
    var command = new ArrayList<>(List.of(ffmpeg().program("ffprobe")));
    command.addAll(input(file, container));
    command.addAll(
        List.of(
            "-show_entries",
            "format=duration:stream=codec_type,codec_name,width,height,duration"
                + ":stream_disposition=attached_pic,timed_thumbnails:stream_side_data=rotation:stream_tags=rotate",
            "-of",
            "json"));
    var stated =
        run(
            command,
            process -> {
              var answer = process.output().readNBytes(PROBE_BYTES);
              return Probe.read(new String(answer, StandardCharsets.UTF_8), container, limits);
            });
    return switch (stated) {
      case Decoded<MediaFacts>(var facts)
          when facts.lengthMillis().isEmpty() && !container.still() ->
          switch (measured(file, container)) {
            case Refused<Long>(var reason) -> new Refused<>(reason);
            case Decoded<Long>(var millis) -> Probe.within(facts.lasting(millis), limits);
          };
      case Decoded<MediaFacts>(var facts) -> Probe.within(facts, limits);
      case Refused<MediaFacts> refused -> refused;
    };
  }

  /// How many milliseconds a recording lasts that does not say it, by the moments of its pictures.
  private Decoding<Long> measured(Path file, Container container)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(ffmpeg().program("ffprobe")));
    command.addAll(input(file, container));
    command.addAll(
        List.of(
            "-select_streams",
            "V:0",
            "-show_entries",
            "packet=pts_time,dts_time,duration_time",
            "-of",
            "csv=p=0"));
    return run(
        command,
        process -> {
          var packets = process.output().readNBytes(PACKETS_BYTES);
          return packets.length < PACKETS_BYTES
              ? Probe.length(new String(packets, StandardCharsets.US_ASCII))
              : new Refused<>("The recording says no length, and has more pictures than are read.");
        });
  }

  /// What ffmpeg and ffprobe are told before and about the input.
  List<String> input(Path file, Container container) throws IOException {
    return input(file, container, WHOLLY);
  }

  /// `how`: how it is decoded.
  private List<String> input(Path file, Container container, List<String> how) throws IOException {
    var input = new ArrayList<>(how);
    input.addAll(
        List.of(
            "-v",
            "error",
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
            "file:" + file.toRealPath()));
    return input;
  }

  private static String filters(
      MediaFacts facts, Container container, Sampling sampling, String pixels) {
    // The picture shown at each moment, not the nearest one.
    var moments =
        container.still()
            ? ""
            : "fps=fps=%s:round=up,".formatted(Double.toString(sampling.perSecond()));
    return moments + scaling(facts, sampling.longestSide()) + "format=" + pixels;
  }

  /// The filter that makes a picture no larger than a side, and the comma after it.
  private static String scaling(MediaFacts facts, int side) {
    var longest = Math.max(facts.width(), facts.height());
    return longest <= side
        ? ""
        : "scale=%d:%d:flags=area,"
            .formatted(scaled(facts.width(), side, longest), scaled(facts.height(), side, longest));
  }

  private static Container container(MediaFacts facts) {
    return Container.valueOf(facts.container().toUpperCase(Locale.ROOT));
  }

  private static int scaled(int side, int to, int from) {
    return Math.max(1, Math.round((float) side * to / from));
  }

  /// What is made of the output while the process runs.
  @FunctionalInterface
  private interface Reading<T> {
    Decoding<T> read(LimitedProcess process) throws IOException, InterruptedException;
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
      var large = TOO_LARGE.matcher(ending.complaint());
      if (!(result instanceof Decoded) && large.find()) {
        return new Refused<>(Probe.tooLarge(large.group(1), large.group(2), limits));
      }
      if (ending.exitCode() != 0 || broken != null || result == null) {
        return new Refused<>(undecodable(ending.complaint(), broken));
      }
      return result;
    } finally {
      places.release();
    }
  }

  /// What cannot be decoded, in words for whoever sent it, and ffmpeg's own behind them.
  static String undecodable(String complaint, @Nullable IOException broken) {
    return "The file is cut off or damaged, or of a kind that cannot be decoded here; send it again (ffmpeg: %s)."
        .formatted(words(complaint, broken));
  }

  /// The first complaint, without the names of our files and of ffmpeg's parts.
  static String words(String complaint, @Nullable IOException broken) {
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
  synchronized Ffmpeg ffmpeg() throws IOException, InterruptedException {
    if (found == null) {
      found = Ffmpeg.find(home);
    }
    return found;
  }
}
