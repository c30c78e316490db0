package ai.profithack.codegen.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The weights of a model of TensorFlow.js: one block of bytes, cut up by a manifest.
final class TfjsWeights {
  enum Type {
    FLOAT32,
    INT32,
    /// Decimals as `value * scale + min`, a byte each.
    QUANTISED
  }

  /// `bytes`: in the order of `shape`, the last index fastest; little-endian.
  @SuppressWarnings("ArrayRecordComponent") // weights are not copied, and nobody changes them
  record Tensor(Type type, long[] shape, byte[] bytes, float scale, float min) {
    long[] wholes() {
      if (type != Type.INT32) {
        throw new IllegalArgumentException("these weights are not whole numbers: " + type);
      }
      var values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
      return java.util.stream.IntStream.range(0, values.limit()).mapToLong(values::get).toArray();
    }

    /// With its dimensions in another order: the first of the result is the `order[0]`th of this.
    Tensor ordered(int... order) {
      var width = type == Type.QUANTISED ? 1 : Float.BYTES;
      var sizes = new long[shape.length];
      var steps = new int[shape.length];
      for (var i = 0; i < shape.length; i++) {
        sizes[i] = shape[order[i]];
        steps[i] = 1;
        for (var j = order[i] + 1; j < shape.length; j++) {
          steps[i] *= Math.toIntExact(shape[j]);
        }
      }
      var moved = new byte[bytes.length];
      var index = new int[shape.length];
      for (var to = 0; to < moved.length; to += width) {
        var from = 0;
        for (var i = 0; i < index.length; i++) {
          from += index[i] * steps[i];
        }
        System.arraycopy(bytes, from * width, moved, to, width);
        for (var i = index.length - 1; i >= 0 && ++index[i] == sizes[i]; i--) {
          index[i] = 0;
        }
      }
      return new Tensor(type, sizes, moved, scale, min);
    }

    Tensor shaped(long... sizes) {
      return new Tensor(type, sizes, bytes, scale, min);
    }
  }

  private final Map<String, Tensor> tensors = new HashMap<>();

  /// `manifest`: `weightsManifest` of a model; `shards`: its files, in their order, joined.
  TfjsWeights(Object manifest, byte[] shards) {
    var at = 0;
    for (var group : Literal.list(manifest)) {
      for (var entry : Literal.list(Literal.at(group, "weights"))) {
        var shape = Literal.wholes(Literal.at(entry, "shape"));
        var type = type(entry);
        var size = type == Type.QUANTISED ? 1 : Float.BYTES;
        var length = Math.toIntExact(Arrays.stream(shape).reduce(size, Math::multiplyExact));
        var bytes = Arrays.copyOfRange(shards, at, at + length);
        at += length;
        var name = Literal.string(Literal.at(entry, "name"));
        // A whole number between bounds is quantised too; it is made whole again here.
        tensors.put(name, decoded(entry, type, shape, bytes));
      }
    }
    if (at != shards.length) {
      throw new IllegalArgumentException(
          "the manifest tells of %d bytes, there are %d".formatted(at, shards.length));
    }
  }

  Tensor get(String name) {
    var tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("there are no weights named " + name);
    }
    return tensor;
  }

  boolean has(String name) {
    return tensors.containsKey(name);
  }

  private static Type type(Object entry) {
    var quantisation = Literal.object(entry).get("quantization");
    if (quantisation != null) {
      var stored = Literal.at(quantisation, "dtype");
      if (!stored.equals("uint8")) {
        throw new IllegalArgumentException("weights stored as " + stored);
      }
      return Type.QUANTISED;
    }
    return switch (Literal.string(Literal.at(entry, "dtype"))) {
      case "float32" -> Type.FLOAT32;
      case "int32" -> Type.INT32;
      default -> throw new IllegalArgumentException("weights of " + Literal.at(entry, "dtype"));
    };
  }

  private static Tensor decoded(Object entry, Type type, long[] shape, byte[] bytes) {
    if (type != Type.QUANTISED) {
      return new Tensor(type, shape, bytes, 1, 0);
    }
    var scale = (Double) Literal.at(entry, "quantization", "scale");
    var min = (Double) Literal.at(entry, "quantization", "min");
    if (Literal.at(entry, "dtype").equals("float32")) {
      return new Tensor(type, shape, bytes, scale.floatValue(), min.floatValue());
    }
    var wholes = ByteBuffer.allocate(Integer.BYTES * bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    for (var value : bytes) {
      wholes.putInt((int) Math.round((value & 0xff) * scale + min));
    }
    return new Tensor(Type.INT32, shape, wholes.array(), 1, 0);
  }

  static byte[] joined(List<byte[]> shards) {
    var joined = ByteBuffer.allocate(shards.stream().mapToInt(shard -> shard.length).sum());
    shards.forEach(joined::put);
    return joined.array();
  }
}
