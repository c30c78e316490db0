package ai.profithack.media;

import ai.profithack.media.Decoding.Decoded;
import ai.profithack.media.Decoding.Refused;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what ffprobe answers, and refuses what is beyond the limits.
final class Probe {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String SECONDS = "\\d{1,9}(\\.\\d{1,9})?";
  private static final String MOMENT = "-?" + SECONDS;

  private Probe() {}

  /// Without a length where the file states none; how long a recording may last is for [#within] to
  /// say.
  static Decoding<MediaFacts> read(String json, Container container, DecodingLimits limits) {
    JsonNode answer;
    try {
      answer = JSON.readTree(json);
    } catch (JacksonException unreadable) {
      return new Refused<>("What the file says about itself cannot be read.");
    }
    var videos = streams(answer, "video");
    if (videos.isEmpty()) {
      return new Refused<>("There is no picture in this file.");
    }
    if (videos.size() > 1) {
      // Players choose by rules of their own, and some let the viewer choose.
      return new Refused<>(
          "The file has %d tracks of pictures, and only one of them would be looked at; send it with one."
              .formatted(videos.size()));
    }
    var stored = videos.getFirst();
    var width = stored.path("width").asInt(0);
    var height = stored.path("height").asInt(0);
    if (width < 1 || height < 1) {
      // ffprobe keeps silent about a size that it refuses.
      return new Refused<>(
          "The file says no size of its picture, or more than %s pixels.".formatted(most(limits)));
    }
    if ((long) width * height > limits.pixels()) {
      return new Refused<>(tooLarge(Integer.toString(width), Integer.toString(height), limits));
    }
    var rotation = rotation(stored);
    var upright = rotation % 180 == 0;
    return new Decoded<>(
        new MediaFacts(
            container.name().toLowerCase(Locale.ROOT),
            stored.path("codec_name").asString(""),
            streams(answer, "audio").stream()
                .findFirst()
                .map(audio -> audio.path("codec_name").asString(""))
                .orElse(""),
            upright ? width : height,
            upright ? height : width,
            rotation,
            length(answer, stored, container)));
  }

  /// Why a picture of this size is refused.
  static String tooLarge(String width, String height, DecodingLimits limits) {
    return "The picture has %s × %s pixels; %s are permitted, or as many in another shape."
        .formatted(width, height, most(limits));
  }

  /// Refuses a recording that lasts too long.
  static Decoding<MediaFacts> within(MediaFacts facts, DecodingLimits limits) {
    var millis = facts.lengthMillis().orElse(0);
    return millis <= limits.length().toMillis()
        ? new Decoded<>(facts)
        : new Refused<>(
            "The recording lasts %d minutes; %d are permitted."
                .formatted(millis / 60_000, limits.length().toMinutes()));
  }

  /// From the first picture to the end of the last, in milliseconds, 1 or more: of the moments and
  /// lengths of all packets as ffprobe lists them, a line each, in seconds, with commas.
  static Decoding<Long> length(String packets) {
    var begin = Double.POSITIVE_INFINITY;
    var end = Double.NEGATIVE_INFINITY;
    for (var line : (Iterable<String>) packets.lines()::iterator) {
      var fields = line.split(",", -1);
      var shown = fields[0].matches(MOMENT) ? fields[0] : fields.length > 1 ? fields[1] : "";
      if (shown.matches(MOMENT)) {
        var at = Double.parseDouble(shown);
        var lasting = fields.length > 2 && fields[2].matches(SECONDS) ? fields[2] : "0";
        begin = Math.min(begin, at);
        end = Math.max(end, at + Double.parseDouble(lasting));
      }
    }
    return begin > end
        ? new Refused<>("The file says of no picture when it is shown.")
        : new Decoded<>(Math.max(1, Math.round((end - begin) * 1_000)));
  }

  private static String most(DecodingLimits limits) {
    var side = (long) Math.sqrt(limits.pixels());
    return "%d × %d".formatted(side, side);
  }

  /// All but cover pictures. What stands for chapters is one to ffmpeg, and moves in players that
  /// know nothing of chapters.
  private static List<JsonNode> streams(JsonNode answer, String type) {
    return StreamSupport.stream(answer.path("streams").spliterator(), false)
        .filter(stream -> stream.path("codec_type").asString("").equals(type))
        .filter(stream -> !isCover(stream.path("disposition")))
        .toList();
  }

  private static boolean isCover(JsonNode disposition) {
    return disposition.path("attached_pic").asInt(0) == 1
        && disposition.path("timed_thumbnails").asInt(0) == 0;
  }

  /// That of the pictures where the file says it; sound may go on without them.
  private static OptionalLong length(JsonNode answer, JsonNode video, Container container) {
    var whole = answer.path("format").path("duration").asString("");
    var seconds = video.path("duration").asString(whole);
    var millis =
        container.still() || !seconds.matches(SECONDS)
            ? 0
            : Math.round(Double.parseDouble(seconds) * 1_000);
    return millis == 0 ? OptionalLong.empty() : OptionalLong.of(millis);
  }

  /// ffprobe's angle is counter-clockwise.
  private static int rotation(JsonNode stream) {
    var angle =
        StreamSupport.stream(stream.path("side_data_list").spliterator(), false)
            .filter(data -> data.has("rotation"))
            .findFirst()
            .map(data -> data.path("rotation").asDouble(0))
            .orElse(0.0);
    return Math.floorMod(Math.round(-angle / 90) * 90, 360);
  }
}
