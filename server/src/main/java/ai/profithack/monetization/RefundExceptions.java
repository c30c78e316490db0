package ai.profithack.monetization;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.events.MoneyEvent;
import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.kernel.Taking;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.monetization.Amount.Match;
import ai.profithack.monetization.Earning.Kind;
import ai.profithack.monetization.RefundExceptionRepository.Open;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Refunds for which no gift is found, or that are beyond their gift: what a person sees, takes and
/// decides. Until then nothing of them is taken from anybody.
@Component
@Transactional
public class RefundExceptions {
  /// Where what the platform bears itself is booked.
  static final String EXPENSE = "expenses:refunds";

  private final RefundExceptionRepository repository;
  private final EarningRepository earnings;
  private final Refunds refunds;
  private final MoneyEvents events;
  private final Ledger ledger;
  private final AuditTrail audit;
  private final Clock clock;
  private final Asset asset;
  private final ReportingFrame frame;

  RefundExceptions(
      RefundExceptionRepository repository,
      EarningRepository earnings,
      Refunds refunds,
      MoneyEvents events,
      Ledger ledger,
      AuditTrail audit,
      Clock clock,
      ReportingFrame frame) {
    this.repository = repository;
    this.earnings = earnings;
    this.refunds = refunds;
    this.events = events;
    this.ledger = ledger;
    this.audit = audit;
    this.clock = clock;
    this.frame = frame;
    this.asset = Asset.of(frame.currency());
  }

  /// How many refunds wait for a decision, and how much of them together.
  public record Sum(long refunds, long minor) {}

  /// What becomes of what is open of a refund.
  enum Outcome {
    /// A gift gives it back.
    GIVEN,
    /// The platform does.
    BORNE,
    /// Nobody does: it was told before.
    REPEATED
  }

  /// How a decision can end.
  public sealed interface Ending {
    /// `openMinor` of the refund waits still.
    record Done(long decidedMinor, long openMinor) implements Ending {}

    record Unknown(String sentence) implements Ending {}

    record NotPossible(String sentence) implements Ending {}

    /// The refund waits still: the gift that was named is not `known`, or does not fit.
    record WrongGift(boolean known, String sentence) implements Ending {}
  }

  @Transactional(readOnly = true)
  public List<RefundException> open(@Nullable String before, int limit) {
    return repository.open(before, limit);
  }

  @Transactional(readOnly = true)
  public Sum sum() {
    return repository.sum();
  }

  /// Makes it the actor's to look into; `from` names whoever has it, to take it over.
  public Ending take(String eventId, @Nullable String from, Actor actor) {
    return repository
        .lock(eventId)
        .map(open -> take(eventId, open, from, actor))
        .orElseGet(() -> notOpen(eventId));
  }

  private Ending take(String eventId, Open open, @Nullable String from, Actor actor) {
    var owner = open.owner();
    if (owner != null && !owner.equals(actor.name()) && !(actor.isPerson() && owner.equals(from))) {
      return new Ending.NotPossible(new Taking.OwnedBy(owner).sentence());
    }
    if (!actor.name().equals(owner)) {
      repository.own(open.refund().key(), actor.name());
      audit.record("refund.taken", eventId, owner == null ? Map.of() : Map.of("from", owner));
    }
    return new Ending.Done(0, open.open().minor());
  }

  /// The platform bears what is open of the refund.
  public Ending bear(String eventId, String reason, Actor actor) {
    return settle(eventId, Outcome.BORNE, reason, actor, _ -> Account.free(EXPENSE, asset));
  }

  /// What is open of the refund was told before, under another id: the viewer got it once. The
  /// figures of its day follow.
  public Ending repeat(String eventId, String reason, Actor actor) {
    return settle(
        eventId,
        Outcome.REPEATED,
        reason,
        actor,
        open -> {
          events.noteRepeated(eventId, open.open().minor());
          events.changed(open.refund().at());
          return Kind.GIFT.payer(open.refund().payerId(), asset);
        });
  }

  /// Moves what is open out of suspense to the account that `bearer` says.
  private Ending settle(
      String eventId, Outcome outcome, String reason, Actor actor, Function<Open, Account> bearer) {
    if (!actor.isPerson()) {
      return aPersonDecides();
    }
    earnings.lock();
    var found = repository.lock(eventId);
    if (found.isEmpty()) {
      return notOpen(eventId);
    }
    var open = found.get();
    var entry =
        ledger
            .book(
                new Entry(
                    key(open),
                    "refund_" + outcome.name().toLowerCase(Locale.ROOT),
                    clock.instant(),
                    List.of(
                        new Line(bearer.apply(open), open.open().minor()),
                        new Line(Account.free(Refunds.SUSPENSE, asset), -open.open().minor())),
                    Map.of("refund", eventId)))
            .entryIdOrThrow();
    return decided(open, outcome, null, "", open.open(), null, reason, actor, entry);
  }

  /// Takes what is open of the refund back from a gift of the same viewer, as far as that has
  /// something left; the rest stays open.
  public Ending give(String eventId, String giftId, String reason, Actor actor) {
    if (!actor.isPerson()) {
      return aPersonDecides();
    }
    earnings.lock();
    var found = repository.lock(eventId);
    if (found.isEmpty()) {
      return notOpen(eventId);
    }
    var open = found.get();
    var refund = open.refund();
    var key = MoneyEvent.keyOf(giftId);
    var gift = earnings.find(List.of(key)).get(key);
    if (gift == null || gift.kind() != Kind.GIFT) {
      return new Ending.WrongGift(
          false, "There is no booked gift with the id " + giftId + ". Nothing changed.");
    }
    if (refund.payerId() != null && !Objects.equals(refund.payerId(), gift.payerId())) {
      return new Ending.WrongGift(
          true, "That gift was paid by another viewer than the refund went to. Nothing changed.");
    }
    var match = Match.between(gift.left(), open.open());
    if (match.ofRefund().minor() == 0) {
      return new Ending.WrongGift(true, "Nothing is left of that gift. Nothing changed.");
    }
    ledger.lock(
        earnings.creatorsOf(List.of(key)).stream()
            .map(creator -> new CreatorAccounts(creator, asset).available())
            .toList());
    var entry = refunds.takeOutOfSuspense(refund, gift, match, key(open)).orElseThrow();
    return decided(
        open, Outcome.GIVEN, key, giftId, match.ofRefund(), match.ofGift(), reason, actor, entry);
  }

  private Ending decided(
      Open open,
      Outcome outcome,
      @Nullable UUID gift,
      String giftId,
      Amount decided,
      @Nullable Amount taken,
      String reason,
      Actor actor,
      long entry) {
    var eventId = open.refund().eventId();
    repository.decide(
        open, outcome, gift, decided, taken, reason, actor.name(), clock.instant(), entry);
    audit.record(
        "refund." + outcome.name().toLowerCase(Locale.ROOT),
        eventId,
        Map.of(
            "amount",
            new Money(decided.minor(), frame.currency()).toString(),
            "gift",
            giftId,
            "reason",
            reason));
    return new Ending.Done(decided.minor(), open.open().minor() - decided.minor());
  }

  private static String key(Open open) {
    return "refund-decision:%d:%s".formatted(open.decisions() + 1, open.refund().eventId());
  }

  private static Ending aPersonDecides() {
    return new Ending.NotPossible(
        "A person who logged in decides this; a program may read and take it.");
  }

  private Ending notOpen(String eventId) {
    return repository.isKnown(eventId)
        ? new Ending.NotPossible("Nothing of that refund is open any more. Nothing changed.")
        : new Ending.Unknown("There is no booked refund with the id " + eventId + ".");
  }
}
