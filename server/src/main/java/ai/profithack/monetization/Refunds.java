package ai.profithack.monetization;

import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Amount.Match;
import ai.profithack.monetization.Earning.Kind;
import ai.profithack.monetization.SharingRules.Taken;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Books refunds, each once, in the caller's transaction.
///
/// A refund takes back what its gift earned, from those who earned it: out of pending or withheld
/// while it is there, else out of available, and what is not there any more becomes the creator's
/// debt. What another refund of the same gift took already is not taken again.
///
/// What it takes of a gift is by what both were sent as, so that creators give back what that part
/// of the gift brought them; what the payer got beyond that, or less, because the rate had changed,
/// is the platform's ([#EXCHANGE_DIFFERENCES]).
///
/// Nothing is taken from anybody for what no gift is found, or is beyond its gift: that waits in an
/// account of its own ([#SUSPENSE]), until the gift that the refund names, or one that it fits
/// where it names none, is booked, or a person decides ([RefundExceptions]).
@Component
class Refunds {
  /// What viewers got back, and no gift is found for: nobody's until somebody decides.
  static final String SUSPENSE = "assets:suspense:refunds";

  /// What refunds cost beyond what their gifts had brought; credit where it is less. As in IAS 21.
  static final String EXCHANGE_DIFFERENCES = "expenses:exchange-differences";

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
    var match = Match.between(gift == null ? Amount.NOTHING : gift.left(), refund.amount());
    var rest = refund.amount().minus(match.ofRefund());
    var repeated = repeatedOf(refund, gift, rest);
    var unmatched = rest.minus(repeated);
    book(refund, gift, match, unmatched.minor());
    if (repeated.minor() > 0) {
      events.noteRepeated(refund.eventId(), repeated.minor());
    }
    repository.insert(
        refund, gift == null ? null : gift.key(), match.ofGift(), unmatched, repeated);
  }

  /// What of the rest, for which nothing is left of the gift, the same refund took back under
  /// another id: one decided here and one that the platform reports are the same, in either order.
  private Amount repeatedOf(Refund refund, @Nullable Earning gift, Amount rest) {
    if (gift == null) {
      return rest.partOfOriginal(0);
    }
    return repository.isDecided(refund, gift.key())
        ? rest
        : Match.between(repository.toBeRepeated(gift.key()), rest).ofRefund();
  }

  /// The refunds that may be of one of these gifts and were booked before it was, for [#rebook].
  List<Refund> bookedBefore(Collection<UUID> gifts) {
    return repository.waitingFor(gifts);
  }

  /// Books refunds along their gifts, which are booked now.
  void rebook(List<Refund> refunds) {
    for (var refund : refunds) {
      giftOf(refund)
          .ifPresent(gift -> {
            var match = Match.between(gift.left(), refund.amount());
            if (!match.isNothing()) {
              takeOutOfSuspense(refund, gift, match, key(refund, refund.revision()));
              repository.match(
                  refund, gift.key(), match.ofGift(), refund.amount().minus(match.ofRefund()));
            }
          });
    }
  }

  /// Takes what matches of a refund, for which no gift was found, back from this gift; returns the
  /// entry, none where it moves nothing. The figures of the refund's day follow.
  OptionalLong takeOutOfSuspense(Refund refund, Earning gift, Match match, String key) {
    var lines = new CreatorLines(ledger, asset);
    takeBack(gift, match, key, lines);
    lines.add(Account.free(SUSPENSE, asset), -match.ofRefund().minor());
    events.changed(refund.at());
    return entry(refund, gift, match, key, lines, 0);
  }

  /// What refunds took of a gift while it was the platform's alone is borne by those who share it
  /// now, one refund after another. The figures of the refunds' days follow.
  void share(UUID key) {
    for (var refund : repository.takenFrom(key)) {
      var gift = Objects.requireNonNull(earnings.find(List.of(key)).get(key));
      var entryKey = "refund-shared:%s:%s".formatted(key, refund.eventId());
      var lines = new CreatorLines(ledger, asset);
      var taken = new Match(refund.amount(), refund.amount());
      takeBack(gift, taken, entryKey, lines);
      lines.add(Account.free(gift.kind().income(), asset), -refund.amount().minor());
      entry(refund, gift, taken, entryKey, lines, 0).ifPresent(_ -> events.changed(refund.at()));
    }
  }

  private void book(Refund refund, @Nullable Earning gift, Match match, long unmatched) {
    var key = key(refund, refund.revision());
    var lines = new CreatorLines(ledger, asset);
    if (gift != null) {
      takeBack(gift, match, key, lines);
    }
    lines.add(Account.free(SUSPENSE, asset), unmatched);
    lines.add(Kind.GIFT.payer(refund.payerId(), asset), -(match.ofRefund().minor() + unmatched));
    entry(refund, gift, match, key, lines, unmatched);
  }

  private OptionalLong entry(
      Refund refund,
      @Nullable Earning gift,
      Match match,
      String key,
      CreatorLines lines,
      long unmatched) {
    var moved = lines.toList();
    return moved.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            ledger
                .book(
                    new Entry(
                        key,
                        "gift_refunded",
                        refund.at(),
                        moved,
                        why(refund, gift, match, unmatched),
                        gift == null ? null : gift.entryId()))
                .entryIdOrThrow());
  }

  private static Map<String, Object> why(
      Refund refund, @Nullable Earning gift, Match match, long unmatched) {
    var why =
        new HashMap<String, Object>(
            Map.of(
                "event",
                refund.eventId(),
                "takesBack",
                gift == null ? "" : gift.eventId(),
                "unmatchedMinor",
                unmatched));
    if (!refund.amount().sent().isEmpty()) {
      why.put("original", refund.amount().sent());
    }
    if (match.exchangeDifferenceMinor() != 0) {
      why.put("exchangeDifferenceMinor", match.exchangeDifferenceMinor());
    }
    return why;
  }

  /// Takes from each their part of what the gift gives back; what the payer got beyond that is an
  /// exchange difference.
  private void takeBack(Earning gift, Match match, String key, CreatorLines lines) {
    lines.add(Account.free(EXCHANGE_DIFFERENCES, asset), match.exchangeDifferenceMinor());
    var back = match.ofGift();
    if (back.minor() == 0) {
      earnings.takeBack(gift.key(), back, Taken.NOTHING);
      return;
    }
    var taken = SharingRules.takeBack(back.minor(), gift.leftByCreator(), gift.leftOfPlatform());
    gift.parts()
        .forEach(part ->
            lines.take(
                part.creatorId(),
                taken.byCreator().getOrDefault(part.creatorId(), 0L),
                part.state()));
    lines.add(Account.free(gift.kind().income(), asset), taken.fromPlatform());
    earnings.takeBack(gift.key(), back, taken);
    splits.takeBack(key, EarningBooks.noteKey(gift.eventId()), back.minor() - taken.fromPlatform());
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
