package ai.profithack.imports;

import static ai.profithack.imports.schema.RefusedRecord.REFUSED_RECORD;
import static ai.profithack.imports.schema.Run.RUN;
import static ai.profithack.imports.schema.RunDay.RUN_DAY;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;

import ai.profithack.imports.ImportReport.Refusals;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// SQL on runs: one file imported once.
@Repository
class ImportRunRepository {
  private static final int REASONS_SHOWN = 20;

  private final DSLContext db;

  ImportRunRepository(DSLContext db) {
    this.db = db;
  }

  /// A run that is under way: how much of the file is behind it.
  record Position(long runId, long read) {}

  /// What a batch adds to the counts of its run.
  record Counts(long read, long kept, long duplicates, long refused, long events) {}

  record Refusal(long number, long line, String code, String reason, String raw) {}

  /// The run of this content that was interrupted, if the newest one was.
  Optional<Position> unfinished(String sha256, String mapping) {
    return db.selectFrom(RUN)
        .where(RUN.SHA256.eq(sha256))
        .and(RUN.MAPPING.eq(mapping))
        .orderBy(RUN.RUN_ID.desc())
        .limit(1)
        .fetchOptional()
        .filter(row -> row.get(RUN.STATE).equals("running"))
        .map(row -> new Position(row.get(RUN.RUN_ID), row.get(RUN.READ_COUNT)));
  }

  long begin(SourceFile file, String mapping, Instant now) {
    return db.insertInto(RUN)
        .set(RUN.SHA256, file.sha256())
        .set(RUN.FILE_NAME, file.name())
        .set(RUN.BYTE_COUNT, file.byteCount())
        .set(RUN.MAPPING, mapping)
        .set(RUN.STARTED_AT, now)
        .returning(RUN.RUN_ID)
        .fetchSingle(RUN.RUN_ID);
  }

  /// Errors: [IllegalStateException] if the run is not where this process left it.
  void advance(Position from, Counts by) {
    var updated =
        db.update(RUN)
            .set(RUN.READ_COUNT, RUN.READ_COUNT.plus(by.read()))
            .set(RUN.KEPT_COUNT, RUN.KEPT_COUNT.plus(by.kept()))
            .set(RUN.DUPLICATE_COUNT, RUN.DUPLICATE_COUNT.plus(by.duplicates()))
            .set(RUN.REFUSED_COUNT, RUN.REFUSED_COUNT.plus(by.refused()))
            .set(RUN.EVENT_COUNT, RUN.EVENT_COUNT.plus(by.events()))
            .where(RUN.RUN_ID.eq(from.runId()))
            .and(RUN.READ_COUNT.eq(from.read()))
            .and(RUN.STATE.eq("running"))
            .execute();
    if (updated != 1) {
      throw new IllegalStateException("run " + from + " was moved on by somebody else");
    }
  }

  void addEvents(long runId, long events) {
    db.update(RUN)
        .set(RUN.EVENT_COUNT, RUN.EVENT_COUNT.plus(events))
        .where(RUN.RUN_ID.eq(runId))
        .execute();
  }

  void addDays(long runId, Collection<LocalDate> days) {
    if (!days.isEmpty()) {
      db.query(
              "insert into imports.run_day (run_id, day) select ?, d from unnest(?::date[]) as d on conflict do nothing",
              runId,
              days.stream().sorted().map(LocalDate::toString).toArray(String[]::new))
          .execute();
    }
  }

  void addRefusals(long runId, List<Refusal> refusals) {
    var rows =
        refusals.stream()
            .map(one ->
                DSL.row(runId, one.number(), one.line(), one.code(), one.reason(), one.raw()))
            .toList();
    if (!rows.isEmpty()) {
      db.insertInto(
              REFUSED_RECORD,
              REFUSED_RECORD.RUN_ID,
              REFUSED_RECORD.RECORD_NUMBER,
              REFUSED_RECORD.LINE_NUMBER,
              REFUSED_RECORD.REASON_CODE,
              REFUSED_RECORD.REASON,
              REFUSED_RECORD.RAW)
          .valuesOfRows(rows)
          .execute();
    }
  }

