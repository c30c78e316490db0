package ai.profithack.codegen.models;

import static java.util.Objects.requireNonNull;

import ai.profithack.codegen.models.Steps.Window;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Converts a graph of TensorFlow, as TensorFlow.js stores it, to ONNX.
///
/// Only what our models are made of; anything else is an [IllegalArgumentException] that names it.
final class GraphModel {
  private final Map<String, Object> nodes = new LinkedHashMap<>();
  private final TfjsWeights weights;
  private final OnnxGraph onnx;
  private final Steps steps;

  /// Names in ONNX of what was converted.
  private final Map<String, String> converted = new HashMap<>();

  /// Which of them are pictures with channels first, and how many channels each has.
  private final Map<String, Long> pictures = new HashMap<>();

  private GraphModel(String name, Object model, byte[] shards) {
    for (var node : Literal.list(Literal.at(model, "modelTopology", "node"))) {
      nodes.put(Literal.string(Literal.at(node, "name")), node);
    }
    weights = new TfjsWeights(Literal.at(model, "weightsManifest"), shards);
    onnx = new OnnxGraph(name);
    steps = new Steps(onnx);
  }

  /// The outputs are called as the nodes that nothing else uses.
  static byte[] toOnnx(String name, Object model, byte[] shards) {
    var graph = new GraphModel(name, model, shards);
    var used = new HashSet<String>();
    graph.nodes.values().forEach(node -> used.addAll(inputs(node)));
    graph.nodes.keySet().stream()
        .filter(node -> !used.contains(node))
        .sorted()
        .forEach(graph::output);
    return graph.onnx.toBytes();
  }

  private void output(String node) {
    var value = value(node);
    if (pictures.containsKey(node)) {
      throw new IllegalArgumentException(node + " is a picture; none is expected to come out");
    }
    onnx.output(onnx.node("Identity", node, List.of(value), Map.of()));
  }

  private String value(String name) {
    var known = converted.get(name);
    if (known == null) {
      known = convert(name, nodes.get(name));
      converted.put(name, known);
    }
    return known;
  }

  private String convert(String name, Object node) {
    var inputs = inputs(node);
    var kind = Literal.string(Literal.at(node, "op"));
    return switch (kind) {
      case "Placeholder" -> placeholder(name, node);
      case "Identity" -> same(name, inputs.getFirst(), value(inputs.getFirst()));
      case "_FusedConv2D" ->
          picture(
              name, weights.get(inputs.get(1)).shape()[3], fused(node, convolved(node, inputs)));
      case "DepthwiseConv2dNative", "FusedDepthwiseConv2dNative" -> {
        var kernel = weights.get(inputs.get(1)).shape();
        yield picture(name, kernel[2] * kernel[3], fused(node, depthwise(node, inputs)));
      }
      case "AddV2" -> arithmetic(name, "Add", inputs);
      case "Mul", "Sub" -> arithmetic(name, kind, inputs);
      case "Relu" ->
          same(name, inputs.getFirst(), steps.activation("relu", value(inputs.getFirst())));
      case "MaxPool" -> {
        var pooled = pool("MaxPool", node, inputs);
        var channels = channels(inputs.getFirst());
        yield picture(name, channels, steps.widened(pooled, channels, channels));
      }
      case "AvgPool" -> same(name, inputs.getFirst(), pool("AveragePool", node, inputs));
      case "Pad" -> padded(name, inputs);
      case "Reshape" ->
          onnx.node(
              "Reshape",
              List.of(
                  channelsLast(inputs.getFirst()),
                  onnx.wholes(weights.get(inputs.get(1)).wholes())),
              Map.of());
      case "Squeeze" ->
          onnx.node(
              "Squeeze",
              List.of(
                  channelsLast(inputs.getFirst()),
                  onnx.wholes(Literal.wholes(attribute(node, "squeeze_dims", "list", "i")))),
              Map.of());
      case "_FusedMatMul" -> fused(node, multiplied(node, inputs));
      case "Softmax" -> steps.activation("softmax", channelsLast(inputs.getFirst()));
      default -> throw new IllegalArgumentException(name + " is of an unknown kind: " + kind);
    };
  }

  private String placeholder(String name, Object node) {
    var shape =
        Literal.list(attribute(node, "shape", "shape", "dim")).stream()
            .mapToLong(dimension -> Literal.whole(Literal.at(dimension, "size")))
            .toArray();
    if (shape.length != 4) {
      throw new IllegalArgumentException(name + " is not a picture");
    }
    onnx.input(name, shape);
    return picture(name, shape[3], steps.channelsFirst(name));
  }

  private String convolved(Object node, List<String> inputs) {
    return steps.convolution(
        pictureOf(inputs.getFirst()), weights.get(inputs.get(1)), bias(inputs), window(node));
  }

  private String depthwise(Object node, List<String> inputs) {
    return steps.depthwise(
        pictureOf(inputs.getFirst()), weights.get(inputs.get(1)), bias(inputs), window(node));
  }

