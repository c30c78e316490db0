package ai.profithack.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// A JSON object. A path goes through members by dots; `[]` goes into every element of an array,
/// and an array at the end of a path stands for its elements.
record JsonRecord(long number, long line, JsonNode node, String raw, @Nullable String problem)
    implements SourceRecord {
  static JsonRecord broken(long number, long line, String raw, String problem) {
    return new JsonRecord(
        number, line, NullNode.getInstance(), RecordSource.shortened(raw), problem);
  }

  @Override
  public @Nullable String text(String column) {
    var texts = texts(column);
    return texts.isEmpty() ? null : texts.getFirst();
  }

  @Override
  public List<String> texts(String column) {
    var nodes = List.of(node);
    for (var step : column.split("\\.", -1)) {
      var intoArray = step.endsWith("[]");
      var name = intoArray ? step.substring(0, step.length() - 2) : step;
      var reached = new ArrayList<JsonNode>();
      for (var one : nodes) {
        var member = one.path(name);
        if (intoArray) {
          member.forEach(reached::add);
        } else {
          reached.add(member);
        }
      }
      nodes = reached;
    }
    return nodes.stream()
        .flatMap(one -> one.isArray() ? one.valueStream() : Stream.of(one))
        .filter(one -> one.isValueNode() && !one.isNull())
        .map(JsonNode::asString)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  static @Nullable String problemOf(JsonNode node) {
    if (!node.isObject()) {
      return "it is not a JSON object";
    }
    return problemWithin(node);
  }

  private static @Nullable String problemWithin(JsonNode node) {
    if (node.isString()) {
      return RecordSource.problemOf(node.asString());
    }
    for (var child : node) {
      var problem = problemWithin(child);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }
}
