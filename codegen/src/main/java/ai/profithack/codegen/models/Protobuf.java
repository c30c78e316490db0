package ai.profithack.codegen.models;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes a message of protocol buffers, field by field, and reads one:
/// https://protobuf.dev/programming-guides/encoding
final class Protobuf {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int SEVEN_BITS = 7;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// A field as it is stored: `value` where it is a number, else `block`.
  @SuppressWarnings("ArrayRecordComponent") // handed on, never changed
  record Field(int number, int kind, long value, byte[] block) {}

  /// The fields of a message, in their order.
  ///
  /// Errors: [IllegalArgumentException] for kinds that our models do not have.
  static List<Field> fields(byte[] message) {
    var rest = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    var fields = new ArrayList<Field>();
    while (rest.hasRemaining()) {
      var key = varint(rest);
      var number = Math.toIntExact(key >> 3);
      var kind = (int) (key & 7);
      fields.add(
          switch (kind) {
            case VARINT -> new Field(number, kind, varint(rest), new byte[0]);
            case LENGTH -> {
              var block = new byte[Math.toIntExact(varint(rest))];
              rest.get(block);
              yield new Field(number, kind, 0, block);
            }
            case FIXED32 -> new Field(number, kind, rest.getInt(), new byte[0]);
            default -> throw new IllegalArgumentException("a field of the kind " + kind);
          });
    }
    return fields;
  }

  /// Whole numbers one after another.
  static List<Long> varints(byte[] block) {
    var rest = ByteBuffer.wrap(block);
    var all = new ArrayList<Long>();
    while (rest.hasRemaining()) {
      all.add(varint(rest));
    }
    return all;
  }

  private static long varint(ByteBuffer from) {
    var value = 0L;
    for (var shift = 0; ; shift += SEVEN_BITS) {
      var next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  /// A field as it was read.
  Protobuf field(Field field) {
    return switch (field.kind()) {
      case VARINT -> number(field.number(), field.value());
      case LENGTH -> block(field.number(), field.block());
      case FIXED32 -> decimal(field.number(), Float.intBitsToFloat((int) field.value()));
      default -> throw new IllegalArgumentException("a field of the kind " + field.kind());
    };
  }

  /// Fields that are written already.
  Protobuf raw(byte[] fields) {
    bytes.writeBytes(fields);
    return this;
  }

  Protobuf number(int field, long value) {
    varint(((long) field << 3) | VARINT);
    varint(value);
    return this;
  }

  Protobuf text(int field, String value) {
    return block(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf message(int field, Protobuf value) {
    return block(field, value.bytes.toByteArray());
  }

  Protobuf block(int field, byte[] value) {
    varint(((long) field << 3) | LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  Protobuf decimal(int field, float value) {
    varint(((long) field << 3) | FIXED32);
    var bits = Float.floatToIntBits(value);
    for (var i = 0; i < Float.BYTES; i++) {
      bytes.write(bits >>> (Byte.SIZE * i));
    }
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  private void varint(long value) {
    var rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= SEVEN_BITS;
    }
    bytes.write((int) rest);
  }
}
