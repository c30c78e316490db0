package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.CreatorAccounts;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// What is set aside and was not sent yet: a payout may wait for weeks, for an approval or the end
/// of a pause, and meanwhile its creator can come to owe something or lose what a payment asks for.
/// That is not sent but cancelled, and its money is available again, where it repays a debt; see
/// ADR 37.
@Component
class SetAside {
  private static final int AT_A_TIME = 1_000;

  private final PayoutRepository payouts;
  private final PayeeRepository payees;
  private final Settlement settlement;
  private final Ledger ledger;
  private final TransactionTemplate transactions;
  private final Clock clock;

  SetAside(
      PayoutRepository payouts,
      PayeeRepository payees,
      Settlement settlement,
      Ledger ledger,
      TransactionTemplate transactions,
      Clock clock) {
    this.payouts = payouts;
    this.payees = payees;
    this.settlement = settlement;
    this.ledger = ledger;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Those of these payouts that are set aside and must not be sent, by number, and why. A handful
  /// of questions, however many there are.
  Map<Long, Skipped> barred(Collection<Payout> some) {
    var reserved = some.stream().filter(payout -> payout.state() == PayoutState.RESERVED).toList();
    if (reserved.isEmpty()) {
      return Map.of();
    }
    var known = payees.payees(reserved.stream().map(Payout::creatorId).distinct().toList());
    var debts = ledger.balances(reserved.stream().map(SetAside::debt).distinct().toList());
    var now = clock.instant();
    var barred = new LinkedHashMap<Long, Skipped>();
    for (var payout : reserved) {
      var id = payout.creatorId();
      var owed = new Money(debts.getOrDefault(debt(payout), 0L), payout.amount().currency());
      PayoutPolicy.bar(known.getOrDefault(id, Payee.unknown(id)), payout.amount(), owed, now)
          .ifPresent(skip ->
              barred.put(
                  payout.payoutId(), new Skipped(id, skip.reason(), skip.amount(), skip.detail())));
    }
    return barred;
  }

  /// Cancels everything that must not be sent, also what waits for somebody. Safe to repeat and to
  /// race.
  void cancelBarred() {
    var after = 0L;
    for (var some = payouts.reserved(after, AT_A_TIME);
        !some.isEmpty();
        some = payouts.reserved(after, AT_A_TIME)) {
      var barred = barred(some).keySet();
      if (!barred.isEmpty()) {
        transactions.executeWithoutResult(_ -> sendable(payouts.lockReserved(barred)));
      }
      after = some.getLast().payoutId();
    }
  }

  /// Those of these that may be sent, in the same transaction; cancels the others. The caller has
  /// locked them.
  @Transactional(propagation = Propagation.MANDATORY)
  List<Payout> sendable(List<Payout> locked) {
    var barred = barred(locked);
    if (barred.isEmpty()) {
      return locked;
    }
    var reasons = new LinkedHashMap<Long, String>();
    barred.forEach((payoutId, why) ->
        reasons.put(payoutId, "%s: %s".formatted(why.reason().title(), why.detail())));
    settlement.cancelReserved(reasons, "the clock");
    return locked.stream().filter(each -> !barred.containsKey(each.payoutId())).toList();
  }

  private static Account debt(Payout payout) {
    return new CreatorAccounts(payout.creatorId(), Asset.of(payout.amount().currency())).debt();
  }
}
