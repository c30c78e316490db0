package ai.profithack.provenance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes credentials into a JPEG, right after its first marker.
final class JpegWriter {
  private static final String LABEL = "c2pa.hash.data";
  private static final long PLACE = 2;
  private static final int ATTEMPTS = 5;

  private final Path path;
  private final FileBytes file;

  JpegWriter(Path path, FileBytes file) {
    this.path = path;
    this.file = file;
  }

  void write(Path out, ManifestDraft draft) throws IOException, MalformedCredentials {
    var length = settledLength(draft);
    try (var copy = new FileCopy(path, out)) {
      copy.range(0, PLACE);
      copy.bytes(new byte[length]);
      long at = PLACE;
      for (var old : JpegSegments.embedded(file).places()) {
        copy.range(at, old.start());
        at = old.end();
      }
      copy.range(at, file.length());
    }
    byte[] hash;
    try (var written = FileBytes.open(out)) {
      var digest = Digests.ofTheJdk("SHA-256");
      written.digest(digest, 0, PLACE);
      written.digest(digest, PLACE + length, written.length());
      hash = digest.digest();
    }
    FileCopy.overwrite(
        out, PLACE, JpegSegments.segments(draft.signed(LABEL, binding(length, hash))));
  }

  /// The length of the segments, which is in the credentials and so has an effect on itself.
  private static int settledLength(ManifestDraft draft) {
    var length = 0;
    for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
      var next = JpegSegments.segments(draft.unsigned(LABEL, binding(length, new byte[32]))).length;
      if (next == length) {
        return length;
      }
      length = next;
    }
    throw new IllegalStateException("the length of the credentials does not settle at " + length);
  }

  private static Map<String, Object> binding(int length, byte[] hash) {
    var exclusion = new LinkedHashMap<String, Object>();
    exclusion.put("start", PLACE);
    exclusion.put("length", length);
    var binding = new LinkedHashMap<String, Object>();
    binding.put("exclusions", List.of(exclusion));
    binding.put("name", "jumbf manifest");
    binding.put("alg", "sha256");
    binding.put("hash", hash);
    binding.put("pad", new byte[0]);
    return binding;
  }
}
