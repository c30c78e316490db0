package ai.profithack.demo;

import static ai.profithack.demo.schema.Simulation.SIMULATION;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/// SQL on the note of the simulation that a database holds.
@Component
class SimulationRepository {
  private final DSLContext db;

  SimulationRepository(DSLContext db) {
    this.db = db;
  }

  /// A simulation, and the event time up to which everything of it was accepted.
  record Progress(long seed, LocalDate firstDay, Instant writtenUntil) {}

  Optional<Progress> find() {
    return db.selectFrom(SIMULATION)
        .fetchOptional(row ->
            new Progress(
                row.get(SIMULATION.SEED),
                row.get(SIMULATION.FIRST_DAY),
                row.get(SIMULATION.WRITTEN_UNTIL)));
  }

  void begin(Progress progress) {
    db.insertInto(SIMULATION)
        .set(SIMULATION.SEED, progress.seed())
        .set(SIMULATION.FIRST_DAY, progress.firstDay())
        .set(SIMULATION.WRITTEN_UNTIL, progress.writtenUntil())
        .execute();
  }

  /// Never back: of two servers on one simulation, the one further on counts.
  void advance(Instant writtenUntil) {
    db.update(SIMULATION)
        .set(SIMULATION.WRITTEN_UNTIL, writtenUntil)
        .where(SIMULATION.WRITTEN_UNTIL.lt(writtenUntil))
        .execute();
  }
}
