package ai.profithack.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// The elements of one array in a JSON document.
final class JsonDocumentSource extends RecordSource {
  private final JsonParser parser;
  private boolean ended;

  JsonDocumentSource(Bytes bytes, Format format) {
    super(bytes);
    parser = JsonFiles.MAPPER.createParser(new Utf8Reader(bytes));
    try {
      enter(format.records());
    } catch (JacksonException malformed) {
      throw notJson(malformed);
    }
  }

  private void enter(String path) {
    var token = parser.nextToken();
    for (var name : path.isEmpty() ? List.<String>of() : List.of(path.split("\\.", -1))) {
      if (token != JsonToken.START_OBJECT) {
        throw new UnreadableFile("The file has no " + path + ".");
      }
      token = parser.nextToken();
      while (token == JsonToken.PROPERTY_NAME && !name.equals(parser.currentName())) {
        parser.nextToken();
        parser.skipChildren();
        token = parser.nextToken();
      }
      if (token != JsonToken.PROPERTY_NAME) {
        throw new UnreadableFile("The file has no " + path + ".");
      }
      token = parser.nextToken();
    }
    if (token != JsonToken.START_ARRAY) {
      throw new UnreadableFile(
          path.isEmpty() ? "The file is not a JSON array." : path + " is not a JSON array.");
    }
  }

  @Override
  List<String> header() {
    return List.of();
  }

  @Override
  @Nullable SourceRecord next() {
    if (ended) {
      return null;
    }
    try {
      var token = parser.nextToken();
      if (token == JsonToken.END_ARRAY) {
        ended = true;
        return null;
      }
      if (token == null) {
        throw new UnreadableFile("The file ends in the middle of its list.");
      }
      number++;
      JsonNode node = parser.readValueAsTree();
      return new JsonRecord(
          number,
          parser.currentLocation().getLineNr(),
          node,
          shortened(node.toString()),
          JsonRecord.problemOf(node));
    } catch (JacksonException malformed) {
      throw notJson(malformed);
    }
  }

  private UnreadableFile notJson(JacksonException malformed) {
    return new UnreadableFile(
        "After record %d the file is not JSON: %s.".formatted(number, JsonFiles.message(malformed)),
        malformed);
  }
}
