package ai.profithack.events;

import ai.profithack.events.Candidate.State;
import ai.profithack.kernel.LostDatabase;
import ai.profithack.platform.Directory;
import ai.profithack.platform.Directory.GiftName;
import ai.profithack.platform.Directory.VideoDescription;
import ai.profithack.platform.Ownership;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes submissions into the log, many in one transaction.
///
/// Every transaction takes its locks in one order: identities ascending, users, videos and gift
/// types ascending, and accounts' devices ascending last. So two writers, here or on another
/// server, wait for each other but never in a circle.
@Component
class EventWriter {
  private static final int ATTEMPTS = 5;
  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

  private final EventRepository repository;
  private final RefusalRepository refusals;
  private final Acquaintance acquaintance;
  private final Directory directory;
  private final Ownership ownership;
  private final Clock clock;
  private final TransactionTemplate transaction;

  EventWriter(
      EventRepository repository,
      RefusalRepository refusals,
      Acquaintance acquaintance,
      Directory directory,
      Ownership ownership,
      Clock clock,
      PlatformTransactionManager transactionManager) {
    this.repository = repository;
    this.refusals = refusals;
    this.acquaintance = acquaintance;
    this.directory = directory;
    this.ownership = ownership;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /// Writes the submissions and completes each of them, normally or with [EventLogUnavailable];
  /// never throws for a failing database.
  void write(List<Submission> group) {
    var failure = tryWrite(group);
    if (failure == null) {
      group.forEach(Submission::complete);
    } else if (group.size() == 1 || isConnectionLost(failure)) {
      tell(failure);
      var unavailable =
          new EventLogUnavailable(
              "The event log cannot be written now. Nothing was acknowledged; send the batch again.",
              failure);
      group.forEach(submission -> submission.outcome.completeExceptionally(unavailable));
    } else {
      // One of them must not make the others fail.
      group.forEach(submission -> write(List.of(submission)));
    }
  }

  /// Of a lost database the operator is told once, by who watches it.
  private static void tell(RuntimeException failure) {
    if (LostDatabase.isBehind(failure)) {
      log.info("Events were not written: {}", failure.toString());
    } else {
      log.warn(
          "Events were not written, and their senders told to send them again: {}",
          String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage())
              .lines()
              .findFirst()
              .orElse(""));
      log.info("How they were not written", failure);
    }
  }

  private @Nullable RuntimeException tryWrite(List<Submission> group) {
    for (var attempt = 1; ; attempt++) {
      try {
        writeOnce(group);
        return null;
      } catch (RuntimeException failure) {
        acquaintance.forget();
        if (attempt == ATTEMPTS || !isWorthRepeating(failure)) {
          return failure;
        }
      }
    }
  }

  private void writeOnce(List<Submission> group) {
    var candidates = new ArrayList<Candidate>();
    var months = new HashSet<YearMonth>();
    for (var submission : group) {
      for (var candidate : submission.candidates) {
        candidate.reset();
        candidates.add(candidate);
        months.add(YearMonth.from(candidate.day));
      }
    }
    repository.ensurePartitions(months);
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var learned = transaction.execute(_ -> writeInTransaction(group, candidates, now));
    if (learned != null) {
      acquaintance.remember(learned);
    }
  }

  private Acquaintance.Learned writeInTransaction(
      List<Submission> group, List<Candidate> candidates, Instant now) {
    try {
      acquaintance.introduce(candidates);
      var recognised =
          ownership.ownsVideos() ? List.<Candidate>of() : recognisePublications(candidates);
      var accepted = decideIdentity(candidates);
      var learned = acquaintance.learn(accepted);
      if (!accepted.isEmpty()) {
        describe(accepted);
        repository.append(accepted, now);
        touch(accepted, learned, now);
      }
      repository.keepDevices(accepted, now);
      repository.keepDevices(recognised, now);
      for (var submission : group) {
        refusals.keep(submission.allRefused(), submission.source, now);
      }
      return learned;
    } catch (SQLException failure) {
      throw new IllegalStateException("writing events: " + failure.getMessage(), failure);
    }
  }

