package ai.profithack.monetization;

import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Earning.Kind;
import ai.profithack.monetization.SharingRules.Party;
import ai.profithack.monetization.Tiers.Standing;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Books refunds, each once, in the caller's transaction.
///
/// A refund goes back the way its gift came: out of pending or withheld while it is there, else out
/// of available, and what is not there any more becomes the creator's debt. What another refund of
/// the same gift took already is not taken again. For what no gift is found, the creator gives back
/// a starter's share; where the refund names a gift that is not booked yet, that lasts until the
/// gift is booked: then the creator has it back, and the refund is booked again, along the gift.
@Component
class Refunds {
  private final RefundRepository repository;
  private final EarningRepository earnings;
  private final Splits splits;
  private final MoneyEvents events;
  private final Ledger ledger;
  private final Asset asset;

  Refunds(
      RefundRepository repository,
      EarningRepository earnings,
      Splits splits,
      MoneyEvents events,
      Ledger ledger,
      ReportingFrame frame) {
    this.repository = repository;
    this.earnings = earnings;
    this.splits = splits;
    this.events = events;
    this.ledger = ledger;
    this.asset = Asset.of(frame.currency());
  }

  /// Books a refund. Hearing it again changes nothing.
  void hear(Refund refund) {
    if (repository.isKnown(refund.key())) {
      return;
    }
    var gift = giftOf(refund).orElse(null);
    var matched = gift == null ? 0 : Math.min(gift.leftMinor(), refund.amountMinor());
    var rest = refund.amountMinor() - matched;
    var repeated = gift == null ? 0 : repository.repeatedOf(refund, gift.key(), rest);
    book(refund, gift, matched, rest - repeated);
    if (repeated > 0) {
      events.noteRepeated(refund.eventId(), repeated);
    }
    repository.insert(refund, gift == null ? null : gift.key(), rest - repeated, repeated);
  }

  /// The refunds that name one of these gifts and were booked before it was, for [#rebook].
  List<Refund> bookedBefore(Collection<UUID> gifts) {
    return repository.waitingFor(gifts);
  }

  /// Books refunds along the gifts that they name, which are booked now.
  void rebook(List<Refund> refunds) {
    for (var refund : refunds) {
      giftOf(refund).filter(gift -> gift.leftMinor() > 0).ifPresent(gift -> rebook(refund, gift));
    }
  }

  private void rebook(Refund refund, Earning gift) {
    var first = ledger.find(key(refund, 1)).orElseThrow();
    var back = new CreatorLines(ledger, asset);
    var given = 0L;
    for (var line : first.lines()) {
      if (line.account().bound() == Account.Bound.FREE) {
        back.add(line.account(), -line.minor());
      } else {
        given += line.minor();
      }
    }
    if (refund.creatorId() != null) {
      back.giveBack(refund.creatorId(), given);
    }
    ledger
        .book(
            new Entry(
                "reassignment:1:" + refund.eventId(),
                "reassignment",
                refund.at(),
                back.toList(),
                Map.of("event", refund.eventId(), "reason", "the gift that it names was booked"),
                first.entryId()))
        .entryIdOrThrow();
    var matched = Math.min(gift.leftMinor(), refund.amountMinor());
    book(refund, gift, matched, refund.amountMinor() - matched);
    repository.match(refund, refund.amountMinor() - matched);
    events.changed(refund.at());
  }

  private void book(Refund refund, @Nullable Earning gift, long matched, long unmatched) {
    if (matched + unmatched == 0) {
      return;
    }
    var lines = new CreatorLines(ledger, asset);
    if (gift != null && matched > 0) {
      takeBack(refund, gift, matched, lines);
    }
    if (unmatched > 0) {
      var shares = unmatchedShares(refund, unmatched);
      shares
          .parts()
          .forEach(part -> lines.take(part.creatorId(), part.minor(), EarningPart.State.RELEASED));
      lines.add(Account.free(Kind.GIFT.income(), asset), shares.platformMinor());
    }
    lines.add(Kind.GIFT.payer(refund.payerId(), asset), -(matched + unmatched));
    ledger
        .book(
            new Entry(
                key(refund, refund.revision()),
                "gift_refunded",
                refund.at(),
                lines.toList(),
                Map.of(
                    "event",
                    refund.eventId(),
                    "takesBack",
                    gift == null ? "" : gift.eventId(),
                    "unmatchedMinor",
                    unmatched),
                gift == null ? null : gift.entryId()))
        .entryIdOrThrow();
  }

  private void takeBack(Refund refund, Earning gift, long matched, CreatorLines lines) {
    var taken = SharingRules.takeBack(matched, gift.leftByCreator(), gift.leftOfPlatform());
    gift.parts()
        .forEach(part ->
            lines.take(
                part.creatorId(),
                taken.byCreator().getOrDefault(part.creatorId(), 0L),
                part.state()));
    lines.add(Account.free(gift.kind().income(), asset), taken.fromPlatform());
    earnings.takeBack(gift.key(), matched, taken);
    splits.takeBack(
        EarningBooks.noteKey(refund.eventId()),
        EarningBooks.noteKey(gift.eventId()),
        matched - taken.fromPlatform());
  }

  /// For what nothing is left to take back: a starter's share of it, as if there were.
  private static SharingRules.Shares unmatchedShares(Refund refund, long unmatched) {
    var creator = refund.creatorId();
    return SharingRules.divide(
        unmatched,
        creator == null
            ? List.of()
            : List.of(
                new Party(creator, 1, Tier.STARTER.code(), Standing.BEGINNING.sharePercent())));
  }

  private static String key(Refund refund, int revision) {
    return EarningBooks.entryKey(refund.eventId(), revision);
  }

  /// The gift that the refund takes back: the one it names, where that is this viewer's, whoever
  /// got it; where it names none, the one that fits best.
  private Optional<Earning> giftOf(Refund refund) {
    var named = refund.named();
    return named == null
        ? earnings.giftOf(refund)
        : Optional.ofNullable(earnings.find(List.of(named)).get(named))
            .filter(earning -> earning.kind() == Kind.GIFT)
            .filter(earning -> Objects.equals(earning.payerId(), refund.payerId()));
  }
}
