package ai.profithack.provenance;

import ai.profithack.kernel.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A box of JUMBF. A superbox has a description (what it is, and its label) and boxes inside; any
/// other has content.
///
/// Source: ISO/IEC 19566-5.
final class JumbfBox {
  static final String STORE = "63327061";
  static final String MANIFEST = "63326d61";
  static final String UPDATE_MANIFEST = "6332756d";
  static final String ASSERTIONS = "63326173";
  static final String CLAIM = "6332636c";
  static final String SIGNATURE = "63326373";
  static final String CBOR = "63626f72";
  static final String JSON = "6a736f6e";
  static final String SUFFIX = "00110010800000aa00389b71";

  private static final int DEPTH_MAX = 8;
  private static final int BOXES_MAX = 20_000;
  private static final int LABEL_MAX = 512;
  private static final int NAME_MAX = 200;

  private final byte[] store;
  private final int contentStart;
  private final int end;
  private final String type;
  private final String kind;
  private final String label;
  private final List<JumbfBox> children;
  private final Map<String, byte[]> digests = new HashMap<>();

  private JumbfBox(
      byte[] store,
      int contentStart,
      int end,
      String type,
      String kind,
      String label,
      List<JumbfBox> children) {
    this.store = store;
    this.contentStart = contentStart;
    this.end = end;
    this.type = type;
    this.kind = kind;
    this.label = label;
    this.children = children;
  }

  /// The outermost box of a store. Zeros may follow it.
  static JumbfBox read(byte[] store) throws MalformedCredentials {
    var count = new int[1];
    var root = box(store, 0, store.length, 0, count);
    for (var at = root.end; at < store.length; at++) {
      if (store[at] != 0) {
        throw malformed("something follows the manifest store");
      }
    }
    return root;
  }

  /// Whether the content of a superbox begins with the description of a manifest store.
  static boolean describesStore(byte[] content) {
    return content.length >= 24 && HexFormat.of().formatHex(content, 8, 24).equals(STORE + SUFFIX);
  }

  /// The first 8 digits of the UUID that says what a superbox is, where the rest is the usual one;
  /// empty for any other.
  String kind() {
    return kind;
  }

  /// Empty where it has none.
  String label() {
    return label;
  }

  String type() {
    return type;
  }

  List<JumbfBox> children() {
    return children;
  }

  Optional<JumbfBox> child(String wanted) {
    return children.stream().filter(child -> child.label.equals(wanted)).findFirst();
  }

  /// Everything after the box's own length and type: what is hashed of a superbox.
  byte[] content() {
    return Arrays.copyOfRange(store, contentStart, end);
  }

  /// Where [#content()] lies in the store.
  Span place() {
    return new Span(contentStart, end);
  }

  /// The hash of the content, computed once.
  byte[] digest(String algorithm) throws MalformedCredentials {
    var known = digests.get(algorithm);
    if (known == null) {
      var digest = Digests.named(algorithm);
      digest.update(store, contentStart, end - contentStart);
      known = digest.digest();
      digests.put(algorithm, known);
    }
    return known;
  }

  boolean hasDigest(String algorithm, byte[] expected) throws MalformedCredentials {
    return MessageDigest.isEqual(digest(algorithm), expected);
  }

  /// The CBOR value in the only box inside.
  Cbor cbor() throws MalformedCredentials {
    if (children.size() != 1 || !children.getFirst().type.equals("cbor")) {
      throw malformed("%s holds no CBOR".formatted(printable(label)));
    }
    var inner = children.getFirst();
    return CborReader.read(store, inner.contentStart, inner.end);
  }

  private static JumbfBox box(byte[] store, int from, int to, int depth, int[] count)
      throws MalformedCredentials {
    if (depth > DEPTH_MAX) {
      throw malformed("boxes are nested deeper than %d".formatted(DEPTH_MAX));
    }
    if (++count[0] > BOXES_MAX) {
      throw malformed("there are more than %d boxes".formatted(BOXES_MAX));
    }
    if (to - from < 8) {
      throw malformed("a box is cut off");
    }
    var head = ByteBuffer.wrap(store, from, to - from);
    long size = head.getInt() & 0xffffffffL;
    var type = characters(store, from + 4, from + 8);
    var contentStart = from + 8;
    if (size == 1) {
      if (to - from < 16) {
        throw malformed("a box is cut off");
      }
      size = head.getLong(from + 8);
      contentStart += 8;
    } else if (size == 0) {
      size = (long) to - from;
    }
    if (size < contentStart - from || size > to - from) {
      throw malformed("a box goes past what holds it");
    }
    var end = (int) (from + size);
    if (!type.equals("jumb")) {
      return new JumbfBox(store, contentStart, end, type, "", "", List.of());
    }
    return superbox(store, contentStart, end, depth, count);
  }

  private static JumbfBox superbox(byte[] store, int from, int end, int depth, int[] count)
      throws MalformedCredentials {
    var description = box(store, from, end, depth + 1, count);
    if (!description.type.equals("jumd") || description.end - description.contentStart < 17) {
      throw malformed("a superbox does not begin with its description");
    }
    var at = description.contentStart;
    var uuid = HexFormat.of().formatHex(store, at, at + 16);
    var children = new ArrayList<JumbfBox>();
    for (var next = description.end; next < end; ) {
      var child = box(store, next, end, depth + 1, count);
      children.add(child);
      next = child.end;
    }
    return new JumbfBox(
        store,
        from,
        end,
        "jumb",
        uuid.endsWith(SUFFIX) ? uuid.substring(0, 8) : "",
        label(store, at + 16, description.end),
        List.copyOf(children));
  }

  private static String label(byte[] store, int toggles, int end) throws MalformedCredentials {
    if ((store[toggles] & 2) == 0) {
      return "";
    }
    for (var at = toggles + 1; at < Math.min(end, toggles + LABEL_MAX); at++) {
      if (store[at] == 0) {
        return new String(store, toggles + 1, at - toggles - 1, StandardCharsets.UTF_8);
      }
    }
    throw malformed("a label has no end");
  }

  private static String characters(byte[] store, int from, int end) {
    return new String(store, from, end - from, StandardCharsets.ISO_8859_1);
  }

  /// A name out of the file, fit to be shown.
  static String printable(String name) {
    return Printable.of(name, NAME_MAX);
  }

  private static MalformedCredentials malformed(String message) {
    return new MalformedCredentials("general.error", "JUMBF: " + message);
  }

  /// A superbox to be written. `kind` is one of the constants of this class; an assertion's is the
  /// kind of what it holds.
  static byte[] superbox(String kind, String label, byte[]... inside) {
    var name = label.getBytes(StandardCharsets.UTF_8);
    var description = ByteBuffer.allocate(16 + 1 + name.length + 1);
    description.put(HexFormat.of().parseHex(kind + SUFFIX)).put((byte) 3).put(name);
    var parts = new byte[inside.length + 1][];
    parts[0] = box("jumd", description.array());
    System.arraycopy(inside, 0, parts, 1, inside.length);
    return box("jumb", parts);
  }

  static byte[] box(String type, byte[]... contents) {
    var length = 8 + Arrays.stream(contents).mapToInt(content -> content.length).sum();
    var box =
        ByteBuffer.allocate(length).putInt(length).put(type.getBytes(StandardCharsets.US_ASCII));
    for (var content : contents) {
      box.put(content);
    }
    return box.array();
  }
}
