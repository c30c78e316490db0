package ai.profithack.codegen.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /// The same picture with more channels, which are 0, or with as many.
  ///
  /// It is a convolution of which each channel takes but itself. ONNX Runtime keeps pictures in
  /// blocks of 16 channels, but not where channels are padded, nor where a number of them is pooled
  /// that fills no blocks; whatever is added to such a picture leaves its blocks as well. After a
  /// convolution it is in blocks again: that makes BlazeFace faster by a fifth.
  String widened(String picture, long from, long to) {
    var identity =
        ByteBuffer.allocate(Math.toIntExact(Float.BYTES * from * to))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (var channel = 0; channel < from; channel++) {
      identity.putFloat(Math.toIntExact(Float.BYTES * (channel * from + channel)), 1);
    }
    var kernel =
        new TfjsWeights.Tensor(
            TfjsWeights.Type.FLOAT32, new long[] {to, from, 1, 1}, identity.array(), 1, 0);
    return graph.node("Conv", List.of(picture, graph.weights(kernel)), Map.of());
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
