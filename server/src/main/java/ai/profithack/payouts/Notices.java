package ai.profithack.payouts;

import ai.profithack.access.AuditTrail;
import ai.profithack.payouts.NoticeSource.Matter;
import ai.profithack.payouts.NoticeSource.Verdict;
import ai.profithack.payouts.ProviderNotice.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The inbox for what providers send on their own.
///
///     received ─┬─► applied
///       │       ├─► ignored
///       └► parked (tried again, by itself and by hand)
///
/// A notice is kept before anything is done about it, and answered then; what it is about is
/// brought up to date afterwards, by asking the provider. So the order in which notices arrive
/// decides nothing, and one that arrives twice is kept once.
@Component
public class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final int AT_A_TIME = 200;

  /// Waits between tries; after the last one a person is told.
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1),
          Duration.ofDays(1));

  private final List<NoticeSource> sources;
  private final NoticeRepository repository;
  private final ExceptionRepository exceptions;
  private final FollowUp followUp;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final Clock clock;

  Notices(
      List<NoticeSource> sources,
      NoticeRepository repository,
      ExceptionRepository exceptions,
      FollowUp followUp,
      AuditTrail audit,
      TransactionTemplate transactions,
      Clock clock) {
    this.sources = List.copyOf(sources);
    this.repository = repository;
    this.exceptions = exceptions;
    this.followUp = followUp;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// How receiving can end.
  public sealed interface Reception {
    /// It is on disk; `repeated` where it was before.
    record Kept(boolean repeated) implements Reception {}

    /// It is not the provider's, or too old.
    record NotGenuine(String sentence) implements Reception {}

    /// It cannot be taken now; the provider has to send it again.
    record NotNow(String sentence) implements Reception {}

    /// Nobody of this name sends notices.
    record NoSuchProvider() implements Reception {}
  }

  /// Takes in what came for a provider. Header names are in lower case. Safe to repeat and to race.
  public Reception receive(String provider, Map<String, String> headers, byte[] body) {
    var source = source(provider);
    if (source.isEmpty()) {
      return new Reception.NoSuchProvider();
    }
    var unavailable = source.get().unavailable();
    if (unavailable.isPresent()) {
      return new Reception.NotNow(unavailable.get());
    }
    return switch (source.get().verify(headers, body)) {
      case Verdict.Forged(var sentence) -> new Reception.NotGenuine(sentence);
      case Verdict.Unchecked(var sentence) -> new Reception.NotNow(sentence);
      case Verdict.Genuine genuine ->
          new Reception.Kept(!repository.insertIfAbsent(provider, genuine, body, clock.instant()));
    };
  }

  /// What may still come to something, oldest first.
  public List<ProviderNotice> open(int atMost) {
    return repository.open(atMost);
  }

  /// What is done with, newest first.
  public List<ProviderNotice> done(int atMost) {
    return repository.done(atMost);
  }

  /// Tries a notice once more because a person asks for it; empty where it is not open.
  public Optional<ProviderNotice> tryAgain(long noticeId) {
    var notice = repository.find(noticeId).filter(one -> one.state().open());
    if (notice.isEmpty()) {
      return Optional.empty();
    }
    attend(notice.get());
    var after = repository.find(noticeId).orElseThrow();
    audit.record(
        "payout.notice_tried",
        "notice " + noticeId,
        Map.of("provider", after.provider(), "state", after.state().name()));
    return Optional.of(after);
  }

  /// Attends to everything that is due; returns how many notices that were. Safe to race.
  int attendToDue() {
    var attended = 0;
    List<ProviderNotice> due;
    do {
      due = repository.due(clock.instant(), AT_A_TIME);
      due.forEach(this::attend);
      attended += due.size();
    } while (due.size() == AT_A_TIME);
    return attended;
  }

  private void attend(ProviderNotice notice) {
    var source = source(notice.provider()).filter(one -> one.unavailable().isEmpty());
    if (source.isEmpty()) {
      end(notice, notice.state(), notice.provider() + " is not configured any more.");
      return;
    }
    try {
      act(notice, source.get().matter(notice.kind(), repository.body(notice.noticeId())));
    } catch (RuntimeException failure) {
      LOG.warn("Notice {} of {} came to nothing.", notice.noticeId(), notice.provider(), failure);
      end(
          notice,
          notice.state(),
          "It could not be attended to: " + failure.getClass().getSimpleName());
    }
  }

  private void act(ProviderNotice notice, Matter matter) {
    switch (matter) {
      case Matter.Nothing(var why) -> end(notice, State.IGNORED, why);
      case Matter.Unknown(var why) -> end(notice, State.PARKED, why);
      case Matter.Effect(var done, var effect) ->
          transactions.executeWithoutResult(_ -> {
            if (repository.lock(notice.noticeId()).filter(one -> one.state().open()).isPresent()) {
              effect.run();
              move(notice, State.APPLIED, done, null);
            }
          });
      case Matter.OfPayouts(var payoutIds) -> {
        var silent = new ArrayList<Long>();
        for (var payoutId : payoutIds) {
          if (!followUp.look(payoutId)) {
            silent.add(payoutId);
          }
        }
        if (silent.isEmpty()) {
          end(notice, State.APPLIED, "Payouts " + payoutIds);
        } else {
          end(notice, notice.state(), "There was no answer about payouts " + silent + ".");
        }
      }
    }
  }

  /// Notes what came of a try. What stays open is tried again after a while, and after the last
  /// time a person is told.
  private void end(ProviderNotice notice, State state, String reason) {
    transactions.executeWithoutResult(_ -> {
      var now = repository.lock(notice.noticeId()).orElseThrow();
      if (!now.state().open()) {
        return;
      }
      var wait = state.open() && now.tries() < WAITS.size() ? WAITS.get(now.tries()) : null;
      move(now, state, reason, wait == null ? null : clock.instant().plus(wait));
      if (state.open() && wait == null) {
        exceptions.open(
            "notice_open",
            "notice " + now.noticeId(),
            null,
            "Notice %s of %s (%s) came to nothing after %d tries: %s"
                .formatted(now.eventId(), now.provider(), now.kind(), now.tries() + 1, reason),
            clock.instant());
      }
    });
  }

  private void move(
      ProviderNotice notice, State state, String reason, @Nullable Instant nextTryAt) {
    repository.move(notice.noticeId(), state, reason, clock.instant(), nextTryAt);
  }

  private Optional<NoticeSource> source(String provider) {
    return sources.stream().filter(one -> Objects.equals(one.provider(), provider)).findFirst();
  }
}
