package ai.profithack.codegen.models;

import ai.profithack.codegen.models.Steps.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Converts a model of Keras layers, as TensorFlow.js stores it, to ONNX.
///
/// Only what our model is made of; anything else is an [IllegalArgumentException] that names it.
final class LayersModel {
  private final TfjsWeights weights;
  private final OnnxGraph onnx;
  private final Steps steps;
  private final Map<String, String> converted = new HashMap<>();

  private LayersModel(String name, TfjsWeights weights) {
    this.weights = weights;
    onnx = new OnnxGraph(name);
    steps = new Steps(onnx);
  }

  /// The output is called as the last layer.
  static byte[] toOnnx(String name, Object model, byte[] shards) {
    var layers =
        new LayersModel(name, new TfjsWeights(Literal.at(model, "weightsManifest"), shards));
    var config = Literal.at(model, "modelTopology", "model_config", "config");
    for (var layer : Literal.list(Literal.at(config, "layers"))) {
      layers.convert(layer);
    }
    for (var output : Literal.list(Literal.at(config, "output_layers"))) {
      layers.output(Literal.string(Literal.list(output).getFirst()));
    }
    return layers.onnx.toBytes();
  }

  private void output(String layer) {
    onnx.output(onnx.node("Identity", layer, List.of(converted.get(layer)), Map.of()));
  }

  private void convert(Object layer) {
    var name = Literal.string(Literal.at(layer, "name"));
    var config = Literal.at(layer, "config");
    var inputs = inputs(layer);
    var kind = Literal.string(Literal.at(layer, "class_name"));
    var result =
        switch (kind) {
          case "InputLayer" -> input(name, config);
          case "ZeroPadding2D" -> padded(inputs, Literal.at(config, "padding"));
          case "Conv2D" ->
              activated(
                  config,
                  steps.convolution(
                      value(inputs), weights.get(name + "/kernel"), bias(name), window(config)));
          case "DepthwiseConv2D" ->
              activated(
                  config,
                  steps.depthwise(
                      value(inputs),
                      weights.get(name + "/depthwise_kernel"),
                      bias(name),
                      window(config)));
          case "BatchNormalization" -> normalised(name, config, inputs);
          case "ReLU" -> steps.activation(rectifier(config), value(inputs));
          case "Add" -> onnx.node("Add", inputs.stream().map(converted::get).toList(), Map.of());
          case "AveragePooling2D" ->
              steps.pool(
                  "AveragePool",
                  value(inputs),
                  Literal.wholes(Literal.at(config, "pool_size")),
                  window(config));
          case "Flatten" ->
              onnx.node("Flatten", List.of(steps.channelsLast(value(inputs))), Map.of("axis", 1L));
          case "Dropout" -> value(inputs); // only while a model learns
          case "Dense" ->
              activated(
                  config,
                  steps.dense(
                      value(inputs), weights.get(name + "/kernel"), weights.get(name + "/bias")));
          default -> throw new IllegalArgumentException(name + " is of an unknown kind: " + kind);
        };
    converted.put(name, result);
  }

  private String input(String name, Object config) {
    var shape =
        Literal.list(Literal.at(config, "batch_input_shape")).stream()
            .mapToLong(size -> size == null ? -1 : Literal.whole(size))
            .toArray();
    onnx.input(name, shape);
    return steps.channelsFirst(name);
  }

  private String value(List<String> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("one input is expected, not " + inputs);
    }
    return converted.get(inputs.getFirst());
  }

  /// Pairs of before and after, for rows and for columns.
  private String padded(List<String> inputs, Object padding) {
    var rows = Literal.wholes(Literal.list(padding).get(0));
    var columns = Literal.wholes(Literal.list(padding).get(1));
    var pads = onnx.wholes(0, 0, rows[0], columns[0], 0, 0, rows[1], columns[1]);
    return onnx.node("Pad", List.of(value(inputs), pads), Map.of());
  }

  private String normalised(String name, Object config, List<String> inputs) {
    var epsilon = ((Double) Literal.at(config, "epsilon")).floatValue();
    return onnx.node(
        "BatchNormalization",
        List.of(
            value(inputs),
            onnx.weights(weights.get(name + "/gamma")),
            onnx.weights(weights.get(name + "/beta")),
            onnx.weights(weights.get(name + "/moving_mean")),
            onnx.weights(weights.get(name + "/moving_variance"))),
        Map.of("epsilon", epsilon));
  }

  private static String rectifier(Object config) {
    var max = Literal.object(config).get("max_value");
    if (max == null) {
      return "relu";
    }
    if (Literal.whole(max) != 6) {
      throw new IllegalArgumentException("a rectifier up to " + max);
    }
    return "relu6";
  }

  private String activated(Object config, String value) {
    return steps.activation(Literal.string(Literal.at(config, "activation")), value);
  }

  private List<String> bias(String name) {
    var bias = name + "/bias";
    return weights.has(bias) ? List.of(onnx.weights(weights.get(bias))) : List.of();
  }

  private static Window window(Object config) {
    var dilation = Literal.object(config).get("dilation_rate");
    if (dilation != null && Literal.wholes(dilation)[0] != 1) {
      throw new IllegalArgumentException("dilated windows are not converted");
    }
    return new Window(
        Literal.string(Literal.at(config, "padding")).toUpperCase(Locale.ROOT),
        Literal.wholes(Literal.at(config, "strides")));
  }

  private static List<String> inputs(Object layer) {
    return Literal.list(Literal.at(layer, "inbound_nodes")).stream()
        .flatMap(call -> Literal.list(call).stream())
        .map(input -> Literal.string(Literal.list(input).getFirst()))
        .toList();
  }
}