  /// The platform's row of a video is its publication: where it was taken over already, an event
  /// that tells the same is a duplicate of it. Returns those, which may tell a device that the row
  /// does not.
  private List<Candidate> recognisePublications(List<Candidate> candidates) {
    var byRow = new HashMap<UUID, List<Candidate>>();
    for (var candidate : candidates) {
      var video = candidate.event.videoId();
      if (candidate.event.type() == EventType.VIDEO_PUBLISHED
          && video != null
          && candidate.state != State.REFUSED) {
        var row = EventId.of(PlatformRowsJob.publicationId(video));
        if (!row.equals(candidate.id)) {
          byRow.computeIfAbsent(row.toUuid(), _ -> new ArrayList<>()).add(candidate);
        }
      }
    }
    var recognised =
        repository.known(byRow.keySet()).stream()
            .flatMap(row -> byRow.getOrDefault(row, List.of()).stream())
            .toList();
    recognised.forEach(event -> event.state = State.DUPLICATE);
    return recognised;
  }

  /// Of several with one id the first in order of arrival counts, and only if no other batch had
  /// it. Returns the accepted ones, in order of arrival.
  private List<Candidate> decideIdentity(List<Candidate> candidates) throws SQLException {
    var byId = new ArrayList<Candidate>(candidates.size());
    for (var candidate : candidates) {
      if (candidate.state == State.UNDECIDED) {
        byId.add(candidate);
      }
    }
    if (byId.isEmpty()) {
      return List.of();
    }
    byId.sort(
        Comparator.comparing(candidate -> candidate.id)); // stable: arrival order within an id
    var ids = new ArrayList<EventId>(byId.size());
    EventId previous = null;
    for (var candidate : byId) {
      var isRepeated = candidate.id.equals(previous);
      candidate.state = isRepeated ? State.DUPLICATE : State.ACCEPTED;
      if (!isRepeated) {
        ids.add(candidate.id);
      }
      previous = candidate.id;
    }
    var known = repository.claim(ids);
    if (!known.isEmpty()) {
      for (var candidate : byId) {
        if (candidate.state == State.ACCEPTED && known.contains(candidate.id.toUuid())) {
          candidate.state = State.DUPLICATE;
        }
      }
    }
    return candidates.stream().filter(candidate -> candidate.state == State.ACCEPTED).toList();
  }

  private void describe(Collection<Candidate> accepted) {
    var descriptions = new HashMap<Long, VideoDescription>();
    var names = new HashMap<Long, GiftName>();
    for (var candidate : accepted) {
      var event = candidate.event;
      var video = event.videoId();
      if (event.type() == EventType.VIDEO_PUBLISHED && video != null) {
        descriptions.merge(
            video,
            description(video, event),
            (one, other) -> other.published().isBefore(one.published()) ? one : other);
      }
      var gift = event.giftId();
      var name = event.giftName();
      if (gift != null && name != null) {
        names.merge(
            gift,
            new GiftName(gift, name, event.time()),
            (one, other) -> other.named().isBefore(one.named()) ? one : other);
      }
    }
    directory.describe(descriptions.values());
    directory.nameGifts(names);
  }

  private static VideoDescription description(long video, Event event) {
    var details = event.video();
    return details == null
        ? new VideoDescription(video, event.time(), null, List.of(), null, null)
        : new VideoDescription(
            video,
            event.time(),
            details.title(),
            details.hashtags(),
            details.sound(),
            details.category());
  }

  private void touch(Collection<Candidate> accepted, Acquaintance.Learned learned, Instant now) {
    Set<LocalDate> days = new HashSet<>(learned.changedDays());
    LocalDate last = null;
    for (var candidate : accepted) {
      if (!candidate.day.equals(last)) {
        last = candidate.day;
        days.add(last);
      }
    }
    repository.touch(days, learned.registrationDays(), now);
  }

  /// A circle of waits that the order of locks should make impossible, or a writer that was faster.
  private boolean isWorthRepeating(RuntimeException failure) {
    if (failure instanceof Acquaintance.Overtaken) {
      return true;
    }
    return switch (sqlState(failure)) {
      case "40P01", "40001" -> true;
      case "23514" -> repository.forgetPartitions();
      default -> false;
    };
  }

  /// Class 08 is the connection, 57 an operator's intervention, 53 a lack of resources; no state at
  /// all: no connection was to be had.
  private static boolean isConnectionLost(RuntimeException failure) {
    var state = sqlState(failure);
    return state.isEmpty()
        || state.startsWith("08")
        || state.startsWith("57")
        || state.startsWith("53");
  }

  private static String sqlState(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
