package ai.profithack.provenance;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// The kinds of file whose credentials are read, told by their first bytes.
enum Container {
  JPEG,
  PNG,
  BMFF;

  private static final long PNG_MAGIC = 0x89504e470d0a1a0aL;
  private static final int XMP_MAX = 1 << 20;
  private static final Pattern PROVENANCE =
      Pattern.compile("dcterms:provenance(?:\\s*=\\s*[\"']|>)\\s*([^\"'<\\s]{1,500})");

  static Optional<Container> of(FileBytes file) throws IOException {
    try {
      if (file.u16(0) == 0xffd8) {
        return Optional.of(JPEG);
      }
      if (file.u64(0) == PNG_MAGIC) {
        return Optional.of(PNG);
      }
      return switch (file.fourCharacters(4)) {
        case "ftyp", "moov", "mdat", "wide", "free", "skip", "styp" -> Optional.of(BMFF);
        default -> Optional.empty();
      };
    } catch (EOFException tooShort) {
      return Optional.empty();
    }
  }

  Embedded embedded(FileBytes file) throws IOException, MalformedCredentials {
    return switch (this) {
      case JPEG -> JpegSegments.embedded(file);
      case PNG -> PngChunks.embedded(file);
      case BMFF -> BmffBoxes.of(file).embedded(file);
    };
  }

  /// The address that XMP metadata names for credentials, where that is not in the file itself.
  static Optional<String> remote(FileBytes file, long at, long length) throws IOException {
    var xmp = new String(file.bytes(at, (int) Math.min(length, XMP_MAX)), StandardCharsets.UTF_8);
    var found = PROVENANCE.matcher(xmp);
    return found.find() && !found.group(1).startsWith("self#")
        ? Optional.of(found.group(1))
        : Optional.empty();
  }
}
