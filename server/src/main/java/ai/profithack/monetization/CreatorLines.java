package ai.profithack.monetization;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The lines of an entry that is being made, one an account.
final class CreatorLines {
  private final Map<Account, Long> minorByAccount = new LinkedHashMap<>();
  private final Ledger ledger;
  private final Asset asset;

  CreatorLines(Ledger ledger, Asset asset) {
    this.ledger = ledger;
    this.asset = asset;
  }

  void add(Account account, long minor) {
    minorByAccount.merge(account, minor, Math::addExact);
  }

  /// Takes `minor` from where the part is: pending or withheld while it is there, else available
  /// and, for what is not there any more, the creator's debt.
  void take(long creatorId, long minor, EarningPart.State state) {
    var places = new CreatorAccounts(creatorId, asset);
    switch (state) {
      case PENDING -> add(places.pending(), minor);
      case WITHHELD -> add(places.withheld(), minor);
      case RELEASED -> {
        var there =
            Math.min(
                minor,
                -ledger.lockedBalance(places.available())
                    - minorByAccount.getOrDefault(places.available(), 0L));
        add(places.available(), there);
        add(places.debt(), minor - there);
      }
    }
  }

  List<Line> toList() {
    return minorByAccount.entrySet().stream()
        .filter(line -> line.getValue() != 0)
        .map(line -> new Line(line.getKey(), line.getValue()))
        .toList();
  }
}