  private List<String> bias(List<String> inputs) {
    return inputs.size() < 3 ? List.of() : List.of(onnx.weights(weights.get(inputs.get(2))));
  }

  private String multiplied(Object node, List<String> inputs) {
    for (var turned : List.of("transpose_a", "transpose_b")) {
      if (Boolean.TRUE.equals(attribute(node, turned, "b"))) {
        throw new IllegalArgumentException(turned + " is not converted");
      }
    }
    return steps.dense(
        channelsLast(inputs.getFirst()), weights.get(inputs.get(1)), weights.get(inputs.get(2)));
  }

  /// What is fused to a step: a bias, which the step itself adds, and an activation.
  private String fused(Object node, String result) {
    var operations = Literal.object(Literal.at(node, "attr")).get("fused_ops");
    if (operations == null) {
      return result;
    }
    var value = result;
    for (var operation : Literal.list(Literal.at(operations, "list", "s"))) {
      var kind = decoded(operation);
      value =
          kind.equals("BiasAdd") ? value : steps.activation(kind.toLowerCase(Locale.ROOT), value);
    }
    return value;
  }

  private String arithmetic(String name, String kind, List<String> inputs) {
    var constants = inputs.stream().filter(weights::has).toList();
    var values = inputs.stream().map(this::operand).toList();
    var pictured = inputs.stream().filter(pictures::containsKey).count();
    if (pictured > 0) {
      if (pictured + constants.size() != inputs.size()) {
        throw new IllegalArgumentException(name + " mixes pictures and others");
      }
      pictures.put(
          name,
          inputs.stream()
              .filter(pictures::containsKey)
              .mapToLong(this::channels)
              .max()
              .orElseThrow());
    }
    return onnx.node(kind, values, Map.of());
  }

  /// A value, or a constant; of these only single numbers, for which the order does not matter.
  private String operand(String input) {
    if (!weights.has(input)) {
      return value(input);
    }
    var tensor = weights.get(input);
    if (tensor.shape().length > 0) {
      throw new IllegalArgumentException(input + " is not a single number");
    }
    return onnx.weights(tensor);
  }

  private String pool(String kind, Object node, List<String> inputs) {
    var size = Literal.wholes(attribute(node, "ksize", "list", "i"));
    return steps.pool(
        kind, pictureOf(inputs.getFirst()), new long[] {size[1], size[2]}, window(node));
  }

  /// Pairs of before and after for batch, rows, columns, channels; ONNX wants all befores first.
  private String padded(String name, List<String> inputs) {
    var pairs = weights.get(inputs.get(1)).wholes();
    var before = pictureOf(inputs.getFirst());
    var channels = channels(inputs.getFirst()) + pairs[6] + pairs[7];
    if (Arrays.stream(pairs).limit(7).allMatch(pad -> pad == 0)) {
      return picture(name, channels, steps.widened(before, channels(inputs.getFirst()), channels));
    }
    var pads =
        onnx.wholes(pairs[0], pairs[6], pairs[2], pairs[4], pairs[1], pairs[7], pairs[3], pairs[5]);
    return picture(name, channels, onnx.node("Pad", List.of(before, pads), Map.of()));
  }

  private Window window(Object node) {
    var strides = Literal.wholes(attribute(node, "strides", "list", "i"));
    var dilations = Literal.object(Literal.at(node, "attr")).get("dilations");
    if (dilations != null) {
      for (var dilation : Literal.wholes(Literal.at(dilations, "list", "i"))) {
        if (dilation != 1) {
          throw new IllegalArgumentException("dilated windows are not converted");
        }
      }
    }
    return new Window(
        decoded(attribute(node, "padding", "s")), new long[] {strides[1], strides[2]});
  }

  private String picture(String name, long channels, String value) {
    pictures.put(name, channels);
    return value;
  }

  private long channels(String picture) {
    return requireNonNull(pictures.get(picture), picture);
  }

  private String same(String name, String input, String value) {
    if (pictures.containsKey(input)) {
      pictures.put(name, channels(input));
    }
    return value;
  }

  private String pictureOf(String input) {
    var value = value(input);
    if (!pictures.containsKey(input)) {
      throw new IllegalArgumentException(input + " is not a picture");
    }
    return value;
  }

  private String channelsLast(String input) {
    var value = value(input);
    return pictures.containsKey(input) ? steps.channelsLast(value) : value;
  }

  private static Object attribute(Object node, String... names) {
    return Literal.at(Literal.at(node, "attr"), names);
  }

  private static String decoded(Object base64) {
    return new String(Base64.getDecoder().decode(Literal.string(base64)), StandardCharsets.UTF_8);
  }

  private static List<String> inputs(Object node) {
    var inputs = Literal.object(node).get("input");
    return inputs == null ? List.of() : Literal.list(inputs).stream().map(Literal::string).toList();
  }
}
