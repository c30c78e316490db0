package ai.profithack.jobs;

import static ai.profithack.jobs.schema.Run.RUN;
import static ai.profithack.jobs.schema.ScheduledTasks.SCHEDULED_TASKS;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// All SQL on the runs of jobs and on the scheduler's table.
@Component
class RunRepository {
  private final DSLContext db;

  RunRepository(DSLContext db) {
    this.db = db;
  }

  /// Notes the start of a run. Its lock is held by the caller.
  JobRun begin(
      String job, @Nullable LocalDate day, String triggeredBy, String instance, Instant now) {
    return db.insertInto(RUN)
        .set(RUN.JOB, job)
        .set(RUN.TARGET_DAY, day)
        .set(RUN.TRIGGERED_BY, triggeredBy)
        .set(RUN.INSTANCE, instance)
        .set(RUN.STARTED_AT, now)
        .set(RUN.OUTCOME, name(JobRun.State.RUNNING))
        .returning()
        .fetchSingle(RunRepository::read);
  }

  /// Notes how a run ended. It may have been taken for abandoned meanwhile, when its session was
  /// cut: how it really ended is the better knowledge.
  JobRun finish(long run, JobRun.State state, String message, Instant now) {
    return db.update(RUN)
        .set(RUN.OUTCOME, name(state))
        .set(RUN.MESSAGE, message)
        .set(RUN.FINISHED_AT, now)
        .where(RUN.RUN_ID.eq(run))
        .returning()
        .fetchSingle(RunRepository::read);
  }

  /// Keeps what a run says of itself while it is under way.
  void note(long run, String message) {
    db.update(RUN)
        .set(RUN.MESSAGE, message)
        .where(RUN.RUN_ID.eq(run))
        .and(RUN.OUTCOME.eq(name(JobRun.State.RUNNING)))
        .execute();
  }

  List<JobRun> running() {
    return db.selectFrom(RUN)
        .where(RUN.OUTCOME.eq(name(JobRun.State.RUNNING)))
        .orderBy(RUN.RUN_ID)
        .fetch(RunRepository::read);
  }

  /// Keeps an abandoned run as such, and says whether it still stood as running.
  boolean abandon(JobRun abandoned) {
    return db.update(RUN)
            .set(RUN.OUTCOME, name(JobRun.State.ABANDONED))
            .set(RUN.MESSAGE, abandoned.message())
            .set(RUN.FINISHED_AT, abandoned.finishedAt())
            .where(RUN.RUN_ID.eq(abandoned.id()))
            .and(RUN.OUTCOME.eq(name(JobRun.State.RUNNING)))
            .execute()
        == 1;
  }

  Optional<JobRun> find(long run) {
    return db.selectFrom(RUN).where(RUN.RUN_ID.eq(run)).fetchOptional(RunRepository::read);
  }

  /// The newest `limit` runs of a job with an id below `before`, newest first.
  List<JobRun> newest(String job, @Nullable Long before, int limit) {
    Condition older = before == null ? DSL.noCondition() : RUN.RUN_ID.lt(before);
    return db.selectFrom(RUN)
        .where(RUN.JOB.eq(job))
        .and(older)
        .orderBy(RUN.RUN_ID.desc())
        .limit(limit)
        .fetch(RunRepository::read);
  }

  /// The newest `limit` runs of each of `jobs`, newest first, by the job's name.
  Map<String, List<JobRun>> newestOfEach(List<String> jobs, int limit) {
    return jobs.stream()
        .<Select<Record>>map(job ->
            DSL.selectFrom(RUN).where(RUN.JOB.eq(job)).orderBy(RUN.RUN_ID.desc()).limit(limit))
        .reduce(Select::unionAll)
        .map(all ->
            db.fetch(all).map(RunRepository::read).stream()
                .sorted(comparing(JobRun::id).reversed())
                .collect(groupingBy(JobRun::job)))
        .orElse(Map.of());
  }

  /// Deletes the runs that ended before `time` and those beyond the newest `most` of a job, never
  /// the newest, and says how many.
  int prune(Instant time, int most) {
    var newer = RUN.as("newer");
    var anyNewer =
        DSL.selectOne().from(newer).where(newer.JOB.eq(RUN.JOB), newer.RUN_ID.gt(RUN.RUN_ID));
    var old = db.deleteFrom(RUN).where(RUN.FINISHED_AT.lt(time)).andExists(anyNewer).execute();
    var limit =
        DSL.select(newer.RUN_ID)
            .from(newer)
            .where(newer.JOB.eq(RUN.JOB))
            .orderBy(newer.RUN_ID.desc())
            .limit(1)
            .offset(most - 1);
    var surplus =
        db.deleteFrom(RUN)
            .where(RUN.RUN_ID.lt(DSL.field(limit)))
            .and(RUN.FINISHED_AT.isNotNull())
            .execute();
    return old + surplus;
  }

  /// When the scheduler means to run each job next, by name; it knows of retries too.
  Map<String, Instant> plannedTimes() {
    return db.select(SCHEDULED_TASKS.TASK_NAME, SCHEDULED_TASKS.EXECUTION_TIME)
        .from(SCHEDULED_TASKS)
        .where(SCHEDULED_TASKS.PICKED.isFalse())
        .fetchMap(SCHEDULED_TASKS.TASK_NAME, SCHEDULED_TASKS.EXECUTION_TIME);
  }

  private static String name(JobRun.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static JobRun read(Record row) {
    return new JobRun(
        row.get(RUN.RUN_ID),
        row.get(RUN.JOB),
        row.get(RUN.TARGET_DAY),
        row.get(RUN.TRIGGERED_BY),
        row.get(RUN.INSTANCE),
        row.get(RUN.STARTED_AT),
        row.get(RUN.FINISHED_AT),
        JobRun.State.valueOf(row.get(RUN.OUTCOME).toUpperCase(Locale.ROOT)),
        row.get(RUN.MESSAGE));
  }
}
