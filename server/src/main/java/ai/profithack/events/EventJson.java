package ai.profithack.events;

import ai.profithack.events.Event.VideoDetails;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Events as JSON objects, in and out.
public final class EventJson {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxNumberLength(40)
                  .maxStringLength(100_000)
                  .maxNameLength(1_000)
                  .build())
          .build();

  /// What stands in the place of what identifies people.
  static final String NOT_KEPT = "(not kept)";

  /// A field of a context with its value, the last one of a text that was cut off too.
  private static final Pattern CONTEXT =
      Pattern.compile(
          "(\"(?:deviceId|paymentMethodId|ipAddress)\"\\s*:\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*+\"?|[^,}\\]\\s]+)",
          Pattern.DOTALL);

  private EventJson() {}

  /// What one element of a batch was read as.
  public sealed interface Reading {
    /// An event; whether it is accepted is another question.
    record Parsed(Event event) implements Reading {}

    /// Not an event: its id where there was one, what was sent, why it cannot be read, and from
    /// where it came where that could be.
    record Unreadable(
        @Nullable String id, String sent, Problem problem, @Nullable GiftContext context)
        implements Reading {}
  }

  /// Reads one JSON object. `quantity` is only for counters, which the API does not take.
  public static Reading read(byte[] json, boolean mayCount) {
    return read(json, 0, json.length, mayCount);
  }

  static Reading read(byte[] json, int from, int length, boolean mayCount) {
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json, from, length)) {
      var token = parser.nextToken();
      if (token != JsonToken.START_OBJECT) {
        return unreadable(json, from, length, notAnObject());
      }
      var reader = new EventReader(parser, mayCount);
      var problem = reader.read();
      if (parser.nextToken() != null) {
        problem = new Problem("malformed_json", "Something follows the event's closing brace.");
      }
      return problem == null
          ? new Reading.Parsed(reader.event())
          : new Reading.Unreadable(
              reader.id(), text(json, from, length), problem, reader.context());
    } catch (JacksonException malformed) {
      return unreadable(json, from, length, malformed(malformed));
    }
  }

  static Problem notAnObject() {
    return new Problem("not_an_object", "An event must be a JSON object.");
  }

  private static Problem malformed(JacksonException failure) {
    var message = String.valueOf(failure.getOriginalMessage());
    return new Problem(
        "malformed_json",
        "The event is not valid JSON in UTF-8: "
            + (message.length() > 300 ? message.substring(0, 300) + "…" : message));
  }

  private static Reading unreadable(byte[] json, int from, int length, Problem problem) {
    return new Reading.Unreadable(null, text(json, from, length), problem, null);
  }

  /// The text as it was sent, without what identifies people.
  static String text(byte[] json, int from, int length) {
    var sent = new String(json, from, Math.min(length, 40_000), StandardCharsets.UTF_8);
    return CONTEXT.matcher(sent).replaceAll("$1\"" + NOT_KEPT + "\"");
  }

  /// The event as the API would send it, but for its context, which is never written down.
  public static String write(Event event) {
    var text = new StringWriter();
    try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("id", event.id());
      json.writeStringProperty("type", event.type().wireName());
      json.writeStringProperty("time", event.time().toString());
      number(json, "userId", event.userId());
      number(json, "videoId", event.videoId());
      number(json, "creatorId", event.creatorId());
      number(json, "giftId", event.giftId());
      string(json, "giftName", event.giftName());
      var amount = event.amount();
      if (amount != null) {
        json.writeStringProperty("amount", amount.toDecimal().toPlainString());
        json.writeStringProperty("currency", amount.currency().getCurrencyCode());
      }
      string(json, "refundOf", event.refundOf());
      string(json, "disputeOf", event.disputeOf());
      if (event.quantity() != 1) {
        json.writeNumberProperty("quantity", event.quantity());
      }
      var seconds = event.durationSeconds();
      if (seconds != null) {
        json.writeNumberProperty("durationSeconds", seconds);
      }
      var video = event.video();
      if (video != null) {
        write(json, video);
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, VideoDetails video) {
    string(json, "title", video.title());
    if (!video.hashtags().isEmpty()) {
      json.writeArrayPropertyStart("hashtags");
      video.hashtags().forEach(json::writeString);
      json.writeEndArray();
    }
    string(json, "sound", video.sound());
    string(json, "category", video.category());
  }

  private static void string(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }

  private static void number(JsonGenerator json, String name, @Nullable Long value) {
    if (value != null) {
      json.writeNumberProperty(name, value);
    }
  }
}
