package ai.profithack.events;

import ai.profithack.kernel.StorableText;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event that is not accepted, as it is kept: its place in the batch, why, and what was sent, as
/// JSON where it was that, else as the text it was. `context` is from where it came, of which only
/// hashes are kept.
record Refused(
    int index,
    Problem problem,
    @Nullable String eventId,
    @Nullable String payload,
    @Nullable String raw,
    @Nullable GiftContext context) {
  private static final int RAW_LIMIT = 8_000;
  private static final int ID_LIMIT = 200;

  static Refused event(int index, Event event, Problem problem) {
    var json = EventJson.write(event);
    return json.contains("\\u0000") || !StorableText.is(json)
        ? text(index, event.id(), json, problem, event.context())
        : new Refused(index, problem, event.id(), json, null, event.context());
  }

  /// Something that could not be read as an event at all. What PostgreSQL cannot hold is kept as
  /// U+FFFD.
  static Refused text(
      int index,
      @Nullable String eventId,
      String raw,
      Problem problem,
      @Nullable GiftContext context) {
    return new Refused(
        index,
        problem,
        eventId == null ? null : storable(eventId, ID_LIMIT),
        null,
        storable(raw, RAW_LIMIT),
        context);
  }

  private static String storable(String text, int limit) {
    var cut = text.length() > limit ? text.substring(0, limit) : text;
    var storable = new StringBuilder(cut.length());
    cut.codePoints()
        .map(point -> point == 0 || (point >= 0xD800 && point <= 0xDFFF) ? 0xFFFD : point)
        .forEach(storable::appendCodePoint);
    return storable.toString();
  }

  Receipt.Refusal toRefusal() {
    return new Receipt.Refusal(index, eventId, problem.code(), problem.reason());
  }

  /// The same for the same thing sent again and refused for the same reason.
  UUID fingerprint(String source) {
    return UUID.nameUUIDFromBytes(
        String.join("\n", source, problem.code(), String.valueOf(payload), String.valueOf(raw))
            .getBytes(StandardCharsets.UTF_8));
  }
}
