package ai.profithack.imports;

import ai.profithack.imports.Draft.EventDraft;
import ai.profithack.imports.ImportRunRepository.Refusal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Some consecutive records of a file, and what has become of each of them so far.
///
/// Mutable: one belongs to one import, which fills it step by step.
final class Batch {
  final List<Draft> drafts = new ArrayList<>();
  final List<Refusal> refusals = new ArrayList<>();
  final Set<LocalDate> days = new HashSet<>();
  long read;
  long kept;
  long duplicates;
  long events;

  /// Reads a record, or notes why it cannot be used.
  void read(SourceRecord source, Translator translator) {
    read++;
    try {
      drafts.add(translator.translate(source));
    } catch (RefusedRecord refused) {
      refusals.add(
          new Refusal(
              source.number(),
              source.line(),
              refused.code(),
              refused.reason(),
              translator.kept(source)));
    }
  }

  void refuse(Draft draft, String code, String reason) {
    refusals.add(new Refusal(draft.number(), draft.line(), code, reason, draft.raw()));
  }

  /// Errors: [IllegalStateException] where a record was lost or counted twice.
  ImportRunRepository.Counts counts() {
    if (read != kept + duplicates + refusals.size()) {
      throw new IllegalStateException(
          "read %d is not kept %d + duplicates %d + refused %d"
              .formatted(read, kept, duplicates, refusals.size()));
    }
    return new ImportRunRepository.Counts(read, kept, duplicates, refusals.size(), events);
  }

  /// Both events of a draft.
  static List<EventDraft> events(Draft draft) {
    var events = new ArrayList<EventDraft>(2);
    add(events, draft.companion());
    add(events, draft.event());
    return events;
  }

  private static void add(List<EventDraft> events, @Nullable EventDraft event) {
    if (event != null) {
      events.add(event);
    }
  }
}
