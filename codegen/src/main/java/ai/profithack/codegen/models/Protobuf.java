package ai.profithack.codegen.models;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a message of protocol buffers, field by field:
/// https://protobuf.dev/programming-guides/encoding
final class Protobuf {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int SEVEN_BITS = 7;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

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
