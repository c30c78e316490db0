package ai.profithack.codegen.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A model in the format of ONNX, of which some steps are replaced by others that come to the same,
/// but for what rounding makes of it.
///
/// ONNX Runtime keeps pictures in blocks of 16 channels from one convolution to the next. PP-OCRv4
/// multiplies by single numbers, adds them, and has its hard swishes in four steps; at each the
/// pictures leave their blocks and are gone over once more. Here single numbers behind a
/// convolution become part of its weights, and a hard swish is made of convolutions of which each
/// channel takes but itself, and one product; these stay in the blocks. That takes a seventh off
/// finding text and off reading it.
///
/// Numbers of fields are those of `onnx.proto3`
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
final class BlockedModel {
  private static final int GRAPH = 7;
  private static final int NODE = 1;
  private static final int INITIALIZER = 5;
  private static final int OUTPUT = 12;
  private static final int ATTRIBUTE = 5;
  private static final int FLOAT = 1;
  private static final int TENSOR = 5;
  private static final int FLOAT_ATTRIBUTE = 1;
  private static final int WHOLE_ATTRIBUTE = 2;

  private static final float HARD_SHIFT = 3;
  private static final float HARD_MAX = 6;

  /// `raw`: as it was stored.
  @SuppressWarnings("ArrayRecordComponent") // handed on, never changed
  private record Step(String kind, List<String> inputs, List<String> outputs, byte[] raw) {
    String output() {
      return outputs.getFirst();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on, never changed
  private record Constant(long[] shape, float[] values) {
    boolean isSingle() {
      return values.length == 1;
    }
  }

  private final List<Protobuf.Field> others = new ArrayList<>();
  private final List<Protobuf.Field> graphOthers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Constant> constants = new HashMap<>();
  private final Map<String, List<Step>> uses = new HashMap<>();
  private final Map<String, Step> makers = new HashMap<>();
  private final Set<String> results = new HashSet<>();

  /// What stands in the place of a step; nothing where it is left out.
  private final Map<Step, List<Protobuf>> replaced = new LinkedHashMap<>();

  /// How many channels a picture has, of those that a convolution made.
  private final Map<String, Integer> channels = new HashMap<>();

  private final List<Protobuf> made = new ArrayList<>();

  /// What the new steps take.
  private final Set<String> needed = new HashSet<>();

  private BlockedModel(byte[] model) {
    for (var field : Protobuf.fields(model)) {
      if (field.number() == GRAPH) {
        Protobuf.fields(field.block()).forEach(this::take);
      } else {
        others.add(field);
      }
    }
    for (var step : steps) {
      makers.put(step.output(), step);
      step.inputs().forEach(input -> uses.computeIfAbsent(input, _ -> new ArrayList<>()).add(step));
    }
  }

  /// The same model, in steps that stay in their blocks.
  ///
  /// Errors: [IllegalArgumentException] where there is none to replace: then it is not a model that
  /// this was written for.
  static byte[] of(byte[] model) {
    var blocked = new BlockedModel(model);
    blocked.steps.forEach(blocked::foldNumbers);
    var folded = blocked.replaced.size();
    blocked.steps.forEach(blocked::replaceSwish);
    if (folded == 0 || blocked.replaced.size() == folded) {
      throw new IllegalArgumentException("it has no hard swish behind a convolution");
    }
    return blocked.toBytes();
  }

  private void take(Protobuf.Field field) {
    switch (field.number()) {
      case NODE -> {
        var step = step(field.block());
        steps.add(step);
        if (step.kind().equals("Constant")) {
          constant(step.raw()).ifPresent(value -> constants.put(step.output(), value));
        }
      }
      case OUTPUT -> {
        results.add(text(Protobuf.fields(field.block()).getFirst()));
        graphOthers.add(field);
      }
      default -> graphOthers.add(field);
    }
  }

  private static Step step(byte[] node) {
    var inputs = new ArrayList<String>();
    var outputs = new ArrayList<String>();
    var kind = "";
    for (var field : Protobuf.fields(node)) {
      switch (field.number()) {
        case 1 -> inputs.add(text(field));
        case 2 -> outputs.add(text(field));
        case 4 -> kind = text(field);
        default -> {
          // Names and attributes stay as they are.
        }
      }
    }
    return new Step(kind, inputs, outputs, node);
  }

  /// The decimals of a constant; empty for whole numbers.
  private static Optional<Constant> constant(byte[] node) {
    return Protobuf.fields(node).stream()
        .filter(field -> field.number() == ATTRIBUTE)
        .flatMap(attribute -> Protobuf.fields(attribute.block()).stream())
        .filter(field -> field.number() == TENSOR)
        .findFirst()
        .flatMap(tensor -> decimals(tensor.block()));
  }

  private static Optional<Constant> decimals(byte[] tensor) {
    var shape = new ArrayList<Long>();
    var values = new byte[0];
    for (var field : Protobuf.fields(tensor)) {
      switch (field.number()) {
        case 1 -> {
          if (field.block().length > 0) {
            shape.addAll(Protobuf.varints(field.block()));
          } else {
            shape.add(field.value());
          }
        }
        case 2 -> {
          if (field.value() != FLOAT) {
            return Optional.empty();
          }
        }
        case 4, 9 -> values = field.block();
        default -> {
          // Names.
        }
      }
    }
    var decimals = new float[values.length / Float.BYTES];
    ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(decimals);
    return Optional.of(new Constant(shape.stream().mapToLong(Long::longValue).toArray(), decimals));
  }

  /// A convolution whose result is multiplied by one number, and to which another one is added,
  /// becomes one that does both.
  private void foldNumbers(Step convolution) {
    if (!convolution.kind().equals("Conv") || convolution.inputs().size() < 3) {
      return;
    }
    var weights = constants.get(convolution.inputs().get(1));
    var bias = constants.get(convolution.inputs().get(2));
    var product = onlyUse(convolution.output(), "Mul");
    var sum = product.flatMap(step -> onlyUse(step.output(), "Add"));
    if (weights == null || bias == null || sum.isEmpty()) {
      return;
    }
    var factor = number(product.orElseThrow());
    var added = number(sum.orElseThrow());
    if (factor.isEmpty() || added.isEmpty()) {
      return;
    }
    var by = factor.orElseThrow();
    var shift = added.orElseThrow();
    var result = sum.orElseThrow().output();
    var inputs =
        List.of(
            convolution.inputs().getFirst(),
            decimals(result + "/weights", weights.shape(), scaled(weights.values(), by, 0)),
            decimals(result + "/bias", bias.shape(), scaled(bias.values(), by, shift)));
    replaced.put(convolution, List.of(node("Conv", result, inputs, attributes(convolution))));
    replaced.put(product.orElseThrow(), List.of());
    replaced.put(sum.orElseThrow(), List.of());
    channels.put(result, Math.toIntExact(weights.shape()[0]));
  }

  /// x · clip(x + 3, 0, 6) / 6, multiplied by one number, and another one added.
  private void replaceSwish(Step clip) {
    if (!clip.kind().equals("Clip")) {
      return;
    }
    var shifted = makers.get(clip.inputs().getFirst());
    var product = onlyUse(clip.output(), "Mul");
    var swish = product.flatMap(step -> onlyUse(step.output(), "Div"));
    var scaled = swish.flatMap(step -> onlyUse(step.output(), "Mul"));
    var sum = scaled.flatMap(step -> onlyUse(step.output(), "Add"));
    if (shifted == null || sum.isEmpty()) {
      return;
    }
    var picture = shifted.inputs().getFirst();
    var width = channels.get(picture);
    var factor = number(scaled.orElseThrow());
    var added = number(sum.orElseThrow());
    if (width == null
        || !isCut(clip)
        || !product.orElseThrow().inputs().contains(picture)
        || !isNumber(shifted, HARD_SHIFT)
        || !isNumber(swish.orElseThrow(), HARD_MAX)
        || factor.isEmpty()
        || added.isEmpty()) {
      return;
    }
    var result = sum.orElseThrow().output();
    var same = itself(result + "/same", picture, width, 1, 0);
    var gate =
        node(
            "HardSigmoid",
            result + "/gate",
            List.of(result + "/same"),
            List.of(decimal("alpha", 1 / HARD_MAX), decimal("beta", HARD_SHIFT / HARD_MAX)));
    var gated = node("Mul", result + "/gated", List.of(picture, result + "/gate"), List.of());
    var whole = itself(result, result + "/gated", width, factor.orElseThrow(), added.orElseThrow());
    List.of(shifted, clip, product.orElseThrow(), swish.orElseThrow(), scaled.orElseThrow())
        .forEach(step -> replaced.put(step, List.of()));
    replaced.put(sum.orElseThrow(), List.of(same, gate, gated, whole));
  }

  /// A convolution of which each channel takes but itself.
  private Protobuf itself(String result, String picture, int width, float factor, float added) {
    var factors = new float[width];
    var sums = new float[width];
    Arrays.fill(factors, factor);
    Arrays.fill(sums, added);
    return node(
        "Conv",
        result,
        List.of(
            picture,
            decimals(result + "/factors", new long[] {width, 1, 1, 1}, factors),
            decimals(result + "/sums", new long[] {width}, sums)),
        List.of(new Protobuf().text(1, "group").number(3, width).number(20, WHOLE_ATTRIBUTE)));
  }

  /// The one step that uses a value, if it is of a kind.
  private Optional<Step> onlyUse(String value, String kind) {
    var all = uses.getOrDefault(value, List.of());
    return all.size() == 1 && !results.contains(value) && all.getFirst().kind().equals(kind)
        ? Optional.of(all.getFirst())
        : Optional.empty();
  }

  /// The one number among what a step takes.
  private Optional<Float> number(Step step) {
    return step.inputs().stream()
        .filter(constants::containsKey)
        .map(constants::get)
        .filter(Constant::isSingle)
        .map(constant -> constant.values()[0])
        .findFirst();
  }

  private boolean isNumber(Step step, float expected) {
    return number(step).filter(value -> value == expected).isPresent();
  }

  /// Whether it cuts to what a hard swish cuts to: by attributes, or by constants in newer models.
  private boolean isCut(Step clip) {
    var limits = new ArrayList<Float>();
    clip.inputs().stream().skip(1).forEach(name -> limits.add(constants.get(name).values()[0]));
    for (var attribute : attributes(clip)) {
      Protobuf.fields(attribute.toBytes()).stream()
          .filter(field -> field.number() == 2)
          .forEach(field -> limits.add(Float.intBitsToFloat((int) field.value())));
    }
    return limits.size() == 2 && limits.contains(0f) && limits.contains(HARD_MAX);
  }

  private static float[] scaled(float[] values, float factor, float added) {
    var scaled = new float[values.length];
    for (var i = 0; i < values.length; i++) {
      scaled[i] = values[i] * factor + added;
    }
    return scaled;
  }

  /// A new constant; its name.
  private String decimals(String name, long[] shape, float[] values) {
    var bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    var tensor = new Protobuf();
    for (var size : shape) {
      tensor.number(1, size);
    }
    made.add(tensor.number(2, FLOAT).text(8, name).block(9, bytes.array()));
    return name;
  }

  private static Protobuf decimal(String name, float value) {
    return new Protobuf().text(1, name).decimal(2, value).number(20, FLOAT_ATTRIBUTE);
  }

  private static List<Protobuf> attributes(Step step) {
    return Protobuf.fields(step.raw()).stream()
        .filter(field -> field.number() == ATTRIBUTE)
        .map(field -> new Protobuf().raw(field.block()))
        .toList();
  }

  private Protobuf node(
      String kind, String result, List<String> inputs, List<Protobuf> attributes) {
    needed.addAll(inputs);
    var node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, result).text(3, result).text(4, kind);
    attributes.forEach(attribute -> node.message(ATTRIBUTE, attribute));
    return node;
  }

  private byte[] toBytes() {
    steps.stream()
        .filter(step -> !replaced.containsKey(step))
        .forEach(step -> needed.addAll(step.inputs()));
    steps.stream()
        .filter(step -> step.kind().equals("Constant") && !needed.contains(step.output()))
        .forEach(step -> replaced.put(step, List.of()));
    var graph = new Protobuf();
    for (var step : steps) {
      replaced
          .getOrDefault(step, List.of(new Protobuf().raw(step.raw())))
          .forEach(node -> graph.message(NODE, node));
    }
    made.forEach(tensor -> graph.message(INITIALIZER, tensor));
    graphOthers.forEach(graph::field);
    var model = new Protobuf();
    others.forEach(model::field);
    return model.message(GRAPH, graph).toBytes();
  }

  private static String text(Protobuf.Field field) {
    return new String(field.block(), StandardCharsets.UTF_8);
  }
}
