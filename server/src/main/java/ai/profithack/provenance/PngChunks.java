package ai.profithack.provenance;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A manifest store in a PNG: the content of its chunk `caBX`.
///
/// Source: W3C PNG; C2PA 2.x, "Embedding manifests".
final class PngChunks {
  private static final int CHUNKS_MAX = 100_000;

  private PngChunks() {}

  static Embedded embedded(FileBytes file) throws IOException, MalformedCredentials {
    Embedded found = null;
    Optional<String> remote = Optional.empty();
    try {
      long at = 8;
      for (var chunks = 0; ; chunks++) {
        if (chunks > CHUNKS_MAX) {
          throw new MalformedCredentials(
              "profithack.limit", "There are more than %d chunks.".formatted(CHUNKS_MAX));
        }
        var length = file.u32(at);
        var type = file.fourCharacters(at + 4);
        if (type.equals("IEND")) {
          break;
        }
        if (type.equals("caBX")) {
          if (found != null) {
            throw Embedded.several();
          }
          if (length > Embedded.STORE_MAX) {
            throw Embedded.tooLarge();
          }
          found =
              new Embedded(
                  file.bytes(at + 8, (int) length),
                  List.of(new Span(at, at + 12 + length)),
                  Optional.empty());
        } else if (type.equals("iTXt")) {
          var named = Container.remote(file, at + 8, length);
          remote = named.isPresent() ? named : remote;
        }
        at += 12 + length;
      }
    } catch (EOFException truncated) {
      // What came before the end counts.
    }
    return found == null ? Embedded.nothing(remote) : found;
  }
}
