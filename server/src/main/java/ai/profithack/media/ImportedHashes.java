package ai.profithack.media;

import java.util.List;

/// What came of reading a list of hashes, in lines. `refused`: the first hundred of them, each with
/// its number and the reason.
public record ImportedHashes(
    long added, long alreadyThere, long refusedLines, List<String> refused) {
  public ImportedHashes {
    refused = List.copyOf(refused);
  }
}
