package ai.profithack.payouts;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Whether and where creators can be paid to. Every change is in the audit trail; an account never
/// is.
@Component
public class Payees {
  private final PayeeRepository repository;
  private final PayoutRepository payouts;
  private final Settlement settlement;
  private final Rails rails;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  Payees(
      PayeeRepository repository,
      PayoutRepository payouts,
      Settlement settlement,
      Rails rails,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.repository = repository;
    this.payouts = payouts;
    this.settlement = settlement;
    this.rails = rails;
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

  /// Names a new destination; the one before is retired, and what was set aside for it but not sent
  /// goes back, to be paid to the new one with the next run.
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
      return new Naming.NotPayable("account", refusal.get());
    }
    var now = clock.instant();
    var by = current.name();
    for (var payout : payouts.reservedOf(creatorId)) {
      settlement.cancelReserved(payout.payoutId(), by, "The destination was changed.");
    }
    repository.retireMethods(creatorId, now);
    var methodId = repository.insertMethod(creatorId, rail, holder, account, bic, now, by);
    audit.record(
        "payee.destination", "creator " + creatorId, Map.of("rail", rail, "method", methodId));
    return new Naming.Named(methodId);
  }

  /// Says that the destination in force was checked; false where it is not in force, was checked
  /// before, or is checked by its provider alone.
  @Transactional
  public boolean verifyDestination(long methodId) {
    var byProvider =
        repository
            .method(methodId)
            .flatMap(method -> rails.find(method.rail()))
            .filter(Rail::verifiesDestinations)
            .isPresent();
    if (byProvider || !repository.verifyMethod(methodId, clock.instant(), current.name())) {
      return false;
    }
    audit.record("payee.destination_verified", "method " + methodId, Map.of());
    return true;
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
