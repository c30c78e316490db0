package ai.profithack.demo;

import static java.util.stream.Collectors.toSet;

import ai.profithack.demo.SimulationRepository.Progress;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.events.LogQueries;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.Ownership;
import ai.profithack.platform.UserNames;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/// Brings what happens on the simulated platform into the event log, as a platform's servers would:
/// in batches, oldest first, each event once.
///
/// How far it came is noted after each batch was accepted. Whatever is sent again after a crash in
/// between has the same ids, and so counts once.
@Component
class Demo {
  static final long DEFAULT_SEED = 42;

  private static final int BATCH = 20_000;

  private final SimulationRepository simulations;
  private final EventLog log;
  private final LogQueries contents;
  private final UserNames names;
  private final Ownership ownership;
  private final ReportingFrame frame;
  private final Clock clock;

  Demo(
      SimulationRepository simulations,
      EventLog log,
      LogQueries contents,
      UserNames names,
      Ownership ownership,
      ReportingFrame frame,
      Clock clock) {
    this.simulations = simulations;
    this.log = log;
    this.contents = contents;
    this.names = names;
    this.ownership = ownership;
    this.frame = frame;
    this.clock = clock;
  }

  /// How much of a history was written: `accepted` events by this call, up to the end of `day`.
  record Step(LocalDate day, long accepted) {}

  /// The simulation of this database: the one it holds, else a new one that began
  /// [Simulation#HISTORY_DAYS] days ago.
  ///
  /// Errors: [IllegalStateException] for a database with real events or a platform's own tables, or
  /// one whose simulation has another seed than the one that is asked for.
  Simulation open(OptionalLong seed) {
    var progress = simulations.find().orElseGet(() -> begin(seed.orElse(DEFAULT_SEED)));
    if (seed.isPresent() && seed.getAsLong() != progress.seed()) {
      throw new IllegalStateException(
          "This database holds the simulation of seed %d. Ask for that one, or name another data folder for seed %d with PROFITHACK_HOME."
              .formatted(progress.seed(), seed.getAsLong()));
    }
    return new Simulation(progress.seed(), progress.firstDay(), frame.currency());
  }

  private Progress begin(long seed) {
    if (!contents.isEmpty()) {
      throw new IllegalStateException(
          "This database holds real events, and simulated ones are never mixed with them. Start `demo` with a data folder or a DATABASE_URL of its own.");
    }
    if (!ownership.ownsUsers() || !ownership.ownsVideos()) {
      throw new IllegalStateException(
          "This database has a platform's own tables, and nothing simulated is written beside them. Start `demo` with a data folder or a DATABASE_URL of its own.");
    }
    var firstDay =
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(Simulation.HISTORY_DAYS);
    var progress = new Progress(seed, firstDay, startOf(firstDay));
    simulations.begin(progress);
    return progress;
  }

  /// Writes everything that happened since the last time, up to `until` and not including it, and
  /// returns how many events were new.
  long catchUp(Simulation simulation, Instant until, Consumer<Step> steps) {
    var from = simulations.find().orElseThrow().writtenUntil();
    var batch = new ArrayList<Event>(BATCH);
    var accepted = 0L;
    var firstDay = dayOf(from);
    var lastDay = dayOf(until);
    for (var day = firstDay; !day.isAfter(lastDay); day = day.plusDays(1)) {
      batch.addAll(between(from, until, simulation.on(day)));
      nameNewcomers(simulation, day, batch);
      var end = startOf(day.plusDays(1));
      if (batch.size() >= BATCH || (day.equals(lastDay) && !batch.isEmpty())) {
        accepted += write(batch);
        simulations.advance(end.isBefore(until) ? end : until);
        batch.clear();
        steps.accept(new Step(day, accepted));
      }
    }
    return accepted;
  }

  /// Whether the history was written at most up to `moment`: what people do then is still to come,
  /// or was cut off.
  boolean isAhead(Instant moment) {
    return !moment.isBefore(simulations.find().orElseThrow().writtenUntil());
  }

  private static List<Event> between(Instant from, Instant until, List<Event> events) {
    return events.stream()
        .filter(event -> !event.time().isBefore(from) && event.time().isBefore(until))
        .toList();
  }

  private void nameNewcomers(Simulation simulation, LocalDate day, List<Event> batch) {
    var newcomers =
        batch.stream()
            .filter(event -> event.type() == EventType.USER_REGISTERED)
            .map(Event::userId)
            .collect(toSet());
    if (!newcomers.isEmpty()) {
      var known = new HashMap<>(simulation.names(day));
      known.keySet().retainAll(newcomers);
      names.keep(known);
    }
  }

  /// Writes a batch and returns how many of it were new.
  ///
  /// Errors: [IllegalStateException] where one was refused: what is simulated is well-formed.
  private int write(List<Event> batch) {
    if (batch.isEmpty()) {
      return 0;
    }
    var receipt = log.accept(batch, "demo");
    if (!receipt.refusals().isEmpty()) {
      var first = receipt.refusals().getFirst();
      throw new IllegalStateException(
          "%d of %d simulated events were refused; the first, %s: %s"
              .formatted(
                  receipt.refusals().size(),
                  batch.size(),
                  batch.get(first.index()),
                  first.reason()));
    }
    return receipt.accepted();
  }

  private static LocalDate dayOf(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
