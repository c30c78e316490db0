package ai.profithack.events;

import ai.profithack.events.EventJson.Reading;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads the body of a request: a JSON array of events, or one event a line.
///
/// First in one go. Where that meets something that is not JSON, the body is cut into its elements
/// by brackets and quotes alone, and each is read by itself, so that one broken event does not take
/// the others with it.
final class BatchReader {
  private final byte[] body;

  private BatchReader(byte[] body) {
    this.body = body;
  }

  /// Null where the body is not an array, not even a damaged one.
  static @Nullable List<Reading> array(byte[] body) {
    return new BatchReader(body).array();
  }

  /// One event a line; blank lines are skipped.
  static List<Reading> lines(byte[] body) {
    return new BatchReader(body).lines();
  }

  private @Nullable List<Reading> array() {
    try (var parser = EventJson.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return null;
      }
      var readings = new ArrayList<Reading>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        readings.add(element(parser));
      }
      return parser.nextToken() == null ? readings : null;
    } catch (JacksonException malformed) {
      return elementwise();
    }
  }

  private Reading element(JsonParser parser) {
    var start = parser.currentTokenLocation().getByteOffset();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return new Reading.Unreadable(null, text(start, parser), EventJson.notAnObject(), null);
    }
    var reader = new EventReader(parser, false);
    var problem = reader.read();
    return problem == null
        ? new Reading.Parsed(reader.event())
        : new Reading.Unreadable(reader.id(), text(start, parser), problem, reader.context());
  }

  private String text(long start, JsonParser parser) {
    var end = Math.min(body.length, parser.currentLocation().getByteOffset());
    return EventJson.text(body, (int) start, (int) Math.max(0, end - start));
  }

  private List<Reading> lines() {
    var readings = new ArrayList<Reading>();
    var start = 0;
    for (var i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '\n') {
        addUnlessBlank(start, i, readings);
        start = i + 1;
      }
    }
    return readings;
  }

  private void addUnlessBlank(int from, int until, List<Reading> readings) {
    var start = skipBlank(from, until);
    if (start < until) {
      readings.add(EventJson.read(body, start, until - start, false));
    }
  }

  private @Nullable List<Reading> elementwise() {
    var readings = new ArrayList<Reading>();
    var start = skipBlank(0, body.length);
    if (start == body.length || body[start] != '[') {
      return null;
    }
    start++;
    var depth = 0;
    var inString = false;
    for (var i = start; i < body.length; i++) {
      var character = body[i];
      if (inString) {
        if (character == '\\') {
          i++;
        } else if (character == '"') {
          inString = false;
        }
        continue;
      }
      switch (character) {
        case '"' -> inString = true;
        case '{', '[' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            readings.add(between(start, i));
            start = i + 1;
          }
        }
        case ']' -> {
          if (depth == 0) {
            readings.add(between(start, i));
            return skipBlank(i + 1, body.length) == body.length ? readings : null;
          }
          depth--;
        }
        default -> {}
      }
      if (depth < 0) {
        return null;
      }
    }
    return null;
  }

  private Reading between(int from, int until) {
    var start = skipBlank(from, until);
    return EventJson.read(body, start, until - start, false);
  }

  private int skipBlank(int from, int until) {
    var i = from;
    while (i < until && (body[i] == ' ' || body[i] == '\t' || body[i] == '\r' || body[i] == '\n')) {
      i++;
    }
    return i;
  }
}
