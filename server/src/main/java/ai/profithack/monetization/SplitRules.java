package ai.profithack.monetization;

import ai.profithack.kernel.Allocation;
import ai.profithack.monetization.Splits.Recoupment;
import ai.profithack.monetization.Splits.Split;
import ai.profithack.monetization.Splits.Weight;
import java.math.BigInteger;
import java.util.List;

/// How an agreed split becomes weights for one amount, and what of it recoups. Pure.
///
/// While a recoupment is open, all of an amount goes to whom it is owed, up to what is left of it;
/// the rest of the same amount is shared by percentage. Weights stand in the order of the creators'
/// ids, so that who proposed and who accepted changes nobody's share.
final class SplitRules {
  private SplitRules() {}

  /// The weights by which `amountMinor` of a payer is divided among creators. `percentOfRecouper`
  /// is the creator's share of each gift to whom a recoupment is owed.
  static List<Weight> weights(Split split, long amountMinor, int percentOfRecouper) {
    var recoupment = split.recoupment();
    if (recoupment == null || recoupment.leftMinor() <= 0 || amountMinor <= 0) {
      return split.weights();
    }
    var flat = flat(recoupment, amountMinor, percentOfRecouper);
    var sum = split.weights().stream().mapToLong(Weight::weight).sum();
    return reduced(
        split.weights().stream()
            .map(each ->
                new Weight(
                    each.creatorId(),
                    Math.addExact(
                        Math.multiplyExact(amountMinor - flat, each.weight()),
                        each.creatorId() == recoupment.creatorId()
                            ? Math.multiplyExact(flat, sum)
                            : 0)))
            .filter(each -> each.weight() > 0)
            .toList());
  }

  /// What of the recouper's part of an amount counts towards the recoupment.
  static long recouped(Split split, long partOfRecouperMinor) {
    var recoupment = split.recoupment();
    if (recoupment == null) {
      return 0;
    }
    return Math.min(recoupment.leftMinor(), partOfRecouperMinor);
  }

  /// What a refund of `takenMinor` takes back of a booking's recoupment: in proportion to what is
  /// left of the booking, so that all of it comes back with the last cent.
  static long recoupedBack(long takenMinor, long leftMinor, long leftRecoupedMinor) {
    return leftMinor == 0
        ? 0
        : Allocation.proportional(takenMinor, leftRecoupedMinor, leftMinor - leftRecoupedMinor)[0];
  }

  /// The part of an amount that goes to the recouper alone: so much that its creator's share
  /// reaches what is left.
  private static long flat(Recoupment recoupment, long amountMinor, int percent) {
    var needed =
        BigInteger.valueOf(recoupment.leftMinor())
            .multiply(BigInteger.valueOf(100))
            .add(BigInteger.valueOf(percent - 1L))
            .divide(BigInteger.valueOf(percent));
    return needed.min(BigInteger.valueOf(amountMinor)).longValueExact();
  }

  private static List<Weight> reduced(List<Weight> weights) {
    var divisor =
        weights.stream()
            .map(each -> BigInteger.valueOf(each.weight()))
            .reduce(BigInteger.ZERO, BigInteger::gcd)
            .longValueExact();
    return weights.stream()
        .map(each -> new Weight(each.creatorId(), each.weight() / divisor))
        .toList();
  }
}
