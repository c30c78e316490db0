package ai.profithack.provenance;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The boxes of an MP4 or QuickTime file, as far as hashes and credentials ask for them: the outer
/// ones and those inside the usual containers.
///
/// Source: ISO/IEC 14496-12; C2PA 2.x, "Embedding manifests into BMFF-based assets".
final class BmffBoxes {
  static final byte[] C2PA = HexFormat.of().parseHex("d8fec3d61b0e483c92975828877ec481");
  private static final byte[] XMP = HexFormat.of().parseHex("be7acfcb97a942e89c71999491e3afac");
  private static final Set<String> CONTAINERS =
      Set.of(
          "moov", "trak", "mdia", "minf", "stbl", "edts", "mvex", "moof", "traf", "mfra", "meta");
  private static final int DEPTH_MAX = 12;
  private static final int BOXES_MAX = 50_000;
  private static final int PURPOSE_MAX = 64;

  /// A step of a path: which of the siblings of this type, from 1 on.
  record Step(String type, int index) {}

  record Box(List<Step> path, long start, int headLength, long end) {
    String type() {
      return path.getLast().type();
    }

    long size() {
      return end - start;
    }

    boolean outermost() {
      return path.size() == 1;
    }

    String address() {
      var text = new StringBuilder();
      path.forEach(step -> text.append('/').append(step.type()));
      return text.toString();
    }
  }

  private final List<Box> boxes = new ArrayList<>();
  private Optional<MalformedCredentials> problem = Optional.empty();

  private BmffBoxes() {}

  /// As many as can be read, and in [#whole()] whether these are all.
  static BmffBoxes of(FileBytes file) throws IOException {
    var all = new BmffBoxes();
    all.read(file, 0, file.length(), List.of());
    return all;
  }

  /// Errors: [MalformedCredentials] where boxes overlap what holds them, or there are too many.
  BmffBoxes whole() throws MalformedCredentials {
    if (problem.isPresent()) {
      throw problem.orElseThrow();
    }
    return this;
  }

  List<Box> all() {
    return boxes;
  }

  List<Box> outermost() {
    return boxes.stream().filter(Box::outermost).toList();
  }

  List<Box> at(String address) {
    return boxes.stream().filter(box -> box.address().equals(address)).toList();
  }

  boolean isC2pa(FileBytes file, Box box) throws IOException {
    return box.outermost() && hasUserType(file, box, C2PA);
  }

  private static boolean hasUserType(FileBytes file, Box box, byte[] type) throws IOException {
    return box.type().equals("uuid")
        && box.size() >= box.headLength() + 16
        && Arrays.equals(file.bytes(box.start() + box.headLength(), 16), type);
  }

  private void read(FileBytes file, long from, long to, List<Step> parent) throws IOException {
    var seen = new HashMap<String, Integer>();
    try {
      for (var at = from; at < to; ) {
        if (to - at < 8 && !parent.isEmpty()) {
          return; // QuickTime ends some containers with four zero bytes
        }
        if (boxes.size() == BOXES_MAX) {
          throw new MalformedCredentials(
              "profithack.limit", "There are more than %d boxes.".formatted(BOXES_MAX));
        }
        var box = head(file, at, to, parent, seen);
        boxes.add(box);
        if (CONTAINERS.contains(box.type()) && box.path().size() < DEPTH_MAX) {
          read(file, box.start() + box.headLength() + skipped(file, box), box.end(), box.path());
        }
        at = box.end();
      }
    } catch (MalformedCredentials malformed) {
      problem = problem.or(() -> Optional.of(malformed));
    } catch (EOFException truncated) {
      problem =
          problem.or(() ->
              Optional.of(
                  new MalformedCredentials(
                      "general.error", "The file ends in the middle of a box.")));
    }
  }

  private static Box head(
      FileBytes file, long at, long to, List<Step> parent, Map<String, Integer> seen)
      throws IOException, MalformedCredentials {
    var size = file.u32(at);
    var type = file.fourCharacters(at + 4);
    var headLength = 8;
    if (size == 1) {
      size = file.u64(at + 8);
      headLength = 16;
    } else if (size == 0 && parent.isEmpty()) {
      size = to - at;
    }
    if (size < headLength || size > to - at) {
      throw new MalformedCredentials(
          "general.error", "A box at %d goes past what holds it.".formatted(at));
    }
    var path = new ArrayList<>(parent);
    path.add(new Step(type, seen.merge(type, 1, Integer::sum)));
    return new Box(List.copyOf(path), at, headLength, at + size);
  }

  /// `meta` has version and flags before its boxes in MP4, and has not in QuickTime.
  private static int skipped(FileBytes file, Box box) throws IOException {
    if (!box.type().equals("meta") || box.size() < box.headLength() + 8) {
      return 0;
    }
    return file.fourCharacters(box.start() + box.headLength() + 4).equals("hdlr") ? 0 : 4;
  }

  Embedded embedded(FileBytes file) throws IOException, MalformedCredentials {
    Embedded found = null;
    Optional<String> remote = Optional.empty();
    for (var box : outermost()) {
      if (isC2pa(file, box)) {
        var store = store(file, box);
        if (found != null && store.isPresent()) {
          throw Embedded.several();
        }
        found = store.orElse(found);
      } else if (hasUserType(file, box, XMP)) {
        var content = box.start() + box.headLength() + 16;
        remote = Container.remote(file, content, box.end() - content);
      }
    }
    if (found == null) {
      return Embedded.nothing(remote);
    }
    whole();
    return found;
  }

  /// The store in a box; nothing where the box serves another purpose (hashes of fragments).
  private static Optional<Embedded> store(FileBytes file, Box box)
      throws IOException, MalformedCredentials {
    var at = box.start() + box.headLength() + 16 + 4;
    var purpose = new StringBuilder();
    for (; at < box.end() && file.u8(at) != 0; at++) {
      if (purpose.length() > PURPOSE_MAX) {
        throw new MalformedCredentials("general.error", "The C2PA box has no purpose.");
      }
      purpose.append((char) file.u8(at));
    }
    if (purpose.toString().equals("merkle")) {
      return Optional.empty();
    }
    if (!purpose.toString().equals("manifest")) {
      throw new MalformedCredentials(
          "profithack.unsupported",
          "The C2PA box has the purpose %s, which is not read here."
              .formatted(JumbfBox.printable(purpose.toString())));
    }
    var content = at + 1 + 8; // after the place of the first box with hashes of fragments
    var length = box.end() - content;
    if (length < 0) {
      throw new MalformedCredentials("general.error", "The C2PA box is cut off.");
    }
    if (length > Embedded.STORE_MAX) {
      throw Embedded.tooLarge();
    }
    return Optional.of(
        new Embedded(
            file.bytes(content, (int) length),
            List.of(new Span(box.start(), box.end())),
            Optional.empty()));
  }
}
