package ai.profithack.provenance;

import ai.profithack.provenance.BmffBoxes.Box;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes credentials into an MP4 or QuickTime file: a box right after `ftyp`, and every place of a
/// chunk in the tables moved by what the box takes.
///
/// Files with other absolute places (fragments, auxiliary data, items) are refused: a place that is
/// not moved breaks the file.
final class BmffWriter {
  private static final String LABEL = "c2pa.hash.bmff.v3";
  private static final Set<String> UNMOVED = Set.of("moof", "sidx", "saio", "iloc", "mfra");
  private static final int MOOV_MAX = 128 << 20;
  private static final int TABLE_HEAD = 8;

  private final Path path;
  private final FileBytes file;

  BmffWriter(Path path, FileBytes file) {
    this.path = path;
    this.file = file;
  }

  void write(Path out, ManifestDraft draft)
      throws IOException, MalformedCredentials, UnsignableFile {
    var boxes = BmffBoxes.of(file).whole();
    refuseWhatWouldBreak(boxes);
    var place = boxes.outermost().getFirst().end();
    var box = c2pa(draft.unsigned(LABEL, binding(new byte[32])));
    var dropped = new ArrayList<Box>();
    for (var outer : boxes.outermost()) {
      if (boxes.isC2pa(file, outer)) {
        dropped.add(outer);
      }
    }
    try (var copy = new FileCopy(path, out)) {
      copy.range(0, place);
      copy.bytes(box);
      for (var outer : boxes.outermost().stream().skip(1).toList()) {
        if (outer.type().equals("moov")) {
          copy.bytes(moved(boxes, outer, place, box.length, dropped));
        } else if (!dropped.contains(outer)) {
          copy.range(outer.start(), outer.end());
        }
      }
    }
    var hash = hash(out);
    FileCopy.overwrite(out, place, c2pa(draft.signed(LABEL, binding(hash))));
  }

  private static byte[] hash(Path out) throws IOException, MalformedCredentials {
    var exclusions = new ArrayList<BmffExclusion>();
    for (var exclusion : CborReader.read(CborWriter.write(BmffExclusion.ours())).items()) {
      exclusions.add(BmffExclusion.read(exclusion));
    }
    try (var written = FileBytes.open(out)) {
      return HardBinding.bmffHash(
          written, BmffBoxes.of(written).whole(), exclusions, "sha256", true);
    }
  }

  private void refuseWhatWouldBreak(BmffBoxes boxes) throws UnsignableFile {
    if (boxes.outermost().isEmpty() || !boxes.outermost().getFirst().type().equals("ftyp")) {
      throw new UnsignableFile("The file does not begin with its type (ftyp).");
    }
    for (var box : boxes.all()) {
      if (UNMOVED.contains(box.type())) {
        throw new UnsignableFile(
            "The file has a box %s, so it is fragmented or refers to places in a way that cannot be moved; such files cannot be signed here."
                .formatted(box.type()));
      }
    }
    var tables =
        boxes.all().stream()
            .filter(box -> box.type().equals("stco") || box.type().equals("co64"))
            .count();
    var tracks = boxes.at("/moov/trak").size();
    if (boxes.at("/moov").size() != 1 || tracks == 0 || tables != tracks) {
      throw new UnsignableFile("The file has no tracks, or none that say where their data lies.");
    }
  }

  /// The movie box with the places of all chunks moved.
  private byte[] moved(BmffBoxes boxes, Box moov, long place, int added, List<Box> dropped)
      throws IOException, UnsignableFile {
    if (moov.size() > MOOV_MAX) {
      throw new UnsignableFile("The tables of the file are larger than 128 MiB.");
    }
    var bytes = file.bytes(moov.start(), (int) moov.size());
    var buffer = ByteBuffer.wrap(bytes);
    for (var box : boxes.all()) {
      var wide = box.type().equals("co64");
      if (!wide && !box.type().equals("stco")) {
        continue;
      }
      var head = (int) (box.start() - moov.start()) + box.headLength();
      var count =
          box.size() < box.headLength() + TABLE_HEAD ? -1 : buffer.getInt(head + 4) & 0xffffffffL;
      var width = wide ? 8 : 4;
      if (count < 0 || count * width > box.size() - box.headLength() - TABLE_HEAD) {
        throw new UnsignableFile("A table of places is cut off.");
      }
      for (var i = 0; i < count; i++) {
        var at = head + TABLE_HEAD + i * width;
        var before = wide ? buffer.getLong(at) : buffer.getInt(at) & 0xffffffffL;
        var after = moved(before, place, added, dropped);
        if (wide) {
          buffer.putLong(at, after);
        } else if (after >>> 32 == 0) {
          buffer.putInt(at, (int) after);
        } else {
          throw new UnsignableFile(
              "The file has places of 32 bits that would go beyond 4 GiB; encode it with places of 64 bits (co64).");
        }
      }
    }
    return bytes;
  }

  private static long moved(long before, long place, int added, List<Box> dropped) {
    var after = before >= place ? before + added : before;
    for (var box : dropped) {
      after -= box.end() <= before ? box.size() : 0;
    }
    return after;
  }

  private static byte[] c2pa(byte[] store) {
    var purpose = "manifest\0".getBytes(StandardCharsets.US_ASCII);
    var box = ByteBuffer.allocate(8 + 16 + 4 + purpose.length + 8 + store.length);
    box.putInt(box.capacity()).put("uuid".getBytes(StandardCharsets.US_ASCII));
    box.put(BmffBoxes.C2PA).putInt(0).put(purpose).putLong(0).put(store);
    return box.array();
  }

  private static Map<String, Object> binding(byte[] hash) {
    var binding = new LinkedHashMap<String, Object>();
    binding.put("exclusions", BmffExclusion.ours());
    binding.put("alg", "sha256");
    binding.put("hash", hash);
    binding.put("name", "jumbf manifest");
    return binding;
  }
}
