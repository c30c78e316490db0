package ai.profithack.imports;

import ai.profithack.events.Event;
import ai.profithack.events.EventType;
import ai.profithack.imports.ImportReport.Refusals;
import ai.profithack.imports.ImportRunRepository.Position;
import ai.profithack.imports.MappingCatalogue.Recognised;
import ai.profithack.imports.OutgoingRepository.OutgoingEvent;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Files in: each record once, however often, in whatever order and after whatever interruption.
///
/// A batch of records becomes facts in three steps, each of which can be repeated without harm:
///
/// 1. The events that records are go into the event log. Their ids follow from the records.
/// 2. One transaction keeps the captures of counters, the movements that follow from them
///    (`imports.outgoing`), the refused records, and the place in the file.
/// 3. The movements go into the event log, and are taken out of `imports.outgoing`.
///
/// An interruption before 2 repeats the batch, and what the log has already is a duplicate there;
/// one before 3 leaves movements behind, which the next import sends first.
@Component
public class Imports {
  private static final int STREAKS_A_BATCH = 1_000;
  private static final int ATTEMPTS = 5;

  private final MappingCatalogue catalogue;
  private final FactWriter facts;
  private final SeriesWriter series;
  private final SeriesRepository seriesRepository;
  private final ImportRunRepository runs;
  private final OutgoingRepository outgoing;
  private final DataSource dataSource;
  private final TransactionTemplate transaction;
  private final ReportingFrame frame;
  private final Clock clock;
  private final int recordsABatch;
  private volatile boolean stopping;

  Imports(
      MappingCatalogue catalogue,
      FactWriter facts,
      SeriesWriter series,
      SeriesRepository seriesRepository,
      ImportRunRepository runs,
      OutgoingRepository outgoing,
      DataSource dataSource,
      PlatformTransactionManager transactions,
      ReportingFrame frame,
      Clock clock,
      @Value("${profithack.import.batch:2000}") int recordsABatch) {
    this.catalogue = catalogue;
    this.facts = facts;
    this.series = series;
    this.seriesRepository = seriesRepository;
    this.runs = runs;
    this.outgoing = outgoing;
    this.dataSource = dataSource;
    this.transaction = new TransactionTemplate(transactions);
    this.frame = frame;
    this.clock = clock;
    this.recordsABatch = recordsABatch;
  }

