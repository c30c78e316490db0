package ai.profithack.media;

import java.util.List;

/// What came of reading a list of hashes, in lines.
///
/// `alreadyThere`: the same source had named them before, or names them twice; of these
/// `removedBefore` had been removed, stay so, and are not found. `refused`: the first hundred of
/// them, each with its number and the reason.
public record ImportedHashes(
    long added, long alreadyThere, long removedBefore, long refusedLines, List<String> refused) {
  public ImportedHashes {
    refused = List.copyOf(refused);
  }
}
