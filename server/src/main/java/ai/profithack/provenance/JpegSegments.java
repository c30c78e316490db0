package ai.profithack.provenance;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A manifest store in a JPEG: JUMBF in APP11 segments, cut into pieces of at most 64 KiB.
///
/// A piece is: `JP`, the number of the box (2 bytes), the number of the piece from 1 on (4), the
/// box's own length and type, repeated in each piece, and what comes next of its content.
///
/// Source: ISO/IEC 19566-5 (JUMBF), annex on JPEG 1; C2PA 2.x, "Embedding manifests".
final class JpegSegments {
  private static final int APP1 = 0xe1;
  private static final int APP11 = 0xeb;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int SEGMENTS_MAX = 20_000;
  private static final int PIECE_HEAD = 8;
  private static final int BOX_HEAD = 8;
  private static final int CONTENT_MAX = 65_535 - 2 - PIECE_HEAD - BOX_HEAD;
  private static final String XMP = "http";

  /// The content of one box while its pieces are put together.
  private static final class Pieces {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Span> places = new ArrayList<>();
    private final long boxLength;
    private final String type;

    private Pieces(long boxLength, String type) {
      this.boxLength = boxLength;
      this.type = type;
    }
  }

  private JpegSegments() {}

  static Embedded embedded(FileBytes file) throws IOException, MalformedCredentials {
    var boxes = new LinkedHashMap<Integer, Pieces>();
    Optional<String> remote = Optional.empty();
    try {
      long at = 2;
      long taken = 0;
      for (var segments = 0; ; segments++) {
        if (segments > SEGMENTS_MAX) {
          throw new MalformedCredentials(
              "profithack.limit", "There are more than %d segments.".formatted(SEGMENTS_MAX));
        }
        if (file.u8(at) != 0xff) {
          break;
        }
        var marker = file.u8(at + 1);
        if (marker == 0xff) {
          at++;
          continue;
        }
        if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
          break;
        }
        var length = file.u16(at + 2);
        if (length < 2) {
          break;
        }
        if (marker == APP11 && length >= 2 + PIECE_HEAD + BOX_HEAD && file.u16(at + 4) == 0x4a50) {
          taken += length;
          if (taken > Embedded.STORE_MAX) {
            throw Embedded.tooLarge();
          }
          take(file, at, length, boxes);
        } else if (marker == APP1 && length > 6 && file.fourCharacters(at + 4).equals(XMP)) {
          remote = Container.remote(file, at + 4, length - 2);
        }
        at += 2 + length;
      }
    } catch (EOFException truncated) {
      // What came before the end counts: a store that is not whole is refused below.
    }
    return store(boxes, remote);
  }

  private static void take(FileBytes file, long at, int length, Map<Integer, Pieces> boxes)
      throws IOException, MalformedCredentials {
    var number = file.u16(at + 6);
    var piece = file.u32(at + 8);
    var boxLength = file.u32(at + 12);
    var type = file.fourCharacters(at + 16);
    var known = boxes.computeIfAbsent(number, first -> new Pieces(boxLength, type));
    if (piece != known.places.size() + 1
        || boxLength != known.boxLength
        || !type.equals(known.type)) {
      throw new MalformedCredentials(
          "general.error",
          "The pieces of JUMBF box %d do not follow one another.".formatted(number));
    }
    var end = at + 2 + length;
    known.content.writeBytes(file.bytes(at + 20, (int) (end - at - 20)));
    known.places.add(new Span(at, end));
  }

  private static Embedded store(Map<Integer, Pieces> boxes, Optional<String> remote)
      throws MalformedCredentials {
    Pieces found = null;
    for (var pieces : boxes.values()) {
      if (!pieces.type.equals("jumb") || !JumbfBox.describesStore(pieces.content.toByteArray())) {
        continue;
      }
      if (found != null) {
        throw Embedded.several();
      }
      found = pieces;
    }
    if (found == null) {
      return Embedded.nothing(remote);
    }
    if (found.boxLength != found.content.size() + BOX_HEAD) {
      throw new MalformedCredentials("general.error", "The manifest store is cut off.");
    }
    var store = ByteBuffer.allocate(BOX_HEAD + found.content.size());
    store.putInt((int) found.boxLength).put(found.type.getBytes(StandardCharsets.US_ASCII));
    store.put(found.content.toByteArray());
    return new Embedded(store.array(), List.copyOf(found.places), remote);
  }

  /// The segments that carry a store.
  static byte[] segments(byte[] store) {
    var out = new ByteArrayOutputStream();
    var piece = 1;
    for (var from = BOX_HEAD; from < store.length; from += CONTENT_MAX, piece++) {
      var count = Math.min(CONTENT_MAX, store.length - from);
      var head = ByteBuffer.allocate(4 + PIECE_HEAD);
      head.put((byte) 0xff).put((byte) APP11).putShort((short) (2 + PIECE_HEAD + BOX_HEAD + count));
      head.putShort((short) 0x4a50).putShort((short) 0x0211).putInt(piece);
      out.writeBytes(head.array());
      out.write(store, 0, BOX_HEAD);
      out.write(store, from, count);
    }
    return out.toByteArray();
  }
}
