package ai.profithack.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a batch: `accepted + duplicates + refusals.size()` is the number of events sent.
/// When it is handed out, everything accepted is on disk.
public record Receipt(int accepted, int duplicates, List<Refusal> refusals) {
  /// An event that was not accepted: its place in the batch, its id where it had a readable one, a
  /// stable code, and a sentence that names the field.
  public record Refusal(int index, @Nullable String id, String code, String reason) {}
}
