package ai.profithack.codegen.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A model in the format of ONNX, written step by step; the numbers are the fields and types of
/// `onnx.proto3` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
///
/// Pictures inside have their channels first (batch, channels, rows, columns), as ONNX wants it.
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int INT64 = 7;

  private final Protobuf graph = new Protobuf();
  private final List<Protobuf> outputs = new ArrayList<>();
  private int names;

  OnnxGraph(String name) {
    graph.text(2, name);
  }

  /// What the model is given; -1 for a size that is not fixed.
  void input(String name, long... shape) {
    graph.message(11, valueInfo(name, shape));
  }

  void output(String name) {
    outputs.add(valueInfo(name));
  }

  /// A name that no other value has.
  String fresh(String stem) {
    return stem + "#" + names++;
  }

  /// One step; its result has the name that is given, and is returned.
  String node(String kind, String result, List<String> inputs, Map<String, Object> attributes) {
    var node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, result).text(3, result).text(4, kind);
    attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
    graph.message(1, node);
    return result;
  }

  String node(String kind, List<String> inputs, Map<String, Object> attributes) {
    return node(kind, fresh(kind), inputs, attributes);
  }

  String wholes(long... values) {
    var buffer = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(values);
    return constant(fresh("wholes"), INT64, buffer.array(), values.length);
  }

  String decimal(float value) {
    return constant(fresh("decimal"), FLOAT, bytes(value));
  }

  /// Weights as a value of the graph. Quantised ones are kept so, a byte each, and made decimals
  /// when the model is loaded.
  String weights(TfjsWeights.Tensor tensor) {
    if (tensor.type() == TfjsWeights.Type.FLOAT32) {
      return constant(fresh("weights"), FLOAT, tensor.bytes(), tensor.shape());
    }
    var quantised = constant(fresh("weights"), UINT8, tensor.bytes(), tensor.shape());
    var decimals = node("Cast", List.of(quantised), Map.of("to", (long) FLOAT));
    var scaled = node("Mul", List.of(decimals, decimal(tensor.scale())), Map.of());
    return node("Add", List.of(scaled, decimal(tensor.min())), Map.of());
  }

  byte[] toBytes() {
    outputs.forEach(output -> graph.message(12, output));
    outputs.clear();
    return new Protobuf()
        .number(1, IR_VERSION)
        .text(2, "profithack")
        .message(7, graph)
        .message(8, new Protobuf().text(1, "").number(2, OPSET))
        .toBytes();
  }

  private static byte[] bytes(float value) {
    return ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
  }

  private String constant(String name, int type, byte[] values, long... shape) {
    var tensor = new Protobuf();
    for (var size : shape) {
      tensor.number(1, size);
    }
    graph.message(5, tensor.number(2, type).text(8, name).block(9, values));
    return name;
  }

  private static Protobuf attribute(String name, Object value) {
    var attribute = new Protobuf().text(1, name);
    return switch (value) {
      case Float decimal -> attribute.decimal(2, decimal).number(20, 1);
      case Long whole -> attribute.number(3, whole).number(20, 2);
      case String text -> attribute.text(4, text).number(20, 3);
      case long[] wholes -> {
        for (var whole : wholes) {
          attribute.number(8, whole);
        }
        yield attribute.number(20, 7);
      }
      default -> throw new IllegalArgumentException("not an attribute: " + value);
    };
  }

  private static Protobuf valueInfo(String name, long... shape) {
    var dimensions = new Protobuf();
    for (var size : shape) {
      dimensions.message(
          1, size < 0 ? new Protobuf().text(2, "any") : new Protobuf().number(1, size));
    }
    var type = new Protobuf().number(1, FLOAT);
    if (shape.length > 0) {
      type.message(2, dimensions);
    }
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, type));
  }
}
