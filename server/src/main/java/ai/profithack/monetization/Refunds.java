package ai.profithack.monetization;

import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Earning.Kind;
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
/// A refund takes back what its gift earned, from those who earned it: out of pending or withheld
/// while it is there, else out of available, and what is not there any more becomes the creator's
/// debt. What another refund of the same gift took already is not taken again.
///
/// Nothing is taken from anybody for what no gift is found, or is beyond its gift: that waits in an
/// account of its own ([#SUSPENSE]), until the gift that the refund names, or one that it fits
/// where it names none, is booked, or a person decides ([RefundExceptions]).
@Component
class Refunds {
  /// What viewers got back, and no gift is found for: nobody's until somebody decides.
  static final String SUSPENSE = "assets:suspense:refunds";

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

  /// The refunds that may be of one of these gifts and were booked before it was, for [#rebook].
  List<Refund> bookedBefore(Collection<UUID> gifts) {
    return repository.waitingFor(gifts);
  }

  /// Books refunds along their gifts, which are booked now.
  void rebook(List<Refund> refunds) {
    for (var refund : refunds) {
      giftOf(refund)
          .filter(gift -> gift.leftMinor() > 0)
          .ifPresent(gift -> {
            var matched = Math.min(gift.leftMinor(), refund.amountMinor());
            takeOutOfSuspense(refund, gift, matched, key(refund, refund.revision()));
            repository.match(refund, gift.key(), refund.amountMinor() - matched);
          });
    }
  }

  /// Takes `minor` of a refund, for which no gift was found, back from this gift; returns the
  /// entry. The figures of the refund's day follow.
  long takeOutOfSuspense(Refund refund, Earning gift, long minor, String key) {
    var lines = new CreatorLines(ledger, asset);
    takeBack(gift, minor, key, lines);
    lines.add(Account.free(SUSPENSE, asset), -minor);
    var entryId = entry(refund, gift, key, lines, 0);
    events.changed(refund.at());
    return entryId;
  }

  /// What refunds took of a gift while it was the platform's alone is borne by those who share it
  /// now, one refund after another. The figures of the refunds' days follow.
  void share(UUID key) {
    for (var refund : repository.takenFrom(key)) {
      var gift = Objects.requireNonNull(earnings.find(List.of(key)).get(key));
      var entryKey = "refund-shared:%s:%s".formatted(key, refund.eventId());
      var lines = new CreatorLines(ledger, asset);
      takeBack(gift, refund.amountMinor(), entryKey, lines);
      lines.add(Account.free(gift.kind().income(), asset), -refund.amountMinor());
      if (!lines.toList().isEmpty()) {
        entry(refund, gift, entryKey, lines, 0);
        events.changed(refund.at());
      }
    }
  }

  private void book(Refund refund, @Nullable Earning gift, long matched, long unmatched) {
    if (matched + unmatched == 0) {
      return;
    }
    var key = key(refund, refund.revision());
    var lines = new CreatorLines(ledger, asset);
    if (gift != null && matched > 0) {
      takeBack(gift, matched, key, lines);
    }
    lines.add(Account.free(SUSPENSE, asset), unmatched);
    lines.add(Kind.GIFT.payer(refund.payerId(), asset), -(matched + unmatched));
    entry(refund, gift, key, lines, unmatched);
  }

  private long entry(
      Refund refund, @Nullable Earning gift, String key, CreatorLines lines, long unmatched) {
    return ledger
        .book(
            new Entry(
                key,
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

  private void takeBack(Earning gift, long matched, String key, CreatorLines lines) {
    var taken = SharingRules.takeBack(matched, gift.leftByCreator(), gift.leftOfPlatform());
    gift.parts()
        .forEach(part ->
            lines.take(
                part.creatorId(),
                taken.byCreator().getOrDefault(part.creatorId(), 0L),
                part.state()));
    lines.add(Account.free(gift.kind().income(), asset), taken.fromPlatform());
    earnings.takeBack(gift.key(), matched, taken);
    splits.takeBack(key, EarningBooks.noteKey(gift.eventId()), matched - taken.fromPlatform());
  }

  private static String key(Refund refund, int revision) {
    return EarningBooks.entryKey(refund.eventId(), revision);
  }

  /// The gift that the refund takes back: the one it names, where that is this viewer's and this
  /// creator's, or was decided on here; where it names none, the one that fits best.
  private Optional<Earning> giftOf(Refund refund) {
    var named = refund.named();
    return named == null
        ? earnings.giftOf(refund)
        : Optional.ofNullable(earnings.find(List.of(named)).get(named))
            .filter(earning -> earning.kind() == Kind.GIFT)
            .filter(earning -> Objects.equals(earning.payerId(), refund.payerId()))
            .filter(earning ->
                earning.isOf(refund.creatorId())
                    || refund.eventId().equals(DecidedRefunds.idOf(earning.key())));
  }
}
