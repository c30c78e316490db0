package ai.profithack.risk;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.kernel.Taking;
import ai.profithack.monetization.DecidedRefunds;
import ai.profithack.monetization.Withholding;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What people see of cases, and what they decide. Nothing but a person's decision ends a case.
@Component
public class RiskCases {
  static final int REASON_MIN = 10;
  static final int REASON_MAX = 2_000;

  private final CaseRepository repository;
  private final Withholding withholding;
  private final DecidedRefunds refunds;
  private final AuditTrail audit;
  private final Clock clock;

  RiskCases(
      CaseRepository repository,
      Withholding withholding,
      DecidedRefunds refunds,
      AuditTrail audit,
      Clock clock) {
    this.repository = repository;
    this.withholding = withholding;
    this.refunds = refunds;
    this.audit = audit;
    this.clock = clock;
  }

  /// A gift behind a case. `state` is where the creator's part of it is.
  public record Gift(
      String eventId,
      Instant occurredAt,
      @Nullable Long giverId,
      long amountMinor,
      long leftMinor,
      String state) {}

  /// What one account gave another, among the accounts of a case, around its gifts.
  public record Flow(
      @Nullable Long giverId,
      long creatorId,
      long gifts,
      long minor,
      Instant first,
      Instant last) {}

  /// An event about a dispute that came after its end and contradicts it.
  public record Contradiction(String eventId, String giftEventId, String word, Instant saidAt) {}

  /// A gift whose dispute is open, and what of its creators' parts is withheld for it.
  public record OpenDispute(String giftEventId, Instant openedAt, long withheldMinor) {}

  /// What a person decides.
  public enum Verdict {
    RELEASE,
    CONFIRM
  }

  /// How deciding can end.
  public sealed interface Decision {
    record Done() implements Decision {}

    /// Somebody decided before; that stays.
    record DecidedBefore(String by) implements Decision {}

    /// Signals were added that whoever decides has not seen. Nothing changed.
    record Grew() implements Decision {}

    record Unknown() implements Decision {}

    /// It is not for them: a program, or the creator it is about.
    record NotYours() implements Decision {}

    /// The reason is too short or too long.
    record BadReason(String sentence) implements Decision {}
  }

  /// When gifts were last looked at; empty before the first time.
  @Transactional(readOnly = true)
  public Optional<Instant> lookedAt() {
    return repository.lookedAt();
  }

  /// Cases in one state, open ones the oldest first, others the newest first.
  @Transactional(readOnly = true)
  public List<RiskCase> all(RiskCase.State state, int limit) {
    return repository.all(state, limit);
  }

  /// Cases newest first, in one state or (null) in any: up to `limit` with an id below `before`
  /// (null: from the newest).
  @Transactional(readOnly = true)
  public List<RiskCase> page(RiskCase.@Nullable State state, @Nullable Long before, int limit) {
    return repository.page(state, before, limit);
  }

  @Transactional(readOnly = true)
  public Optional<RiskCase> find(long caseId) {
    return repository.find(caseId);
  }

  @Transactional(readOnly = true)
  public List<RiskSignal> signals(long caseId) {
    return repository.signals(caseId);
  }

  /// Its gifts, newest first.
  @Transactional(readOnly = true)
  public List<Gift> gifts(long caseId, int limit) {
    return repository.gifts(caseId, limit);
  }

  /// Who gave to whom, the largest sums first.
  @Transactional(readOnly = true)
  public List<Flow> flows(long caseId, int limit) {
    return repository.flows(caseId, limit);
  }

  @Transactional(readOnly = true)
  public List<OpenDispute> disputes(int limit) {
    return repository.disputes(limit);
  }

  @Transactional(readOnly = true)
  public List<Contradiction> contradictions(int limit) {
    return repository.contradictions(limit);
  }

  /// Those of the creators who are not paid out for now: they have an open case about earnings that
  /// were released before anything was noticed.
  @Transactional(readOnly = true)
  public Set<Long> holdPayouts(Collection<Long> creatorIds) {
    return repository.holdPayouts(creatorIds);
  }

  /// The open cases about each of these creators.
  @Transactional(readOnly = true)
  public Map<Long, List<Long>> openCases(Collection<Long> creatorIds) {
    return repository.openCases(creatorIds);
  }

  /// Makes the case a person's own to look into; `from` names whoever has it, to take it over.
  @Transactional
  public Taking take(long caseId, @Nullable String from, Actor actor) {
    var found = repository.find(caseId).orElse(null);
    if (found == null || found.state() != RiskCase.State.OPEN || isBarred(actor, found)) {
      return new Taking.NotOpen();
    }
    if (repository.take(caseId, actor.name(), from)) {
      audit.record(
          "risk.take", "risk case " + caseId, from == null ? Map.of() : Map.of("from", from));
      return new Taking.Taken();
    }
    return repository
        .find(caseId)
        .filter(one -> one.state() == RiskCase.State.OPEN)
        .map(RiskCase::owner)
        .<Taking>map(
            owner -> owner.equals(actor.name()) ? new Taking.Taken() : new Taking.OwnedBy(owner))
        .orElseGet(Taking.NotOpen::new);
  }

  /// Decides a case, once: of several at a time the first. Released, its gifts are pending again
  /// with the end of holding that they had; confirmed, what is left of them is refunded. `seen` is
  /// the id of the latest signal that whoever decides has seen: nobody decides about gifts that
  /// came to the case after that.
  @Transactional
  public Decision decide(long caseId, Verdict verdict, String reason, long seen, Actor actor) {
    var clean = reason.replace("\0", "").strip();
    if (clean.length() < REASON_MIN || clean.length() > REASON_MAX) {
      return new Decision.BadReason(
          "Say why, in %d to %,d characters.".formatted(REASON_MIN, REASON_MAX));
    }
    var found = repository.find(caseId).orElse(null);
    if (found == null) {
      return new Decision.Unknown();
    }
    if (isBarred(actor, found)) {
      return new Decision.NotYours();
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    withholding.lock();
    // Under the lock nothing is added any more.
    if (found.state() == RiskCase.State.OPEN && repository.grewAfter(caseId, seen)) {
      return new Decision.Grew();
    }
    var state =
        switch (verdict) {
          case RELEASE -> RiskCase.State.RELEASED;
          case CONFIRM -> RiskCase.State.CONFIRMED;
        };
    if (!repository.decide(caseId, state, actor.name(), clean, now)) {
      return new Decision.DecidedBefore(
          repository.find(caseId).map(RiskCase::decidedBy).orElse("somebody"));
    }
    var gifts = repository.giftKeys(caseId);
    act(verdict, caseId, gifts, now);
    audit.record(
        "risk." + verdict.name().toLowerCase(java.util.Locale.ROOT),
        "risk case " + caseId,
        Map.of("creator", found.creatorId(), "gifts", gifts.size(), "reason", clean));
    return new Decision.Done();
  }

  private void act(Verdict verdict, long caseId, List<UUID> gifts, Instant now) {
    switch (verdict) {
      case RELEASE -> withholding.lift(gifts, caseId, now);
      case CONFIRM -> refunds.order(gifts, DecidedRefunds.Reason.FRAUD_CONFIRMED, now);
    }
  }

  private static boolean isBarred(Actor actor, @Nullable RiskCase about) {
    return !actor.isPerson()
        || (about != null && actor.creatorId() != null && actor.creatorId() == about.creatorId());
  }
}