  void end(long runId, ImportReport.State state, String message, Instant now) {
    db.update(RUN)
        .set(RUN.STATE, state.name().toLowerCase(Locale.ROOT))
        .set(RUN.MESSAGE, message)
        .set(RUN.FINISHED_AT, now)
        .where(RUN.RUN_ID.eq(runId))
        .execute();
  }

  Optional<ImportReport> find(long runId) {
    return reports(RUN.RUN_ID.eq(runId), 1).stream().findFirst();
  }

  /// The newest runs that are older than run `before`, newest first.
  List<ImportReport> newest(@Nullable Long before, int limit) {
    return reports(before == null ? DSL.trueCondition() : RUN.RUN_ID.lt(before), limit);
  }

  private List<ImportReport> reports(Condition which, int limit) {
    return db.selectFrom(RUN)
        .where(which)
        .orderBy(RUN.RUN_ID.desc())
        .limit(limit)
        .fetch(row -> {
          var days =
              db.select(count(), min(RUN_DAY.DAY), max(RUN_DAY.DAY))
                  .from(RUN_DAY)
                  .where(RUN_DAY.RUN_ID.eq(row.get(RUN.RUN_ID)))
                  .fetchSingle();
          return report(
              row, state(row), days, refusals(row.get(RUN.RUN_ID), row.get(RUN.REFUSED_COUNT)));
        });
  }

  private List<Refusals> refusals(long runId, long refused) {
    return refused == 0
        ? List.of()
        : db.select(REFUSED_RECORD.REASON_CODE, count(), min(REFUSED_RECORD.RECORD_NUMBER))
            .from(REFUSED_RECORD)
            .where(REFUSED_RECORD.RUN_ID.eq(runId))
            .groupBy(REFUSED_RECORD.REASON_CODE)
            .orderBy(count().desc(), REFUSED_RECORD.REASON_CODE)
            .limit(REASONS_SHOWN)
            .fetch(group -> {
              var example =
                  db.selectFrom(REFUSED_RECORD)
                      .where(REFUSED_RECORD.RUN_ID.eq(runId))
                      .and(REFUSED_RECORD.RECORD_NUMBER.eq(group.value3()))
                      .fetchSingle();
              return new Refusals(
                  group.value1(),
                  group.value2(),
                  example.get(REFUSED_RECORD.LINE_NUMBER),
                  example.get(REFUSED_RECORD.REASON));
            });
  }

  private ImportReport.State state(Record row) {
    var stored = ImportReport.State.valueOf(row.get(RUN.STATE).toUpperCase(Locale.ROOT));
    return stored == ImportReport.State.RUNNING
            && !RunLock.isHeld(db, row.get(RUN.SHA256), row.get(RUN.MAPPING))
        ? ImportReport.State.INTERRUPTED
        : stored;
  }

  private static ImportReport report(
      Record row,
      ImportReport.State state,
      org.jooq.Record3<Integer, LocalDate, LocalDate> days,
      List<Refusals> refusals) {
    return new ImportReport(
        row.get(RUN.RUN_ID),
        row.get(RUN.FILE_NAME),
        row.get(RUN.BYTE_COUNT),
        row.get(RUN.MAPPING),
        state,
        row.get(RUN.MESSAGE),
        row.get(RUN.STARTED_AT),
        row.get(RUN.FINISHED_AT),
        row.get(RUN.READ_COUNT),
        row.get(RUN.KEPT_COUNT),
        row.get(RUN.DUPLICATE_COUNT),
        row.get(RUN.REFUSED_COUNT),
        row.get(RUN.EVENT_COUNT),
        days.value1(),
        days.value2(),
        days.value3(),
        refusals);
  }
}
