package ai.profithack.watermark;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.media.Decoder;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.Decoding;
import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Transcoder;
import ai.profithack.watermark.Mark.Drawn;
import ai.profithack.watermark.Mark.Place;
import ai.profithack.watermark.Mark.Visible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `watermark embed IN OUT` and `watermark read FILE`.
@Command(
    name = "watermark",
    description = "Puts marks into videos and pictures, and reads the invisible one back.",
    mixinStandardHelpOptions = true)
class WatermarkCommand extends ConsoleCommand {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final double PERCENT = 100;
  private static final double THOUSAND = 1_000;

  private final Environment environment;

  WatermarkCommand(Environment environment) {
    this.environment = environment;
  }

  @Command(
      name = "embed",
      description = {
        "Makes a marked file of a video or picture: an invisible payload, a text, a logo, or several of them.",
        "Prints JSON: file, payload, psnr (the new file's brightness against the original's, in dB), markPsnr (what the payload alone changed), frames, readable (whether the payload was read back)."
      },
      mixinStandardHelpOptions = true)
  int embed(
      @Parameters(paramLabel = "IN", description = "The original.") Path in,
      @Parameters(
              paramLabel = "OUT",
              description = "The new file: *.mp4 for a video, *.png or *.jpg for a picture.")
          Path out,
      @Option(
              names = "--payload",
              paramLabel = "HEX",
              description = "What the invisible mark says: 6 to 8 hexadecimal digits.")
          @Nullable String payload,
      @Option(names = "--text", paramLabel = "TEXT", description = "A line to be seen.")
          @Nullable String text,
      @Option(names = "--logo", paramLabel = "PNG", description = "A picture to be seen.")
          @Nullable Path logo,
      @Option(
              names = "--place",
              paramLabel = "PLACE",
              defaultValue = "bottom-right",
              description =
                  "Where: top-left, top, top-right, left, centre, right, bottom-left, bottom, bottom-right, or two shares such as 0.2,0.8. Default: bottom-right.")
          String place,
      @Option(
              names = "--size",
              defaultValue = "0.06",
              description =
                  "A text's height or a logo's width as a share of the shorter side. Default: 0.06.")
          double size,
      @Option(names = "--opacity", defaultValue = "0.7", description = "To 1. Default: 0.7.")
          double opacity,
      @Option(names = "--from", defaultValue = "0", description = "Seconds. Default: 0.")
          double from,
      @Option(names = "--to", defaultValue = "Infinity", description = "Seconds. Default: the end.")
          double to)
      throws IOException, InterruptedException {
    try {
      var marks = new ArrayList<Mark>();
      if (text != null) {
        marks.add(new Visible(new Drawn.Text(text), place(place), size, opacity, from, to));
      }
      if (logo != null) {
        marks.add(new Visible(new Drawn.Logo(logo), place(place), size, opacity, from, to));
      }
      if (payload != null) {
        marks.add(new Mark.Invisible(new Payload(payload)));
      }
      if (marks.isEmpty()) {
        return complain(USAGE, "Say what to embed: --payload, --text or --logo.");
      }
      return missing(in) || missing(out.toAbsolutePath().normalize().resolveSibling("."))
          ? FAILED
          : embedded(in, out, marks, payload);
    } catch (IllegalArgumentException wrong) {
      return complain(USAGE, String.valueOf(wrong.getMessage()));
    } catch (NoSuchFileException gone) {
      return complain(FAILED, "There is no file %s.".formatted(gone.getFile()));
    } catch (DecoderUnavailable unavailable) {
      return complain(FAILED, String.valueOf(unavailable.getMessage()));
    }
  }

  @Command(
      name = "read",
      description = {
        "Reads the invisible mark that this installation's key put into a video or picture, from any copy of it.",
        "Prints JSON: found, payload, confidence (0 to 1), and how the copy lies: scale, degrees, mirrored."
      },
      mixinStandardHelpOptions = true)
  int read(@Parameters(paramLabel = "FILE", description = "The copy.") Path file)
      throws IOException, InterruptedException {
    if (missing(file)) {
      return FAILED;
    }
    try {
      return switch (watermarks().read(file)) {
        case Refused<Reading>(var reason) -> complain(FAILED, file + ": " + reason);
        case Decoded<Reading>(var reading) -> {
          print(json(reading));
          yield 0;
        }
      };
    } catch (DecoderUnavailable unavailable) {
      return complain(FAILED, String.valueOf(unavailable.getMessage()));
    }
  }

  private int embedded(Path in, Path out, List<Mark> marks, @Nullable String payload)
      throws IOException, InterruptedException {
    Decoding<Marked> ending = watermarks().embed(in, out, marks, done -> {});
    return switch (ending) {
      case Refused<Marked>(var reason) -> complain(FAILED, in + ": " + reason);
      case Decoded<Marked>(var marked) -> {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("file", out.toString());
        json.put("payload", payload == null ? null : new Payload(payload).hex());
        json.put("psnr", rounded(marked.psnrDb(), PERCENT));
        json.put("markPsnr", rounded(marked.markPsnrDb(), PERCENT));
        json.put("frames", marked.frames());
        json.put("readable", marked.readable());
        print(json);
        yield marked.readable()
            ? 0
            : complain(
                FAILED,
                in
                    + ": The payload cannot be read back: there is too little even ground, or too little time.");
      }
    };
  }

  private static Map<String, @Nullable Object> json(Reading reading) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("found", reading.found().isPresent());
    json.put("payload", reading.found().map(found -> found.payload().hex()).orElse(null));
    json.put("confidence", rounded(reading.confidence(), THOUSAND));
    reading
        .found()
        .map(Reading.Found::geometry)
        .ifPresent(geometry -> {
          json.put("scale", rounded(geometry.scale(), THOUSAND));
          json.put("degrees", rounded(geometry.degrees(), THOUSAND));
          json.put("mirrored", geometry.mirrored());
        });
    json.put("frames", reading.frames());
    return json;
  }

  /// Null for what is no number that JSON has.
  private static @Nullable Double rounded(double value, double unit) {
    return Double.isFinite(value) ? Math.round(value * unit) / unit : null;
  }

  private void print(Map<String, @Nullable Object> json) {
    out().println(JSON.writeValueAsString(json));
    out().flush();
  }

  private boolean missing(Path path) {
    if (Files.exists(path)) {
      return false;
    }
    complain(FAILED, "There is no %s.".formatted(path));
    return true;
  }

  private static Place place(String name) {
    var known = Place.NAMED.get(name.toLowerCase(Locale.ROOT).replace("center", "centre"));
    if (known != null) {
      return known;
    }
    if (!name.matches("[0-9.]{1,9},[0-9.]{1,9}")) {
      throw new IllegalArgumentException("There is no place %s; see --help.".formatted(name));
    }
    var shares = name.split(",", 2);
    return new Place(Double.parseDouble(shares[0]), Double.parseDouble(shares[1]));
  }

  private Watermarks watermarks() {
    var home = Path.of(environment.getProperty("PROFITHACK_HOME", "profithack-data"));
    var decoder = new Decoder(home, DecodingLimits.DEFAULT);
    return new Watermarks(
        decoder,
        new Transcoder(decoder),
        environment.getProperty("PROFITHACK_WATERMARK_KEY", ""),
        home);
  }
}
