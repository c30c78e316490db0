package ai.profithack.provenance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one CBOR value out of bytes that nobody trusts: nesting and number of values are limited,
/// nothing is allocated by a length that the bytes do not back, and what has two readings (a key
/// twice, something after the end, broken UTF-8) is refused.
///
/// Source: RFC 8949.
final class CborReader {
  static final int DEPTH_MAX = 32;
  static final int VALUES_MAX = 200_000;
  private static final int INDEFINITE = 31;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int values;

  private CborReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  static Cbor read(byte[] bytes) throws MalformedCredentials {
    return read(bytes, 0, bytes.length);
  }

  /// The one value in `[from, end)`.
  static Cbor read(byte[] bytes, int from, int end) throws MalformedCredentials {
    var reader = new CborReader(bytes, from, end);
    var value = reader.value(0);
    if (reader.at != end) {
      throw malformed("%d bytes follow the value".formatted(end - reader.at));
    }
    return value;
  }

  private Cbor value(int depth) throws MalformedCredentials {
    if (depth > DEPTH_MAX) {
      throw malformed("values are nested deeper than %d".formatted(DEPTH_MAX));
    }
    if (++values > VALUES_MAX) {
      throw malformed("there are more than %d values".formatted(VALUES_MAX));
    }
    var head = next();
    var low = head & 31;
    return switch (head >> 5) {
      case 0 -> new Cbor.Int(argument(low));
      case 1 -> new Cbor.Int(-1 - argument(low));
      case 2 -> new Cbor.Bytes(string(2, low, depth));
      case 3 -> new Cbor.Text(text(string(3, low, depth)));
      case 4 -> new Cbor.Array(array(low, depth));
      case 5 -> new Cbor.Dict(map(low, depth));
      case 6 -> new Cbor.Tagged(argument(low), value(depth + 1));
      default -> simple(low);
    };
  }

  private List<Cbor> array(int low, int depth) throws MalformedCredentials {
    var items = new ArrayList<Cbor>();
    if (low == INDEFINITE) {
      while (!atBreak()) {
        items.add(value(depth + 1));
      }
    } else {
      for (var left = counted(low, 1); left > 0; left--) {
        items.add(value(depth + 1));
      }
    }
    return items;
  }

  private Map<Object, Cbor> map(int low, int depth) throws MalformedCredentials {
    var entries = new LinkedHashMap<Object, Cbor>();
    if (low == INDEFINITE) {
      while (!atBreak()) {
        entry(entries, depth);
      }
    } else {
      for (var left = counted(low, 2); left > 0; left--) {
        entry(entries, depth);
      }
    }
    return entries;
  }

  private void entry(Map<Object, Cbor> entries, int depth) throws MalformedCredentials {
    var key =
        switch (value(depth + 1)) {
          case Cbor.Text(var text) -> (Object) text;
          case Cbor.Int(var number) -> (Object) number;
          default -> throw malformed("a key of a map is neither text nor a number");
        };
    if (entries.putIfAbsent(key, value(depth + 1)) != null) {
      throw malformed("a map has the key %s twice".formatted(JumbfBox.printable(key.toString())));
    }
  }

  private byte[] string(int major, int low, int depth) throws MalformedCredentials {
    if (low != INDEFINITE) {
      return take(counted(low, 1));
    }
    var parts = new ByteArrayOutputStream();
    while (!atBreak()) {
      if (++values > VALUES_MAX) {
        throw malformed("there are more than %d values".formatted(VALUES_MAX));
      }
      var head = next();
      if (head >> 5 != major || (head & 31) == INDEFINITE) {
        throw malformed("a string in parts holds something else, at depth %d".formatted(depth));
      }
      parts.writeBytes(take(counted(head & 31, 1)));
    }
    return parts.toByteArray();
  }

  private static String text(byte[] utf8) throws MalformedCredentials {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException broken) {
      throw malformed("a text is not UTF-8");
    }
  }

  private Cbor simple(int low) throws MalformedCredentials {
    return switch (low) {
      case 20 -> new Cbor.Bool(false);
      case 21 -> new Cbor.Bool(true);
      case 22 -> Cbor.Simple.NULL;
      case 23 -> new Cbor.Simple("undefined");
      case 25 -> new Cbor.Real(Float.float16ToFloat((short) fixed(2)));
      case 26 -> new Cbor.Real(Float.intBitsToFloat((int) fixed(4)));
      case 27 -> new Cbor.Real(Double.longBitsToDouble(fixed(8)));
      default -> throw malformed("there is an unknown simple value");
    };
  }

  private long argument(int low) throws MalformedCredentials {
    if (low < 24) {
      return low;
    }
    var value =
        switch (low) {
          case 24 -> fixed(1);
          case 25 -> fixed(2);
          case 26 -> fixed(4);
          case 27 -> fixed(8);
          default -> throw malformed("a length is not one");
        };
    if (value < 0) {
      throw malformed("a number is beyond 63 bits");
    }
    return value;
  }

  /// A number of things that take at least so many bytes each, and all have to be there.
  private int counted(int low, int bytesEach) throws MalformedCredentials {
    var count = argument(low);
    if (count > (end - at) / bytesEach) {
      throw malformed("a length of %d goes past the end".formatted(count));
    }
    return (int) count;
  }

  private long fixed(int width) throws MalformedCredentials {
    long value = 0;
    for (var i = 0; i < width; i++) {
      value = value << 8 | next();
    }
    return value;
  }

  private byte[] take(int length) {
    var taken = new byte[length];
    System.arraycopy(bytes, at, taken, 0, length);
    at += length;
    return taken;
  }

  private boolean atBreak() throws MalformedCredentials {
    if (at < end && bytes[at] == (byte) 0xff) {
      at++;
      return true;
    }
    if (at >= end) {
      throw malformed("it ends in the middle");
    }
    return false;
  }

  private int next() throws MalformedCredentials {
    if (at >= end) {
      throw malformed("it ends in the middle");
    }
    return bytes[at++] & 0xff;
  }

  private static MalformedCredentials malformed(String message) {
    return new MalformedCredentials("general.error", "CBOR: " + message);
  }
}
