package ai.profithack.payouts;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.CreatorAccounts;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Whether and where creators can be paid to. Every change is in the audit trail; an account never
/// is.
@Component
public class Payees {
  /// Why what was set aside for a destination is taken back once another has taken its place.
  static final String DESTINATION_CHANGED = "The destination was changed.";

  /// ISO 9362; what the table keeps.
  private static final String BIC = "[A-Z0-9]{8}([A-Z0-9]{3})?";

  private final PayeeRepository repository;
  private final PayoutRepository payouts;
  private final Settlement settlement;
  private final Rails rails;
  private final Ledger ledger;
  private final ReportingFrame frame;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  Payees(
      PayeeRepository repository,
      PayoutRepository payouts,
      Settlement settlement,
      Rails rails,
      Ledger ledger,
      ReportingFrame frame,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.repository = repository;
    this.payouts = payouts;
    this.settlement = settlement;
    this.rails = rails;
    this.ledger = ledger;
    this.frame = frame;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// How naming a destination can end.
  public sealed interface Naming {
    /// It is in force from now on, and unverified.
    record Named(long methodId) implements Naming {}

    /// It cannot be paid to, and why; nothing changed.
    record NotPayable(String field, String sentence) implements Naming {}
  }

  public Payee find(long creatorId) {
    return repository.payees(List.of(creatorId)).getOrDefault(creatorId, Payee.unknown(creatorId));
  }

  /// The destination in force.
  public Optional<PayoutMethod> method(long creatorId) {
    return Optional.ofNullable(repository.methods(List.of(creatorId)).get(creatorId));
  }

  /// Changes what is known of a creator, from what is known at that moment: whoever changes it at
  /// the same time, a provider's pause among them, goes before or after, and neither is lost. What
  /// changed is in the audit trail by name.
  @Transactional
  public void change(long creatorId, UnaryOperator<Payee> change) {
    var before = repository.lock(creatorId);
    var after = change.apply(before);
    repository.save(after);
    audit.record("payee.change", "creator " + creatorId, Map.of("changed", changed(before, after)));
  }

  /// The ways of payment that carry something of what the creator earns.
  public List<Rails.Offer> offers(long creatorId) {
    return rails.offers(earned(creatorId));
  }

  /// Why nothing that the creator earns can go this way, in one sentence; empty where something
  /// can.
  public Optional<String> carriesNothing(long creatorId, String rail) {
    // The reporting currency alone answers for most: lists ask this of thousands of creators.
    return rails
        .carriesNone(rail, Set.of(frame.currency()))
        .flatMap(_ -> rails.carriesNone(rail, earned(creatorId)));
  }

  /// The currencies in which the creator can be paid: the reporting currency, in which earnings are
  /// booked unless they came otherwise, those in which something is there, and those of payouts, of
  /// which more may follow.
  private Set<Currency> earned(long creatorId) {
    var places = new CreatorAccounts(creatorId, Asset.of(frame.currency()));
    var earned = new HashSet<>(payouts.currenciesOf(creatorId));
    earned.add(frame.currency());
    Stream.of(places.pending(), places.available(), places.withheld())
        .flatMap(place -> ledger.balances(place.path()).keySet().stream())
        .filter(account -> !account.asset().equals(Asset.AI_CREDIT))
        .forEach(account -> earned.add(Currency.getInstance(account.asset().code())));
    return earned;
  }

  /// Names the destination that somebody chose: [#nameDestination], but over a way of payment that
  /// carries something of what the creator earns only.
  @Transactional
  public Naming chooseDestination(
      long creatorId, String rail, String holder, String account, @Nullable String bic) {
    return carriesNothing(creatorId, rail)
        .<Naming>map(why -> new Naming.NotPayable("rail", why + " Choose another way of payment."))
        .orElseGet(() -> nameDestination(creatorId, rail, holder, account, bic));
  }

  /// Names a new destination; the one before is retired with its provider's pause, and what was set
  /// aside for it but not sent goes back, to be paid to the new one with the next run.
  @Transactional
  public Naming nameDestination(
      long creatorId, String rail, String holder, String account, @Nullable String bic) {
    var way = rails.find(rail).filter(each -> each.unavailable().isEmpty());
    if (way.isEmpty()) {
      return new Naming.NotPayable("rail", "This way of payment is not offered.");
    }
    if (holder.isBlank() || holder.length() > 70) {
      return new Naming.NotPayable("holder", "The receiver's name has 1 to 70 characters.");
    }
    if (account.isBlank() || account.length() > 200) {
      return new Naming.NotPayable("account", "The account has 1 to 200 characters.");
    }
    var refusal = way.get().refuses(holder, account, bic);
    if (refusal.isPresent()) {
      return new Naming.NotPayable(refusal.get().field(), refusal.get().sentence());
    }
    if (bic != null && !bic.matches(BIC)) {
      return new Naming.NotPayable("bic", "The BIC has 8 or 11 letters and digits.");
    }
    var now = clock.instant();
    var by = current.name();
    // First, so that a run that set something aside for the old one is waited for.
    repository.retireMethods(creatorId, now);
    settlement.cancelReserved(
        payouts.reservedOf(creatorId).stream()
            .collect(Collectors.toMap(Payout::payoutId, _ -> DESTINATION_CHANGED)),
        by);
    var methodId = repository.insertMethod(creatorId, rail, holder, account, bic, now, by);
    // What a provider asked for concerns the destination that is left.
    var resumed = repository.endProvidersPause(creatorId);
    audit.record(
        "payee.destination",
        "creator " + creatorId,
        Map.of("rail", rail, "method", methodId, "endsProvidersPause", resumed));
    return new Naming.Named(methodId);
  }

  /// How verifying a destination can end.
  public sealed interface Verifying {
    /// It is verified.
    record Verified() implements Verifying {}

    /// It is not, and why; nothing changed.
    record NotPossible(String sentence) implements Verifying {}
  }

  /// When the last payment to a destination came back, where nobody confirmed the destination
  /// since: nothing more is paid to it until somebody does. Empty for one that its provider
  /// verifies, who looks at it again by itself.
  public Optional<Instant> cameBack(PayoutMethod method) {
    var verified = method.verifiedAt();
    return Optional.ofNullable(payouts.cameBack(List.of(method.creatorId())).get(method.methodId()))
        .filter(at -> verified != null && !at.isBefore(verified))
        .filter(_ -> !rails.verifiesDestinations(method));
  }

  /// Says that the creator's destination in force was checked, or checked again after a payment
  /// came back: by a person other than the one who named it.
  @Transactional
  public Verifying verifyDestination(long creatorId, long methodId, Actor actor) {
    var method = repository.method(methodId).filter(one -> one.creatorId() == creatorId);
    if (!actor.isPerson()) {
      return new Verifying.NotPossible("A person has to verify a destination, not a program.");
    }
    if (method.isEmpty()
        || method.get().retiredAt() != null
        || (method.get().verifiedAt() != null && cameBack(method.get()).isEmpty())) {
      return new Verifying.NotPossible(
          "It was verified before, or another one has taken its place.");
    }
    if (rails.verifiesDestinations(method.get())) {
      return new Verifying.NotPossible(
          "%s itself says whether it can be paid to.".formatted(rails.title(method.get().rail())));
    }
    if (method.get().changedBy().equals(actor.name())) {
      return new Verifying.NotPossible("Somebody else has to verify the destination you named.");
    }
    if (!repository.verifyMethod(
        methodId, method.get().verifiedAt(), clock.instant(), actor.name())) {
      return new Verifying.NotPossible(
          "It was verified before, or another one has taken its place.");
    }
    audit.record("payee.destination_verified", "method " + methodId, Map.of());
    return new Verifying.Verified();
  }

  /// Takes a destination that was locked while it was in force and unverified out of force: nothing
  /// was paid to it, and the creator has none until another is named.
  void declineDestination(long methodId) {
    if (!repository.retireUnverified(methodId, clock.instant())) {
      throw new IllegalStateException("destination " + methodId + " does not wait for anybody");
    }
    audit.record("payee.destination_declined", "method " + methodId, Map.of());
  }

  /// The account that a payout goes to, in full. That it was looked at is in the audit trail.
  @Transactional
  public Optional<PayoutMethod> disclose(long methodId) {
    var method = repository.method(methodId);
    method.ifPresent(one ->
        audit.record(
            "payee.destination_shown", "creator " + one.creatorId(), Map.of("method", methodId)));
    return method;
  }

  /// These destinations in this order, in full; that each was looked at is in the audit trail.
  @Transactional
  public List<PayoutMethod> disclose(List<Long> methodIds) {
    return methodIds.stream().map(this::disclose).flatMap(Optional::stream).toList();
  }

  /// A destination, also one that another has taken the place of.
  public Optional<PayoutMethod> destination(long methodId) {
    return repository.method(methodId);
  }

  private static List<String> changed(Payee before, Payee after) {
    var changed = new ArrayList<String>();
    note(changed, "identity reviewed", before.identityReviewedAt(), after.identityReviewedAt());
    note(changed, "of age", before.ofAgeConfirmedAt(), after.ofAgeConfirmedAt());
    note(changed, "tax form", before.taxFormUntil(), after.taxFormUntil());
    note(changed, "paused by creator", before.pausedBySelf(), after.pausedBySelf());
    note(changed, "paused by platform", before.pausedByPlatform(), after.pausedByPlatform());
    note(changed, "paused by provider", before.pausedByProvider(), after.pausedByProvider());
    if (before.reservePercent().compareTo(after.reservePercent()) != 0) {
      changed.add("reserve: " + before.reservePercent() + " → " + after.reservePercent());
    }
    return changed;
  }

  private static void note(
      List<String> changed, String name, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) {
      changed.add(
          "%s: %s → %s"
              .formatted(name, before == null ? "–" : before, after == null ? "–" : after));
    }
  }
}
