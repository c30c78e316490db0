package ai.profithack.codegen.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The steps that models of TensorFlow.js are made of, written as steps of ONNX.
///
/// TensorFlow has the channels of a picture last, ONNX first. Pictures are turned once, on their
/// way in, and back where something else than a picture is made of them.
record Steps(OnnxGraph graph) {
  /// How a window moves over a picture: `SAME` or `VALID`, and steps down and across.
  @SuppressWarnings("ArrayRecordComponent") // two numbers that nobody changes
  record Window(String padding, long[] strides) {
    Map<String, Object> attributes() {
      return Map.of(
          "auto_pad",
          switch (padding) {
            // Where one more row is needed, it is added at the end, in both.
            case "SAME" -> "SAME_UPPER";
            case "VALID" -> "VALID";
            default -> throw new IllegalArgumentException("padding " + padding);
          },
          "strides",
          strides);
    }
  }

  String channelsFirst(String picture) {
    return graph.node("Transpose", List.of(picture), Map.of("perm", new long[] {0, 3, 1, 2}));
  }

  String channelsLast(String picture) {
    return graph.node("Transpose", List.of(picture), Map.of("perm", new long[] {0, 2, 3, 1}));
  }

  /// `kernel`: rows, columns, channels in, channels out. `bias`: none or one.
  String convolution(String picture, TfjsWeights.Tensor kernel, List<String> bias, Window window) {
    return convolved(picture, kernel.ordered(3, 2, 0, 1), bias, window, 1);
  }

  /// `kernel`: rows, columns, channels in, channels out for each channel in.
  String depthwise(String picture, TfjsWeights.Tensor kernel, List<String> bias, Window window) {
    var ordered = kernel.ordered(2, 3, 0, 1);
    var shape = ordered.shape();
    var flat = ordered.shaped(shape[0] * shape[1], 1, shape[2], shape[3]);
    return convolved(picture, flat, bias, window, shape[0]);
  }

  private String convolved(
      String picture, TfjsWeights.Tensor kernel, List<String> bias, Window window, long groups) {
    var inputs = new ArrayList<>(List.of(picture, graph.weights(kernel)));
    inputs.addAll(bias);
    var attributes = new HashMap<>(window.attributes());
    attributes.put("group", groups);
    return graph.node("Conv", inputs, attributes);
  }

  String pool(String kind, String picture, long[] size, Window window) {
    var attributes = new HashMap<>(window.attributes());
    attributes.put("kernel_shape", size);
    return graph.node(kind, List.of(picture), attributes);
  }

  /// Rows of values times weights (values in, values out), plus a bias.
  String dense(String rows, TfjsWeights.Tensor weights, TfjsWeights.Tensor bias) {
    return graph.node("Gemm", List.of(rows, graph.weights(weights), graph.weights(bias)), Map.of());
  }

  String activation(String kind, String input) {
    return switch (kind) {
      case "linear" -> input;
      case "relu" -> graph.node("Relu", List.of(input), Map.of());
      case "relu6" ->
          graph.node("Clip", List.of(input, graph.decimal(0), graph.decimal(6)), Map.of());
      case "softmax" -> graph.node("Softmax", List.of(input), Map.of("axis", -1L));
      default -> throw new IllegalArgumentException("activation " + kind);
    };
  }
}
