package ai.profithack.payouts;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.Role;
import ai.profithack.payouts.Payouts.Ending;
import ai.profithack.payouts.StatedOutcome.Outcome;
import ai.profithack.payouts.StatedOutcome.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// The way out for a payout over a provider whose outcome stays unknown: one person of finance says
/// what the provider's own page or support says, with the evidence, and a second person confirms
/// it. Only then does it become paid or failed.
///
/// Nobody is heard as long as the provider can still be asked with an answer to be expected. What
/// two people said is never undone by asking the provider again: where it says something after all,
/// a person is told.
@Component
public class StatedOutcomes {
  /// How long a provider is asked before people may say what it does not.
  static final Duration ASKED_FOR = Duration.ofDays(7);

  private final StatedOutcomeRepository repository;
  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final FollowUp followUp;
  private final Settlement settlement;
  private final Rails rails;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final Clock clock;

  StatedOutcomes(
      StatedOutcomeRepository repository,
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      FollowUp followUp,
      Settlement settlement,
      Rails rails,
      AuditTrail audit,
      TransactionTemplate transactions,
      Clock clock) {
    this.repository = repository;
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.followUp = followUp;
    this.settlement = settlement;
    this.rails = rails;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// What was said of a payout, newest first, and what can be said of it.
  ///
  /// `sayable` is empty where the provider, and nobody else, knows. `from` is when people may say
  /// it, null where nothing is to be said.
  public record Standing(
      List<StatedOutcome> said, List<Outcome> sayable, @Nullable Instant from, boolean open) {
    public Optional<StatedOutcome> waiting() {
      return said.stream().filter(one -> one.state() == State.WAITING).findFirst();
    }
  }

  @Transactional(readOnly = true)
  public Standing of(long payoutId) {
    var payout = payouts.find(payoutId).orElse(null);
    var said = repository.of(payoutId);
    var sayable = payout == null ? List.<Outcome>of() : sayable(payout);
    if (sayable.isEmpty()) {
      return new Standing(said, sayable, null, false);
    }
    var from = from(Objects.requireNonNull(payout));
    return new Standing(said, sayable, from, !clock.instant().isBefore(from));
  }

  /// Says what became of a payout. Nothing changes until a second person confirms it.
  @Transactional
  public Ending state(
      long payoutId,
      Outcome outcome,
      @Nullable String reference,
      String reason,
      String evidence,
      Actor actor) {
    if (!actor.isPerson() || !actor.is(Role.FINANCE)) {
      return new Ending.NotPossible(
          "Somebody with the role finance has to say what became of a payout.");
    }
    var payout = payouts.lock(payoutId).orElse(null);
    var objection = objection(payoutId, payout, outcome);
    if (objection != null) {
      return new Ending.NotPossible(objection);
    }
    var now = clock.instant();
    if (!repository.insert(
        new StatedOutcome(
            0,
            payoutId,
            outcome,
            reference,
            reason,
            evidence,
            actor.name(),
            now,
            State.WAITING,
            null,
            null))) {
      return new Ending.NotPossible(
          "Somebody said already what became of payout %d; that is to be confirmed or withdrawn first."
              .formatted(payoutId));
    }
    exceptions.giveTo(FollowUp.UNKNOWN_OUTCOME, payoutId, actor.name());
    audit.record(
        "payout.outcome_stated",
        "payout " + payoutId,
        Map.of(
            "outcome",
            outcome.name(),
            "reference",
            Objects.requireNonNullElse(reference, ""),
            "reason",
            reason,
            "evidence",
            evidence));
    return new Ending.Done(Objects.requireNonNull(payout).state());
  }

  /// Confirms what somebody else said. The provider is asked once more before, and what it says
  /// holds.
  public Ending confirm(long payoutId, long statementId, Actor actor) {
    if (repository.find(statementId).filter(said -> said.payoutId() == payoutId).isEmpty()) {
      return gone(payoutId);
    }
    if (payouts.find(payoutId).filter(one -> one.state() == PayoutState.UNKNOWN).isPresent()) {
      followUp.look(payoutId);
    }
    return Objects.requireNonNull(
        transactions.execute(_ -> confirmed(payoutId, statementId, actor)));
  }

  private Ending confirmed(long payoutId, long statementId, Actor actor) {
    var payout = payouts.lock(payoutId).orElse(null);
    var said =
        repository.find(statementId).filter(one -> one.state() == State.WAITING).orElse(null);
    if (said == null || !actor.isPerson() || !actor.is(Role.FINANCE, Role.ADMIN)) {
      return gone(payoutId);
    }
    if (said.statedBy().equals(actor.name())) {
      return new Ending.NotPossible("Somebody else has to confirm what you said.");
    }
    var objection = objection(payoutId, payout, said.outcome());
    if (objection != null) {
      return new Ending.NotPossible(objection);
    }
    repository.decide(statementId, State.CONFIRMED, actor.name(), clock.instant());
    var by = said.statedBy() + " and " + actor.name();
    var state = settlement.apply(payoutId, report(said), by);
    payouts.looked(payoutId, null);
    exceptions.explain(
        FollowUp.UNKNOWN_OUTCOME,
        payoutId,
        actor.name(),
        "%s and %s said that it was %s: %s"
            .formatted(said.statedBy(), actor.name(), said.outcome().words(), said.evidence()),
        clock.instant());
    audit.record(
        "payout.outcome_confirmed",
        "payout " + payoutId,
        Map.of("statement", statementId, "statedBy", said.statedBy(), "state", state.name()));
    return new Ending.Done(state);
  }

  /// Takes a statement back, one's own or somebody else's, before it is confirmed.
  @Transactional
  public Ending withdraw(long payoutId, long statementId, Actor actor) {
    var payout = payouts.lock(payoutId).orElse(null);
    var said = repository.find(statementId).filter(one -> one.payoutId() == payoutId);
    if (payout == null
        || said.isEmpty()
        || !repository.decide(statementId, State.WITHDRAWN, actor.name(), clock.instant())) {
      return gone(payoutId);
    }
    audit.record(
        "payout.outcome_withdrawn", "payout " + payoutId, Map.of("statement", statementId));
    return new Ending.Done(payout.state());
  }

  private static Ending gone(long payoutId) {
    return new Ending.NotPossible(
        "Nothing that you can confirm was said of payout " + payoutId + ".");
  }

  /// Why that cannot be said now, in one sentence; null where it can.
  private @Nullable String objection(long payoutId, @Nullable Payout payout, Outcome outcome) {
    if (payout == null || !sayable(payout).contains(outcome)) {
      return "Payout %d is %s: that cannot be said of it."
          .formatted(payoutId, payout == null ? "not there" : payout.state().words());
    }
    var from = from(payout);
    return clock.instant().isBefore(from)
        ? "%s is still asked about payout %d. What became of it can be said from %s on."
            .formatted(rails.title(payout.rail()), payoutId, from)
        : null;
  }

  private List<Outcome> sayable(Payout payout) {
    if (!rails.isRemote(payout.rail())) {
      return List.of();
    }
    if (payout.state() == PayoutState.UNKNOWN) {
      return List.of(Outcome.PAID, Outcome.NEVER_EXECUTED);
    }
    var paid = payout.state() == PayoutState.PAID || payout.state() == PayoutState.CONFIRMED;
    return paid && repository.agreed(payout.payoutId()).isPresent()
        ? List.of(Outcome.RETURNED)
        : List.of();
  }

  /// From then on nothing is to be expected of asking: neither is the key still good for handing it
  /// over again, nor did a week of asking help.
  private Instant from(Payout payout) {
    var saved = payouts.attempt(payout.payoutId()).orElseThrow().savedAt();
    var keyLife =
        rails.find(payout.rail()).orElse(null) instanceof Rail.Remote rail
            ? rail.keyLife()
            : Duration.ZERO;
    return saved.plus(keyLife.compareTo(ASKED_FOR) > 0 ? keyLife : ASKED_FOR);
  }

  private static Report report(StatedOutcome said) {
    return switch (said.outcome()) {
      case PAID -> new Report(Report.Status.PAID, said.reference(), said.reason());
      case NEVER_EXECUTED -> new Report(Report.Status.FAILED, null, said.reason());
      case RETURNED -> new Report(Report.Status.RETURNED, null, said.reason());
    };
  }
}
