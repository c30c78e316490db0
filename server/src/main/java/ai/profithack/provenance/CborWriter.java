package ai.profithack.provenance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Writes CBOR with the shortest heads and definite lengths, maps in the order given. The same
/// value always becomes the same bytes.
///
/// Takes: [String], [Long], [Integer], `byte[]`, [List], [Map] with such keys, [Cbor.Tagged] and
/// values of [Cbor].
final class CborWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CborWriter() {}

  static byte[] write(Object value) {
    var writer = new CborWriter();
    writer.value(value);
    return writer.out.toByteArray();
  }

  private void value(Object value) {
    switch (value) {
      case String text -> string(3, text.getBytes(StandardCharsets.UTF_8));
      case byte[] bytes -> string(2, bytes);
      case Integer number -> number(number);
      case Long number -> number(number);
      case List<?> list -> {
        head(4, list.size());
        list.forEach(this::value);
      }
      case Map<?, ?> map -> {
        head(5, map.size());
        map.forEach((key, entry) -> {
          value(key);
          value(entry);
        });
      }
      case Cbor.Tagged(var tag, var inner) -> {
        head(6, tag);
        value(inner);
      }
      case Cbor.Int(var number) -> number(number);
      case Cbor.Text(var text) -> value(text);
      case Cbor.Bytes(var bytes) -> value(bytes);
      case Cbor.Array(var values) -> value(values);
      case Cbor.Dict(var entries) -> value(entries);
      case Cbor.Bool(var bool) -> out.write(bool ? 0xf5 : 0xf4);
      case Cbor.Simple(var name) -> out.write(name.equals("null") ? 0xf6 : 0xf7);
      default -> throw new IllegalArgumentException("no CBOR for " + value.getClass());
    }
  }

  private void number(long number) {
    if (number < 0) {
      head(1, -1 - number);
    } else {
      head(0, number);
    }
  }

  private void string(int major, byte[] bytes) {
    head(major, bytes.length);
    out.writeBytes(bytes);
  }

  private void head(int major, long argument) {
    if (argument < 24) {
      out.write(major << 5 | (int) argument);
    } else if (argument < 1 << 8) {
      head(major, 24, argument, 1);
    } else if (argument < 1 << 16) {
      head(major, 25, argument, 2);
    } else if (argument < 1L << 32) {
      head(major, 26, argument, 4);
    } else {
      head(major, 27, argument, 8);
    }
  }

  private void head(int major, int low, long argument, int width) {
    out.write(major << 5 | low);
    for (var shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      out.write((int) (argument >> shift) & 0xff);
    }
  }
}
