package ai.profithack.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads UTF-8 and goes on after bytes that are none: each such run becomes one [#BROKEN], which no
/// UTF-8 can contain, so that the record that holds it can be told from the others. A byte order
/// mark at the beginning is skipped.
final class Utf8Reader extends Reader {
  /// Half of a surrogate pair, alone.
  static final char BROKEN = '\uDC00';

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private final CharBuffer characters = CharBuffer.allocate(BUFFER_BYTES).flip();
  private boolean beginning = true;
  private boolean ended;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (!characters.hasRemaining()) {
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      decode();
    }
    var count = Math.min(length, characters.remaining());
    characters.get(target, offset, count);
    return count;
  }

  private void decode() throws IOException {
    if (!ended) {
      bytes.compact();
      var read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      if (read < 0) {
        ended = true;
      } else {
        bytes.position(bytes.position() + read);
      }
      bytes.flip();
    }
    characters.clear();
    while (true) {
      var result = decoder.decode(bytes, characters, ended);
      if (result.isError()) {
        bytes.position(bytes.position() + result.length());
        characters.put(BROKEN);
      } else {
        break;
      }
      if (characters.remaining() < 2) {
        break;
      }
    }
    characters.flip();
    if (beginning && characters.hasRemaining()) {
      beginning = false;
      if (characters.get(characters.position()) == BYTE_ORDER_MARK) {
        characters.get();
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