  /// Imports a file, or goes on with it where an earlier import of it stopped. `mapping` is a name
  /// or the path of a mapping file; null finds the one that fits.
  ///
  /// Errors: [InvalidMapping] where a mapping is none. What else is thrown interrupted the import;
  /// the same call goes on with it.
  public ImportEnding run(Path path, @Nullable String mapping, ImportProgress progress) {
    var name = String.valueOf(path.getFileName());
    try {
      var file = SourceFile.of(path);
      return runLocked(file, recognise(file, mapping), progress);
    } catch (UnreadableFile unreadable) {
      return new ImportEnding.Unreadable(name, String.valueOf(unreadable.getMessage()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads a file as [#run] would, and writes nothing.
  public ImportEnding dryRun(Path path, @Nullable String mapping, ImportProgress progress) {
    var name = String.valueOf(path.getFileName());
    try {
      var file = SourceFile.of(path);
      return tryOut(file, recognise(file, mapping), progress);
    } catch (UnreadableFile unreadable) {
      return new ImportEnding.Unreadable(name, String.valueOf(unreadable.getMessage()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Lets running imports end after the batch that is being written.
  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void stop(ContextClosedEvent closing) {
    stopping = true;
  }

  /// The newest `limit` runs that are older than run `before`, newest first.
  public List<ImportReport> history(@Nullable Long before, int limit) {
    return runs.newest(before, limit);
  }

  public Optional<ImportReport> find(long runId) {
    return runs.find(runId);
  }

  private Recognised recognise(SourceFile file, @Nullable String mapping) {
    return mapping == null
        ? catalogue.recognise(file)
        : MappingCatalogue.as(catalogue.named(mapping), file);
  }

  private ImportEnding runLocked(SourceFile file, Recognised as, ImportProgress progress)
      throws IOException {
    var mapping = as.mapping().name();
    try (var _ = lock(file, mapping, progress)) {
      var position = position(file, mapping);
      if (position.read() > 0) {
        progress.notice(
            "%s: going on after record %,d, where an earlier import stopped."
                .formatted(file.name(), position.read()));
      }
      return finish(file, as, position, progress);
    }
  }

  /// Recognises a file and notes its run, so that it can be imported after the answer is given.
  ///
  /// Errors: [UnreadableFile], [InvalidMapping].
  Begun begin(Path path, String name, @Nullable String mapping) {
    var file = SourceFile.of(path, name);
    var as = recognise(file, mapping);
    var lock = RunLock.tryTake(dataSource, file.sha256(), as.mapping().name());
    if (lock == null) {
      return new Begun.ElsewhereUnderWay(as.mapping().name());
    }
    try {
      return new Begun.Here(file, as, lock, position(file, as.mapping().name()));
    } catch (RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  /// How a run can begin.
  sealed interface Begun {
    /// To be gone on with by [Imports#finish(Here, ImportProgress)], which gives the lock back.
    record Here(SourceFile file, Recognised as, RunLock lock, Position from) implements Begun {}

    /// The same content is being imported by the same mapping.
    record ElsewhereUnderWay(String mapping) implements Begun {}
  }

  /// Imports what was begun.
  ImportEnding finish(Begun.Here begun, ImportProgress progress) {
    try (var _ = begun.lock()) {
      return finish(begun.file(), begun.as(), begun.from(), progress);
    } catch (UnreadableFile unreadable) {
      return new ImportEnding.Unreadable(
          begun.file().name(), String.valueOf(unreadable.getMessage()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Position position(SourceFile file, String mapping) {
    return runs.unfinished(file.sha256(), mapping)
        .orElseGet(() -> new Position(runs.begin(file, mapping, clock.instant()), 0));
  }

  /// The mappings there are, by name, each with what it reads.
  public SortedMap<String, String> mappings() {
    var descriptions = new TreeMap<String, String>();
    catalogue.all().forEach((name, mapping) -> descriptions.put(name, mapping.description()));
    return descriptions;
  }

  /// The application is being closed; what was read so far is kept.
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private RunLock lock(SourceFile file, String mapping, ImportProgress progress) {
    var lock = RunLock.tryTake(dataSource, file.sha256(), mapping);
    if (lock != null) {
      return lock;
    }
    progress.notice(file.name() + " is being imported by another process; waiting for it.");
    return RunLock.take(dataSource, file.sha256(), mapping);
  }

  private ImportEnding finish(
      SourceFile file, Recognised as, Position from, ImportProgress progress) throws IOException {
    var source = "import:" + file.name();
    var warnings = new ArrayList<String>();
    send(source, warnings);
    try {
      var unused = readAll(file, as, from, source, warnings, progress);
      sendStreaks(from.runId(), source, warnings);
      runs.end(
          from.runId(), ImportReport.State.FINISHED, String.join(" ", warnings), clock.instant());
      return new ImportEnding.Finished(
          runs.find(from.runId()).orElseThrow(), unused, List.copyOf(warnings));
    } catch (Stopped stopped) {
      return new ImportEnding.Interrupted(runs.find(from.runId()).orElseThrow());
    } catch (UnreadableFile unreadable) {
      sendStreaks(from.runId(), source, warnings);
      runs.end(
          from.runId(),
          ImportReport.State.FAILED,
          String.valueOf(unreadable.getMessage()),
          clock.instant());
      throw unreadable;
    }
  }

  private List<String> readAll(
      SourceFile file,
      Recognised as,
      Position from,
      String source,
      List<String> warnings,
      ImportProgress progress)
      throws IOException {
    var translator = new Translator(as.mapping(), file, frame, clock);
    try (var records = RecordSource.open(file, as.format())) {
      skip(records, from.read());
      var position = from;
      var failure = Optional.<UnreadableFile>empty();
      while (failure.isEmpty()) {
        if (stopping) {
          throw new Stopped();
        }
        var batch = new Batch();
        failure = fill(batch, records, translator);
        if (batch.read == 0) {
          break;
        }
        write(batch, as.mapping().namespace(), position, source);
        position = new Position(position.runId(), position.read() + batch.read);
        send(source, warnings);
        progress.batchDone(
            file.name(), records.bytesRead(), file.byteCount(), position.read(), from.read());
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
      return unused(as.mapping(), records);
    }
  }

  private static void skip(RecordSource records, long count) throws IOException {
    for (var skipped = 0L; skipped < count; skipped++) {
      if (records.next() == null) {
        throw new IllegalStateException("the file has fewer records than were read from it");
      }
    }
  }

  /// Up to a batch of records. Where the file becomes unreadable, what was read before still
  /// counts.
  private Optional<UnreadableFile> fill(Batch batch, RecordSource records, Translator translator)
      throws IOException {
    try {
      while (batch.read < recordsABatch) {
        var record = records.next();
        if (record == null) {
          break;
        }
        batch.read(record, translator);
      }
      return Optional.empty();
    } catch (UnreadableFile unreadable) {
      return Optional.of(unreadable);
    }
  }

  private void write(Batch batch, String namespace, Position position, String source) {
    var ids = facts.resolve(batch, namespace);
    facts.tellCompanions(batch, ids, source);
    facts.tellEvents(batch, ids, source);
    facts.tellGiftTypes(batch, ids);
    facts.tellNames(batch, ids);
    var kept = batch.kept;
    var duplicates = batch.duplicates;
    for (var attempt = 1; ; attempt++) {
      try {
        transaction.executeWithoutResult(_ -> {
          series.write(batch, ids, namespace, position.runId());
          runs.addRefusals(position.runId(), batch.refusals);
          runs.addDays(position.runId(), batch.days);
          runs.advance(position, batch.counts());
        });
        return;
      } catch (ConcurrencyFailureException collision) {
        if (attempt == ATTEMPTS) {
          throw collision;
        }
        batch.kept = kept;
        batch.duplicates = duplicates;
      }
    }
  }

  /// Sends movements to the log until none is left, those of interrupted imports too.
  private void send(String source, List<String> warnings) {
    for (var some = outgoing.next(recordsABatch * 4);
        !some.isEmpty();
        some = outgoing.next(recordsABatch * 4)) {
      var byRun =
          some.stream().collect(Collectors.groupingBy(OutgoingEvent::runId, Collectors.toList()));
      byRun.forEach((runId, events) -> sendOf(runId, events, source, warnings));
    }
  }

  private void sendOf(long runId, List<OutgoingEvent> some, String source, List<String> warnings) {
    var events = some.stream().map(OutgoingEvent::event).toList();
    var told = tell(runId, events, source, warnings);
    transaction.executeWithoutResult(_ -> {
      outgoing.remove(events.stream().map(Event::id).toList());
      count(runId, told);
    });
  }

  private void sendStreaks(long runId, String source, List<String> warnings) {
    for (var some = seriesRepository.unsentStreaks(runId, STREAKS_A_BATCH);
        !some.isEmpty();
        some = seriesRepository.unsentStreaks(runId, STREAKS_A_BATCH)) {
      var streaks = some;
      var told = tell(runId, streaks.stream().map(Imports::gift).toList(), source, warnings);
      transaction.executeWithoutResult(_ -> {
        seriesRepository.markSent(streaks);
        count(runId, told);
      });
    }
  }

  private static Event gift(SeriesRepository.UnsentStreak streak) {
    return Event.of(
            EventIds.streak(streak.namespace(), streak.key(), streak.sent(), streak.peak()),
            EventType.GIFT,
            streak.begun())
        .user(streak.userId())
        .video(streak.videoId())
        .creator(streak.creatorId())
        .gift(streak.giftId())
        .giftName(streak.giftName())
        .amount(
            new Money(
                Math.multiplyExact(streak.unit().minor(), streak.peak() - streak.sent()),
                streak.unit().currency()))
        .build();
  }

  private FactWriter.Told tell(
      long runId, List<Event> events, String source, List<String> warnings) {
    var told = facts.tell(events, source);
    var refusal = told.firstRefusal();
    if (refusal != null) {
      warnings.add(
          "%s of run %d refused by the event log, to be replayed there: %s"
              .formatted(
                  Counted.of(told.receipt().refusals().size(), "movement", "movements"),
                  runId,
                  refusal));
    }
    return told;
  }

  private void count(long runId, FactWriter.Told told) {
    runs.addEvents(runId, told.counted().events);
    runs.addDays(runId, told.counted().days);
  }

  private ImportEnding tryOut(SourceFile file, Recognised as, ImportProgress progress)
      throws IOException {
    var translator = new Translator(as.mapping(), file, frame, clock);
    var reasons = new LinkedHashMap<String, Refusals>();
    var read = 0L;
    var usable = 0L;
    try (var records = RecordSource.open(file, as.format())) {
      for (var record = records.next(); record != null; record = records.next()) {
        var batch = new Batch();
        batch.read(record, translator);
        read++;
        usable += batch.drafts.size();
        batch.refusals.forEach(refusal ->
            reasons.merge(
                refusal.code(),
                new Refusals(refusal.code(), 1, refusal.line(), refusal.reason()),
                (first, _) ->
                    new Refusals(
                        first.code(), first.count() + 1, first.firstLine(), first.example())));
        if (read % recordsABatch == 0) {
          progress.batchDone(file.name(), records.bytesRead(), file.byteCount(), read, 0);
        }
      }
      return new ImportEnding.Tried(
          file.name(),
          as.mapping().name(),
          read,
          usable,
          List.copyOf(reasons.values()),
          unused(as.mapping(), records));
    }
  }

  /// Columns of the file that the mapping neither reads nor leaves out with a reason.
  private static List<String> unused(Mapping mapping, RecordSource records) {
    var used = mapping.columns();
    return records.header().stream()
        .filter(column -> !used.contains(column) && !mapping.unused().containsKey(column))
        .toList();
  }
}
