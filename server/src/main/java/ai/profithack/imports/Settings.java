package ai.profithack.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// One block of a mapping file. Knows where it stands, and which of its settings nobody asked for.
final class Settings {
  private final String file;
  private final String path;
  private final Node node;
  private final Map<String, Node> members = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  Settings(String file, String path, Node node) {
    this.file = file;
    this.path = path;
    this.node = node;
    if (!(node instanceof MappingNode block)) {
      throw problem(node, path, "should be a block of settings");
    }
    for (var member : block.getValue()) {
      var key = scalar(member.getKeyNode(), path + ": a name");
      if (members.put(key, member.getValueNode()) != null) {
        throw problem(member.getKeyNode(), at(key), "is there twice");
      }
    }
  }

  boolean has(String key) {
    asked.add(key);
    return members.containsKey(key);
  }

  String text(String key) {
    var text = textOrNull(key);
    if (text == null) {
      throw problem(node, at(key), "is missing");
    }
    return text;
  }

  @Nullable String textOrNull(String key) {
    var member = member(key);
    return member == null ? null : scalar(member, at(key));
  }

  /// A list of texts; one text alone is a list of it.
  List<String> texts(String key) {
    var member = member(key);
    if (member == null) {
      return List.of();
    }
    if (member instanceof SequenceNode list) {
      return list.getValue().stream().map(one -> scalar(one, at(key))).toList();
    }
    return List.of(scalar(member, at(key)));
  }

  Settings block(String key) {
    var member = member(key);
    if (member == null) {
      throw problem(node, at(key), "is missing");
    }
    return new Settings(file, at(key), member);
  }

  @Nullable Settings blockOrNull(String key) {
    return has(key) ? block(key) : null;
  }

  boolean isBlock(String key) {
    return members.get(key) instanceof MappingNode;
  }

  List<Settings> blocks(String key) {
    var member = member(key);
    if (member == null) {
      return List.of();
    }
    if (!(member instanceof SequenceNode list)) {
      throw problem(member, at(key), "should be a list");
    }
    var blocks = new ArrayList<Settings>();
    for (var one : list.getValue()) {
      blocks.add(new Settings(file, at(key) + "[" + blocks.size() + "]", one));
    }
    return blocks;
  }

  /// The settings of a block whose names are free, each with a text or a list of texts.
  Map<String, List<String>> free() {
    var free = new LinkedHashMap<String, List<String>>();
    members.keySet().forEach(key -> free.put(key, texts(key)));
    return free;
  }

  /// Errors: [InvalidMapping] where there is a setting that means nothing here.
  void finish() {
    for (var member : members.entrySet()) {
      if (!asked.contains(member.getKey())) {
        throw problem(
            member.getValue(),
            at(member.getKey()),
            "means nothing here; known are " + String.join(", ", asked));
      }
    }
  }

  InvalidMapping problem(String key, String sentence) {
    var member = members.get(key);
    return problem(member == null ? node : member, at(key), sentence);
  }

  private @Nullable Node member(String key) {
    asked.add(key);
    return members.get(key);
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String scalar(Node node, String where) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw problem(node, where, "should be a text");
  }

  private InvalidMapping problem(Node where, String what, String sentence) {
    return new InvalidMapping(
        "%s, line %d: %s %s."
            .formatted(
                file,
                where.getStartMark().getLine() + 1,
                what.isEmpty() ? "this" : what,
                sentence));
  }
}
