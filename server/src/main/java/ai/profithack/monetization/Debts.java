package ai.profithack.monetization;

import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Booking;
import ai.profithack.ledger.CrossCheck;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What creators owe after refunds of money that was paid out, and how it comes back.
///
/// Nobody has something available and owes something in the same currency. A refund takes what is
/// available before it makes a debt; a release repays a debt before anything of it is available;
/// and whoever gives money back to what is available calls [#recover] in the same transaction.
///
/// Whoever changes a debt holds the lock on what that creator has available, and takes it first:
/// then a debt that was read stays what it is, and two of them never wait for each other in a
/// circle.
@Component
public class Debts implements CrossCheck {
  private final Ledger ledger;

  Debts(Ledger ledger) {
    this.ledger = ledger;
  }

  /// What a creator has available and owes, in one asset. Both are above zero.
  private record Pair(CreatorAccounts places, long availableMinor, long owedMinor) {
    long recoveredMinor() {
      return Math.min(availableMinor, owedMinor);
    }
  }

  /// Repays what these creators owe out of what they have available, each by an entry of its own
  /// that is explained by what stands beside them; returns how many that were.
  ///
  /// The caller holds the locks on what they have available, as whoever has just booked on it does.
  @Transactional(propagation = Propagation.MANDATORY)
  public int recover(Map<CreatorAccounts, ? extends Map<String, ?>> creators, Instant at) {
    var entries =
        pairs(creators.keySet()).stream()
            .map(pair -> entry(pair, at, Objects.requireNonNull(creators.get(pair.places()))))
            .toList();
    ledger.bookAll(entries).forEach(Booking::entryIdOrThrow);
    return entries.size();
  }

  /// Locks and repays the same of everybody. There is nothing to do but for what was left side by
  /// side by somebody who did not ask for a recovery, as versions before this one did.
  @Transactional
  int recoverAll(Instant at) {
    var creators = pairs().stream().map(Pair::places).toList();
    ledger.lock(creators.stream().map(CreatorAccounts::available).toList());
    var why = Map.of("reason", "it was available beside a debt");
    return recover(creators.stream().collect(Collectors.toMap(each -> each, _ -> why)), at);
  }

  @Override
  public List<String> disagreements() {
    return pairs().stream()
        .sorted(
            Comparator.<Pair>comparingLong(pair -> pair.places().creatorId())
                .thenComparing(pair -> pair.places().asset().code()))
        .map(pair ->
            "Creator %d has %s available and owes %s: the one repays the other."
                .formatted(
                    pair.places().creatorId(),
                    money(pair, pair.availableMinor()),
                    money(pair, pair.owedMinor())))
        .toList();
  }

  private static Money money(Pair pair, long minor) {
    return new Money(minor, Currency.getInstance(pair.places().asset().code()));
  }

  private static Entry entry(Pair pair, Instant at, Map<String, ?> why) {
    var minor = pair.recoveredMinor();
    var places = pair.places();
    return new Entry(
        "debt-recovered:%d:%s".formatted(places.creatorId(), UUID.randomUUID()),
        "debt_recovered",
        at,
        List.of(new Line(places.available(), minor), new Line(places.debt(), -minor)),
        why);
  }

  private List<Pair> pairs() {
    return pairs(
        ledger.balances("assets:creators", "debt").keySet().stream()
            .map(CreatorAccounts::of)
            .toList());
  }

  private List<Pair> pairs(Collection<CreatorAccounts> creators) {
    var accounts = new ArrayList<Account>();
    creators.forEach(places -> accounts.addAll(List.of(places.available(), places.debt())));
    var held = ledger.balances(accounts);
    return creators.stream()
        .map(places ->
            new Pair(
                places,
                -held.getOrDefault(places.available(), 0L),
                held.getOrDefault(places.debt(), 0L)))
        .filter(pair -> pair.recoveredMinor() > 0)
        .toList();
  }
}
