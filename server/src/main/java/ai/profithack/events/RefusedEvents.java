package ai.profithack.events;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.events.EventJson.Reading;
import ai.profithack.events.RefusedEvent.State;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Events that were refused: to look at, to send again when the reason is gone, to put aside.
@Component
public class RefusedEvents {
  private static final int BATCH = 1_000;

  private final RefusalRepository repository;
  private final EventLog log;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;
  private final TransactionTemplate transaction;

  RefusedEvents(
      RefusalRepository repository,
      EventLog log,
      AuditTrail audit,
      CurrentActor current,
      Clock clock,
      PlatformTransactionManager transactionManager) {
    this.repository = repository;
    this.log = log;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /// How a replay ends.
  public sealed interface Replay {
    /// The log took it.
    record Accepted() implements Replay {}

    /// The log had it already.
    record Duplicate() implements Replay {}

    /// Still not acceptable.
    record StillRefused(String code, String reason) implements Replay {}

    /// There is no such refused event, or it is settled already.
    record NotOpen() implements Replay {}
  }

  /// What became of many replays.
  public record Replays(int accepted, int duplicates, int refused) {}

  /// How many are open for one reason.
  public record Count(String code, long events) {}

  /// The newest `limit` in that state that are older than `before` (null: from the newest), of one
  /// reason or (null) of all.
  public List<RefusedEvent> page(
      State state, @Nullable String code, @Nullable Long before, int limit) {
    return repository.page(state, code, before, limit);
  }

  public Optional<RefusedEvent> find(long id) {
    return repository.find(id);
  }

  /// Open ones by reason, the most frequent first.
  public List<Count> counts() {
    return repository.counts();
  }

  /// Sends it again. Safe to repeat: what the log has already is a duplicate.
  public Replay replay(long id) {
    var found = repository.find(id).filter(event -> event.state() == State.REFUSED);
    if (found.isEmpty()) {
      return new Replay.NotOpen();
    }
    var event = found.get();
    var receipt = log.acceptReadings(List.of(read(event)), event.source());
    if (!receipt.refusals().isEmpty()) {
      var refusal = receipt.refusals().getFirst();
      return new Replay.StillRefused(refusal.code(), refusal.reason());
    }
    settle(List.of(id), State.REPLAYED, "events.replay", "refused event " + id, Map.of());
    return receipt.accepted() == 1 ? new Replay.Accepted() : new Replay.Duplicate();
  }

  /// Sends all open ones of a reason again.
  public Replays replayAll(String code) {
    var accepted = 0;
    var duplicates = 0;
    var refused = 0;
    for (var batch = repository.page(State.REFUSED, code, null, BATCH);
        !batch.isEmpty();
        batch = repository.page(State.REFUSED, code, batch.getLast().id(), BATCH)) {
      for (var source : batch.stream().map(RefusedEvent::source).distinct().toList()) {
        var events = batch.stream().filter(event -> event.source().equals(source)).toList();
        var receipt = log.acceptReadings(events.stream().map(RefusedEvents::read).toList(), source);
        accepted += receipt.accepted();
        duplicates += receipt.duplicates();
        refused += receipt.refusals().size();
        settleTaken(events, receipt, code);
      }
    }
    return new Replays(accepted, duplicates, refused);
  }

  private void settleTaken(List<RefusedEvent> events, Receipt receipt, String code) {
    var stillRefused = new HashSet<Integer>();
    receipt.refusals().forEach(refusal -> stillRefused.add(refusal.index()));
    var taken = new ArrayList<Long>();
    for (var index = 0; index < events.size(); index++) {
      if (!stillRefused.contains(index)) {
        taken.add(events.get(index).id());
      }
    }
    if (!taken.isEmpty()) {
      settle(
          taken,
          State.REPLAYED,
          "events.replay",
          "refused events, " + code,
          Map.of("events", taken.size()));
    }
  }

  /// Puts it aside for good. False if there is no such open one.
  public boolean discard(long id) {
    return settle(List.of(id), State.DISCARDED, "events.discard", "refused event " + id, Map.of())
        == 1;
  }

  private int settle(
      List<Long> ids, State state, String action, String subject, Map<String, ?> detail) {
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          var settled = repository.settle(ids, state, clock.instant(), current.name());
          if (settled > 0) {
            audit.record(action, subject, detail);
          }
          return settled;
        }));
  }

  private static Reading read(RefusedEvent event) {
    var sent = event.sent() == null ? "" : event.sent();
    var reading =
        EventJson.read(sent.getBytes(StandardCharsets.UTF_8), !event.source().equals("api"));
    return switch (reading) {
      case Reading.Parsed(var again) -> new Reading.Parsed(again.withContext(event.context()));
      case Reading.Unreadable unreadable -> unreadable;
    };
  }
}
