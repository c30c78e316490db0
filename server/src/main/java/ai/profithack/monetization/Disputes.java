package ai.profithack.monetization;

import ai.profithack.events.EventType;
import ai.profithack.events.MoneyEvent;
import ai.profithack.monetization.DisputeRepository.Dispute;
import ai.profithack.monetization.DisputeRepository.Effect;
import ai.profithack.monetization.DisputeRepository.State;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What payers' banks dispute (chargebacks), and what comes of it.
///
///     (nothing) ──disputed──► open ──won───► won ──disputed, later──► open
///         │                     │              │
///         │                     └──lost──► lost ◄──lost
///         └── won, lost before the beginning was heard ──►
///
/// While open, all that is left of the gift is withheld; won lets it go; lost gives it back to the
/// payer as a refund of what is left. Events come in any order and number: what was said earlier in
/// event time than what is known changes nothing, and lost is final.
@Component
class Disputes {
  private final DisputeRepository repository;
  private final EarningRepository earnings;
  private final Withholding withholding;
  private final DecidedRefunds refunds;

  Disputes(
      DisputeRepository repository,
      EarningRepository earnings,
      Withholding withholding,
      DecidedRefunds refunds) {
    this.repository = repository;
    this.earnings = earnings;
    this.withholding = withholding;
    this.refunds = refunds;
  }

  /// Hears an event about a dispute, in the caller's transaction. Hearing it again changes nothing.
  void hear(MoneyEvent event) {
    if (repository.isKnown(event.key())) {
      return;
    }
    var giftId = Objects.requireNonNull(event.disputeOf());
    var gift = MoneyEvent.keyOf(giftId);
    var earning = earnings.find(List.of(gift)).get(gift);
    var effect =
        earning != null && earning.kind() != Earning.Kind.GIFT
            ? Effect.REFUSED
            : act(event, giftId, gift, repository.lock(gift).orElse(null));
    repository.note(event, gift, effect);
  }

  private Effect act(MoneyEvent event, String giftId, UUID gift, @Nullable Dispute known) {
    var effect = effect(event, known);
    if (effect == Effect.TAKEN) {
      var state =
          switch (event.type()) {
            case GIFT_DISPUTED -> State.OPEN;
            case GIFT_DISPUTE_WON -> State.WON;
            default -> State.LOST;
          };
      repository.save(gift, giftId, state, event.time());
      switch (state) {
        case OPEN -> withholding.withholdDisputed(gift, event.time());
        case WON -> withholding.liftDisputed(gift, event.time());
        case LOST -> {
          withholding.withholdDisputed(gift, event.time());
          refunds.order(List.of(gift), DecidedRefunds.Reason.DISPUTE_LOST, event.time());
        }
      }
    }
    return effect;
  }

  /// What an event does to what is known of the dispute. Pure.
  static Effect effect(MoneyEvent event, @Nullable Dispute known) {
    if (known == null) {
      return Effect.TAKEN;
    }
    var type = event.type();
    if (known.state() == State.LOST) {
      return type == EventType.GIFT_DISPUTE_WON ? Effect.REFUSED : Effect.REPEATED;
    }
    var since = known.since();
    // Of a beginning and an end at the same moment, the end comes after.
    var isNews =
        type == EventType.GIFT_DISPUTE_LOST
            || event.time().isAfter(since)
            || (known.state() == State.OPEN
                && type == EventType.GIFT_DISPUTE_WON
                && event.time().equals(since));
    return isNews ? Effect.TAKEN : Effect.REPEATED;
  }
}
