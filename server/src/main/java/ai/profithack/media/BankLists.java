package ai.profithack.media;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads and writes banks as lists in the [ExchangeFormat] of the field, of any length: no more
/// than a part of a list is held in memory, and each part is one transaction.
///
/// Errors: [IllegalArgumentException] where there is no such bank.
@Component
public class BankLists {
  private static final int REFUSALS_TOLD = 100;
  private static final int LINES = 5_000;

  /// A line may be a recording of many moments, or a long sound.
  private static final int MOMENTS = 50_000;

  private static final int PEAKS_A_MOMENT = 16;

  private final BankRepository repository;
  private final TransactionTemplate transaction;
  private final Clock clock;

  BankLists(BankRepository repository, TransactionTemplate transaction, Clock clock) {
    this.repository = repository;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// What is to be read, and from whom. `source`: whose list it is. `by`: who brings it, in the
  /// words of the audit trail.
  public record Listing(String bank, String source, Reader lines, String by) {}

  /// Puts a list into a bank, a few thousand lines a transaction. Safe to repeat: what the same
  /// source named before stays as it is.
  ///
  /// `told` hears what came of each part, inside its transaction.
  ///
  /// Errors: [IOException] where the list cannot be read to its end: the parts before that are in,
  /// the one that it breaks off in is not.
  public ImportedHashes read(Listing list, Consumer<ImportedHashes> told) throws IOException {
    var bankId = bankId(list.bank());
    return added(
        list,
        entries ->
            Objects.requireNonNull(
                transaction.execute(_ -> {
                  var came = put(bankId, list, entries);
                  told.accept(came);
                  return came;
                })));
  }

  /// What [#read] would come to, without doing it.
  public ImportedHashes preview(Listing list) throws IOException {
    var bankId = bankId(list.bank());
    try {
      return Objects.requireNonNull(
          transaction.execute(_ -> {
            repository.beginCounting();
            try {
              return added(
                  list,
                  entries ->
                      came(
                          bankId,
                          list,
                          entries,
                          repository.news(bankId, list.source(), keys(entries))));
            } catch (IOException failure) {
              throw new UncheckedIOException(failure);
            }
          }));
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private static ImportedHashes added(
      Listing list, Function<List<ExchangeFormat.Entry>, ImportedHashes> each) throws IOException {
    var reading = new Reading(new BoundedLines(list.lines(), ExchangeFormat.LINE_MAX));
    var added = 0L;
    var alreadyThere = 0L;
    var removedBefore = 0L;
    for (var part = reading.next(); !part.isEmpty(); part = reading.next()) {
      var came = each.apply(part);
      added += came.added();
      alreadyThere += came.alreadyThere();
      removedBefore += came.removedBefore();
    }
    return new ImportedHashes(
        added, alreadyThere, removedBefore, reading.refusedLines, reading.refused);
  }

  private ImportedHashes put(long bankId, Listing list, List<ExchangeFormat.Entry> entries) {
    var added = repository.insertItems(bankId, list.source(), entries, clock.instant(), list.by());
    Map<Long, VideoHash> pictures = new LinkedHashMap<>();
    Map<Long, SoundHash> sounds = new LinkedHashMap<>();
    for (var entry : entries) {
      var itemId = added.get(entry.key());
      if (itemId != null) {
        pictures.put(itemId, entry.prints().pictures());
        if (!entry.prints().sound().peaks().isEmpty()) {
          sounds.put(itemId, entry.prints().sound());
        }
      }
    }
    repository.insertFrames(pictures);
    repository.insertSounds(sounds);
    return came(bankId, list, entries, added.size());
  }

  private ImportedHashes came(
      long bankId, Listing list, List<ExchangeFormat.Entry> entries, long added) {
    return new ImportedHashes(
        added,
        entries.size() - added,
        repository.removed(bankId, list.source(), keys(entries)),
        0,
        List.of());
  }

  private static List<String> keys(List<ExchangeFormat.Entry> entries) {
    return entries.stream().map(ExchangeFormat.Entry::key).distinct().toList();
  }

  /// Writes a bank's active items: of each moment the picture as it is, without the edits; then
  /// what the items sound like, a line each.
  @Transactional(readOnly = true)
  public void write(String bank, Writer list) throws IOException {
    var bankId = bankId(bank);
    try {
      repository.hashes(bankId, (_, _, hash) -> write(list, ExchangeFormat.write(hash)));
      repository.sounds(bankId, (_, _, sound) -> write(list, ExchangeFormat.write(sound)));
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private static void write(Writer list, String line) {
    try {
      list.write(line + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private long bankId(String bank) {
    return repository
        .bankId(bank)
        .orElseThrow(() -> new IllegalArgumentException("there is no bank " + bank));
  }

  /// Takes the entries of a list in parts, and notes what cannot be read.
  private static final class Reading {
    private final BoundedLines lines;
    private final List<String> refused = new ArrayList<>();
    private long refusedLines;
    private long number;

    Reading(BoundedLines lines) {
      this.lines = lines;
    }

    /// Empty at the end.
    List<ExchangeFormat.Entry> next() throws IOException {
      var entries = new ArrayList<ExchangeFormat.Entry>();
      var moments = 0;
      while (entries.size() < LINES && moments < MOMENTS) {
        var line = lines.next();
        if (line.isEmpty()) {
          break;
        }
        number++;
        switch (line.orElseThrow()) {
          case BoundedLines.TooLong _ ->
              refuse("it has more than %,d characters".formatted(ExchangeFormat.LINE_MAX));
          case BoundedLines.Text(var text) when ExchangeFormat.blank(text) -> {}
          case BoundedLines.Text(var text) -> moments += add(text, entries);
        }
      }
      return entries;
    }

    /// How much it takes, in moments.
    private int add(String line, List<ExchangeFormat.Entry> entries) {
      try {
        var entry = ExchangeFormat.read(line);
        if (entry.prints().isEmpty()) {
          refuse("there is nothing to be found by: no hash of quality 50 or more, no sound");
          return 0;
        }
        entries.add(entry);
        return entry.prints().pictures().frames().size()
            + entry.prints().sound().peaks().size() / PEAKS_A_MOMENT;
      } catch (IllegalArgumentException unreadable) {
        refuse(String.valueOf(unreadable.getMessage()));
        return 0;
      }
    }

    private void refuse(String reason) {
      refusedLines++;
      if (refused.size() < REFUSALS_TOLD) {
        refused.add("line %d: %s".formatted(number, reason));
      }
    }
  }
}
