package ai.profithack.monetization.web;

import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Books.Total;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The accounts of one asset with what they hold, and both sides added up.
public record TrialBalance(Asset asset, List<Total> totals) {
  static List<TrialBalance> of(List<Total> totals) {
    var byAsset = new LinkedHashMap<Asset, ArrayList<Total>>();
    for (var total : totals) {
      byAsset.computeIfAbsent(total.asset(), _ -> new ArrayList<>()).add(total);
    }
    return byAsset.entrySet().stream()
        .map(entry -> new TrialBalance(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  public BigDecimal debits() {
    return sum(1);
  }

  public BigDecimal credits() {
    return sum(-1);
  }

  public boolean balances() {
    return debits().compareTo(credits()) == 0;
  }

  /// An amount of the asset, in its unit.
  public BigDecimal amount(long minor) {
    return asset.decimal(minor);
  }

  public String assetName() {
    return AccountView.name(asset);
  }

  private BigDecimal sum(int sign) {
    return amount(
        totals.stream()
            .mapToLong(total -> Math.max(0, Math.multiplyExact(sign, total.minor())))
            .reduce(0, Math::addExact));
  }
}
