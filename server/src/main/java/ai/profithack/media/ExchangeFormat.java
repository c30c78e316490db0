package ai.profithack.media;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Hashes as the field exchanges them, one item a line: the type of the hash, a space, the hash.
///
///     pdq f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22
///     vpdq ["f8f8…9b22,100,0.000", "f9f8…9b22,98,1.000"]
///
///     sound {"lengthMillis":61000,"peaks":"AAAAQC0…"}
///
/// `vpdq` is a JSON array of strings, each a hash, its quality and its second. A line that is a hash
/// alone is taken as `pdq`. `sound` is ours, since the field has no type for it: [SoundHash#bytes] in
/// Base64. Blank lines and lines that begin with `#` are passed over.
///
/// Source: python-threatexchange's file exchange and its vPDQ extension, repository
/// facebook/ThreatExchange.
final class ExchangeFormat {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FULL_QUALITY = 100;
  private static final int MOMENTS_MAX = 100_000;

  /// The characters of a line: room for as many moments.
  static final int LINE_MAX = 12_000_000;

  private static final double SECONDS_MAX = 86_400;

  /// A list says what was seen at some moments; between two of them it was seen half the way.
  private static final int REACH_MILLIS = 500;

  private ExchangeFormat() {}

  /// An item of a list. `key`: the hash itself, or the digest of a recording's hashes.
  record Entry(String key, Fingerprints prints) {}

  static boolean blank(String line) {
    return line.isBlank() || line.startsWith("#");
  }

  /// Errors: [IllegalArgumentException], with the reason in words.
  static Entry read(String line) {
    var text = line.strip();
    var space = text.indexOf(' ');
    var type = space < 0 ? "pdq" : text.substring(0, space);
    var signal = text.substring(space + 1).strip();
    return switch (type) {
      case "pdq" -> {
        var hash = PdqHash.parse(signal);
        yield new Entry(hash.hex(), Fingerprints.of(VideoHash.still(hash, FULL_QUALITY)));
      }
      case "vpdq" -> recording(signal);
      case "sound" -> sound(signal);
      default ->
          throw new IllegalArgumentException("hashes of type " + shortened(type) + " are not read");
    };
  }

  static String write(VideoHash hash) {
    if (hash.lengthMillis() == 0) {
      return "pdq " + hash.frames().getFirst().hashes().getFirst().hex();
    }
    var moments =
        hash.frames().stream()
            .map(frame ->
                String.format(
                    Locale.ROOT,
                    "%s,%d,%.3f",
                    frame.hashes().getFirst().hex(),
                    frame.quality(),
                    (frame.fromMillis() + frame.toMillis()) / 2_000.0))
            .toList();
    return "vpdq " + JSON.writeValueAsString(moments);
  }

  static String write(SoundHash sound) {
    return "sound "
        + JSON.writeValueAsString(
            new SoundLine(sound.lengthMillis(), Base64.getEncoder().encodeToString(sound.bytes())));
  }

  private record SoundLine(long lengthMillis, String peaks) {}

  private static Entry sound(String json) {
    try {
      var line = JSON.readTree(json);
      var peaks = Base64.getDecoder().decode(line.path("peaks").asString(""));
      var sound = SoundHash.of(line.path("lengthMillis").asLong(0), peaks);
      return new Entry(digest(json), Fingerprints.of(sound));
    } catch (JacksonException unreadable) {
      throw new IllegalArgumentException(
          "not a JSON object with lengthMillis and peaks", unreadable);
    }
  }

  private record Moment(PdqHash hash, int quality, int atMillis) {}

  private static Entry recording(String json) {
    List<Moment> moments = new ArrayList<>();
    try {
      var array = JSON.readTree(json);
      if (!array.isArray() || array.size() > MOMENTS_MAX) {
        throw new IllegalArgumentException("not a JSON array of at most 100,000 strings");
      }
      for (var moment : array) {
        moments.add(moment(moment.asString("")));
      }
    } catch (JacksonException unreadable) {
      throw new IllegalArgumentException("not a JSON array of strings", unreadable);
    }
    moments.removeIf(moment -> moment.quality < Pdq.QUALITY_MIN);
    moments.sort(java.util.Comparator.comparingInt(Moment::atMillis));
    var frames = new ArrayList<FrameHash>();
    for (var i = 0; i < moments.size(); i++) {
      var moment = moments.get(i);
      var before = i == 0 ? 0 : (moment.atMillis - moments.get(i - 1).atMillis) / 2;
      var after = i + 1 == moments.size() ? 0 : (moments.get(i + 1).atMillis - moment.atMillis) / 2;
      frames.add(
          new FrameHash(
              moment.atMillis - Math.min(REACH_MILLIS, before),
              moment.atMillis + Math.min(REACH_MILLIS, after),
              moment.quality,
              List.of(moment.hash)));
    }
    var length = moments.isEmpty() ? 1 : Math.max(1, moments.getLast().atMillis);
    return new Entry(digest(json), Fingerprints.of(new VideoHash(length, frames)));
  }

  private static Moment moment(String text) {
    var parts = text.split(",", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a hash, a quality and a second: " + shortened(text));
    }
    try {
      var quality = Integer.parseInt(parts[1]);
      var seconds = Double.parseDouble(parts[2]);
      if (quality < 0 || quality > FULL_QUALITY || !(seconds >= 0 && seconds <= SECONDS_MAX)) {
        throw new IllegalArgumentException("no quality or no second: " + shortened(text));
      }
      return new Moment(PdqHash.parse(parts[0]), quality, (int) Math.round(seconds * 1_000));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("no number: " + shortened(text), notANumber);
    }
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(90, text.length()));
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
