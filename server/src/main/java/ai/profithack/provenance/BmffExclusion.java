package ai.profithack.provenance;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Boxes that a hash leaves out, whole or in part: those at a path, of a length, version, flags or
/// with certain bytes in them, as far as any of that is asked for.
///
/// Source: C2PA 2.x, "BMFF-based hash", exclusions.
record BmffExclusion(
    List<Step> path,
    Optional<Long> length,
    Optional<Long> version,
    Optional<Long> flags,
    boolean exactFlags,
    List<Bytes> data,
    List<Span> parts) {
  /// What the specification always leaves out, and what older writers left out beside it.
  private static final Set<String> USUAL =
      Set.of(
          "/uuid",
          "/ftyp",
          "/meta/iloc",
          "/mfra",
          "/mfra/tfra",
          "/moov/trak/mdia/minf/stbl/stco",
          "/moov/trak/mdia/minf/stbl/co64",
          "/moof/traf/tfhd",
          "/moof/traf/trun");

  private static final Pattern STEP = Pattern.compile("([^/\\[\\]]{4})(?:\\[(\\d{1,6})])?");
  private static final int PARTS_MAX = 100;

  /// A step of the path; an index of 0 is any.
  record Step(String type, int index) {}

  /// Bytes that a box has to have at a place, counted from its start.
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Bytes(long offset, byte[] value) {}

  static BmffExclusion read(Cbor exclusion) throws MalformedCredentials {
    var parts = exclusion.list("subset");
    var data = exclusion.list("data");
    if (parts.size() > PARTS_MAX || data.size() > PARTS_MAX) {
      throw new MalformedCredentials("profithack.limit", "An exclusion has too many parts.");
    }
    var flags = exclusion.bytes("flags");
    return new BmffExclusion(
        path(exclusion.text("xpath").orElse("")),
        exclusion.number("length"),
        exclusion.number("version"),
        flags.filter(bytes -> bytes.length == 3).map(BmffExclusion::number),
        exclusion.get("exact").map(exact -> exact.equals(new Cbor.Bool(true))).orElse(true),
        data.stream()
            .map(one ->
                new Bytes(one.number("offset").orElse(0L), one.bytes("value").orElse(new byte[0])))
            .toList(),
        parts.stream()
            .map(one -> new Span(one.number("offset").orElse(0L), one.number("length").orElse(0L)))
            .toList());
  }

  private static List<Step> path(String xpath) throws MalformedCredentials {
    var path = new ArrayList<Step>();
    for (var step : xpath.replaceFirst("^/", "").split("/", -1)) {
      var matcher = STEP.matcher(step);
      if (!matcher.matches()) {
        throw new MalformedCredentials(
            "general.error", "An exclusion has the path %s.".formatted(JumbfBox.printable(xpath)));
      }
      var index = matcher.group(2);
      path.add(new Step(matcher.group(1), index == null ? 0 : Integer.parseInt(index)));
    }
    return path;
  }

  private static long number(byte[] bytes) {
    return ((bytes[0] & 0xffL) << 16) | ((bytes[1] & 0xffL) << 8) | (bytes[2] & 0xffL);
  }

  boolean isWhole() {
    return parts.isEmpty();
  }

  boolean isUnusual() {
    var address = new StringBuilder();
    path.forEach(step -> address.append('/').append(step.type()));
    return !USUAL.contains(address.toString())
        || (address.toString().equals("/uuid")
            && data.stream().noneMatch(one -> Arrays.equals(one.value(), BmffBoxes.C2PA)));
  }

  boolean matches(FileBytes file, BmffBoxes.Box box) throws IOException {
    if (path.size() != box.path().size()) {
      return false;
    }
    for (var i = 0; i < path.size(); i++) {
      var wanted = path.get(i);
      var step = box.path().get(i);
      if (!wanted.type().equals(step.type())
          || (wanted.index() != 0 && wanted.index() != step.index())) {
        return false;
      }
    }
    return length.map(wanted -> wanted == box.size()).orElse(true)
        && ((version.isEmpty() && flags.isEmpty()) || hasVersionAndFlags(file, box))
        && hasData(file, box);
  }

  private boolean hasVersionAndFlags(FileBytes file, BmffBoxes.Box box) throws IOException {
    if (box.size() < box.headLength() + 4) {
      return false;
    }
    var both = file.u32(box.start() + box.headLength());
    long actual = both & 0xffffff;
    return version.map(wanted -> wanted == both >> 24).orElse(true)
        && flags
            .map(wanted -> exactFlags ? wanted == actual : (wanted | actual) == wanted)
            .orElse(true);
  }

  private boolean hasData(FileBytes file, BmffBoxes.Box box) throws IOException {
    for (var one : data) {
      if (one.offset() < 0 || one.offset() > box.size() - one.value().length) {
        return false;
      }
      try {
        if (!Arrays.equals(
            file.bytes(box.start() + one.offset(), one.value().length), one.value())) {
          return false;
        }
      } catch (EOFException outside) {
        return false;
      }
    }
    return true;
  }

  /// What is left out of a box that matches. A part of length 0 goes to the end of the box.
  List<Span> spans(BmffBoxes.Box box) {
    if (isWhole()) {
      return List.of(new Span(box.start(), box.end()));
    }
    var spans = new ArrayList<Span>();
    for (var part : parts) {
      if (part.start() >= 0 && part.start() < box.size() && part.end() >= 0) {
        var room = box.size() - part.start();
        var taken = part.end() == 0 ? room : Math.min(part.end(), room);
        spans.add(new Span(box.start() + part.start(), box.start() + part.start() + taken));
      }
    }
    return spans;
  }

  /// What we leave out: the credentials themselves, and what says nothing about the content.
  static List<Object> ours() {
    var uuid = new LinkedHashMap<String, Object>();
    uuid.put("xpath", "/uuid");
    uuid.put("data", List.of(Map.of("offset", 8, "value", BmffBoxes.C2PA)));
    return List.of(uuid, Map.of("xpath", "/ftyp"), Map.of("xpath", "/mfra"));
  }
}
