package ai.profithack.codegen.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// A model in other steps answers as it did before.
class BlockedModelTests {
  private static final int CHANNELS = 16;
  private static final int SIDE = 12;

  @Test
  void aHardSwishInFourStepsComesToTheSameInBlocks() throws OrtException {
    var model = model(swish("x1", 6), "");
    var blocked = BlockedModel.of(model);
    assertThat(said(model)).contains("Clip", "Div", "shift.x1");
    assertThat(said(blocked)).contains("HardSigmoid").doesNotContain("Clip", "Div", "shift.x1");
    assertSame(model, blocked);
  }

  /// One cuts at 1, and is no hard swish, the other one is.
  @Test
  void whatOnlyLooksLikeAHardSwishStaysAsItWas() throws OrtException {
    var model = model(swish("x1", 1), swish("y1", 6));
    var blocked = BlockedModel.of(model);
    assertThat(said(blocked)).contains("Clip", "Div", "HardSigmoid");
    assertSame(model, blocked);
  }

  /// A number that is multiplied by may not become part of weights whose result something else
  /// uses.
  @Test
  void aResultThatIsUsedElsewhereStaysAsItWas() throws OrtException {
    var graph = new Model();
    graph.convolution("first", "x", "a");
    graph.scaled("a", "b", 0.7f, 0.2f);
    graph.step("Relu", List.of("a"), "elsewhere");
    graph.convolution("second", "b", "c");
    graph.scaled("c", "d", -1.3f, 0.1f);
    graph.swish("d", "e", 6);
    graph.step("Add", List.of("e", "elsewhere"), "out");
    assertSame(graph.bytes(), BlockedModel.of(graph.bytes()));
  }

  @Test
  void aModelThatHasNoneIsNotTheOneThatWasExpected() {
    var graph = new Model();
    graph.convolution("only", "x", "out");
    assertThatThrownBy(() -> BlockedModel.of(graph.bytes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hard swish");
  }

  private record Swish(String value, float most) {}

  private static Swish swish(String value, float most) {
    return new Swish(value, most);
  }

  private static byte[] model(Swish one, Object other) {
    var graph = new Model();
    graph.convolution("first", "x", "x0");
    graph.scaled("x0", "x1", 1.7f, -0.3f);
    graph.swish(one.value(), "x2", one.most());
    graph.convolution("second", "x2", "y0");
    graph.scaled("y0", "y1", 0.6f, 0.4f);
    if (other instanceof Swish(var value, var most)) {
      graph.swish(value, "out", most);
    } else {
      graph.step("Relu", List.of("y1"), "out");
    }
    return graph.bytes();
  }

  /// Written as PP-OCRv4 is: constants are steps.
  private static final class Model {
    private final Protobuf graph = new Protobuf().text(2, "trial");
    private final Random random = new Random(7);

    void step(String kind, List<String> inputs, String output, Protobuf... attributes) {
      var node = new Protobuf();
      inputs.forEach(input -> node.text(1, input));
      node.text(2, output).text(3, output).text(4, kind);
      for (var attribute : attributes) {
        node.message(5, attribute);
      }
      graph.message(1, node);
    }

    String constant(String name, float[] values, long... shape) {
      var bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      var tensor = new Protobuf();
      for (var size : shape) {
        tensor.number(1, size);
      }
      tensor.number(2, 1).block(9, bytes.array());
      step(
          "Constant",
          List.of(),
          name,
          new Protobuf().text(1, "value").message(5, tensor).number(20, 4));
      return name;
    }

    /// 3 × 3, and padded, so that what is added before it is missed at the border.
    void convolution(String name, String from, String to) {
      var weights = new float[CHANNELS * CHANNELS * 9];
      var bias = new float[CHANNELS];
      for (var i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextGaussian() / 4;
      }
      for (var i = 0; i < bias.length; i++) {
        bias[i] = (float) random.nextGaussian();
      }
      var pads = new Protobuf().text(1, "pads");
      for (var i = 0; i < 4; i++) {
        pads.number(8, 1);
      }
      step(
          "Conv",
          List.of(
              from,
              constant("weights." + name, weights, CHANNELS, CHANNELS, 3, 3),
              constant("bias." + name, bias, CHANNELS)),
          to,
          pads.number(20, 7));
    }

    void scaled(String from, String to, float factor, float added) {
      var times = constant("factor." + to, new float[] {factor}, 1);
      step("Mul", List.of(times, from), "times." + to);
      step("Add", List.of("times." + to, constant("added." + to, new float[] {added}, 1)), to);
    }

    void swish(String from, String to, float most) {
      step("Add", List.of(from, constant("shift." + from, new float[] {3}, 1)), "shifted." + to);
      var limits =
          List.of(
              "shifted." + to,
              constant("least." + to, new float[] {0}),
              constant("most." + to, new float[] {most}));
      step("Clip", limits, "cut." + to);
      step("Mul", List.of(from, "cut." + to), "gated." + to);
      step("Div", List.of("gated." + to, constant("six." + to, new float[] {6}, 1)), "swish." + to);
      scaled("swish." + to, to, 1.2f, -0.15f);
    }

    byte[] bytes() {
      var whole = new Protobuf().raw(graph.toBytes());
      whole.message(11, picture("x")).message(12, picture("out"));
      return new Protobuf()
          .number(1, 8)
          .message(7, whole)
          .message(8, new Protobuf().text(1, "").number(2, 11))
          .toBytes();
    }

    private static Protobuf picture(String name) {
      var shape = new Protobuf();
      for (var size : new long[] {1, CHANNELS, SIDE, SIDE}) {
        shape.message(1, new Protobuf().number(1, size));
      }
      var tensor = new Protobuf().number(1, 1).message(2, shape);
      return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }
  }

  private static String said(byte[] model) {
    return new String(model, StandardCharsets.ISO_8859_1);
  }

  private static void assertSame(byte[] model, byte[] blocked) throws OrtException {
    var random = new Random(3);
    var picture = new float[CHANNELS * SIDE * SIDE];
    for (var i = 0; i < picture.length; i++) {
      picture[i] = (float) random.nextGaussian();
    }
    var before = run(model, picture);
    assertThat(before[0]).isNotEqualTo(before[1]);
    assertThat(run(blocked, picture)).containsExactly(before, Offset.offset(1e-4f));
  }

  private static float[] run(byte[] model, float[] picture) throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    var shape = new long[] {1, CHANNELS, SIDE, SIDE};
    try (var options = new OrtSession.SessionOptions();
        var session = environment.createSession(model, options);
        var input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(picture), shape);
        var results = session.run(Map.of("x", input))) {
      var values = ((OnnxTensor) results.get(0)).getFloatBuffer();
      var all = new float[values.remaining()];
      values.get(all);
      return all;
    }
  }
}
