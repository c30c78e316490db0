package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.monetization.SharingRules.Part;
import ai.profithack.monetization.SharingRules.Party;
import ai.profithack.monetization.Splits.Recoupment;
import ai.profithack.monetization.Splits.Split;
import ai.profithack.monetization.Splits.Weight;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Splits divide every amount exactly, and pay what goes first to the cent.
class SplitRulesTests {
  /// One creator at 55 and at 60 %, and three who share at tiers of their own: against quotas
  /// reckoned by plain arithmetic.
  @Test
  void everyAmountToAMillionIsSharedByTheLargestRemainder() {
    var tables =
        List.of(
            List.of(party(1, 1, 55)),
            List.of(party(1, 1, 60)),
            List.of(party(1, 3_333, 55), party(2, 5_000, 60), party(3, 1_667, 55)));
    for (var parties : tables) {
      for (var amount = 0L; amount <= 1_000_000; amount++) {
        checkQuotas(parties, amount);
      }
    }
  }

  private static Party party(long creatorId, long weight, int percent) {
    return new Party(creatorId, weight, "bronze", percent);
  }

  /// Each part is its quota, rounded down or up; those rounded up have the largest remainders, of
  /// equal ones the earlier; the platform stands last.
  private static void checkQuotas(List<Party> parties, long amount) {
    var shares = SharingRules.divide(amount, parties);
    var count = parties.size() + 1;
    var weightSum = 0L;
    for (var party : parties) {
      weightSum += party.weight();
    }
    var whole = 100 * weightSum;
    var given = 0L;
    var lastUp = -1;
    var firstDown = -1;
    var up = new boolean[count];
    var remainders = new long[count];
    var creators = 0L;
    for (var i = 0; i < count; i++) {
      var weight =
          i < parties.size()
              ? parties.get(i).weight() * parties.get(i).percent()
              : whole - creators;
      creators += i < parties.size() ? weight : 0;
      var part = i < parties.size() ? shares.parts().get(i).minor() : shares.platformMinor();
      var over = part - amount * weight / whole;
      remainders[i] = amount * weight % whole;
      up[i] = over == 1;
      if (over != 0 && over != 1) {
        throw new AssertionError(amount + " of " + parties + ": " + shares);
      }
      given += part;
      // Of those rounded up the one with the smallest remainder, of the others the one with the
      // largest.
      if (up[i] && (lastUp < 0 || remainders[i] <= remainders[lastUp])) {
        lastUp = i;
      }
      if (!up[i] && (firstDown < 0 || remainders[i] > remainders[firstDown])) {
        firstDown = i;
      }
    }
    var inOrder =
        lastUp < 0
            || firstDown < 0
            || remainders[lastUp] > remainders[firstDown]
            || (remainders[lastUp] == remainders[firstDown] && lastUp < firstDown);
    if (given != amount || !inOrder) {
      throw new AssertionError(amount + " of " + parties + ": " + shares);
    }
  }

  /// Amounts while a recoupment is open, around where it is reached, and far beyond it.
  @Test
  void everyAmountAddsUpWithARecoupment() {
    for (var percent : new int[] {55, 60}) {
      for (var hundredths : new long[] {1, 3_333, 5_000, 7_050, 9_999}) {
        var split = split(hundredths, new Recoupment(2, 12_345));
        for (var amount = 0L; amount <= 1_000_000; amount += amount < 50_000 ? 1 : 997) {
          check(split, amount, percent);
        }
      }
    }
  }

  @Property
  void anyAmountOfAnySplitAddsUp(
      @ForAll @LongRange(max = 1_000_000_000) long amount,
      @ForAll @LongRange(min = 1, max = 9_999) long hundredths,
      @ForAll @LongRange(max = 100_000_000) long left,
      @ForAll @IntRange(min = 50, max = 70) int percent) {
    check(split(hundredths, new Recoupment(1, left)), amount, percent);
    check(split(hundredths, null), amount, percent);
  }

  /// Who stands first in the agreement plays no part: weights stand in the order of ids.
  @Property
  void aRecoupmentIsReachedExactlyHoweverTheAmountsAreCut(
      @ForAll @LongRange(min = 1, max = 50_000) long owed,
      @ForAll @LongRange(min = 1, max = 9_999) long hundredths,
      @ForAll @LongRange(min = 1, max = 20_000) long piece) {
    var split = split(hundredths, new Recoupment(2, owed));
    var recouped = 0L;
    for (var i = 0; i < 400_000 && recouped < owed && i * piece < owed * 4; i++) {
      var part = partOf(split, piece, 55, 2);
      var booked = SplitRules.recouped(split, part);
      recouped += booked;
      split = split.after(booked);
    }
    assertThat(recouped).isLessThanOrEqualTo(owed);
    if (piece * 55 >= 100) {
      assertThat(recouped).isEqualTo(owed);
    }
  }

  @Property
  void refundsInAnyPiecesReopenAllOfIt(
      @ForAll @LongRange(min = 1, max = 100_000) long booked,
      @ForAll @IntRange(max = 100) int recoupedPercent,
      @ForAll @LongRange(min = 1, max = 5_000) long piece) {
    var left = booked;
    var recouped = booked * recoupedPercent / 100;
    while (left > 0) {
      var taken = Math.min(piece, left);
      var back = SplitRules.recoupedBack(taken, left, recouped);
      assertThat(back).isBetween(0L, Math.min(taken, recouped));
      recouped -= back;
      left -= taken;
    }
    assertThat(recouped).isZero();
  }

  private static void check(Split split, long amount, int percent) {
    var shares = SharingRules.divide(amount, parties(split, amount, percent));
    var sum = shares.creatorsMinor() + shares.platformMinor();
    if (sum != amount
        || shares.platformMinor() < 0
        || shares.parts().stream().anyMatch(part -> part.minor() < 0)) {
      throw new AssertionError(split + " of " + amount + " at " + percent + ": " + shares);
    }
    var recoupment = split.recoupment();
    if (recoupment != null && shares.creatorsMinor() <= recoupment.leftMinor() - 1) {
      assertThat(
              shares.parts().stream()
                  .filter(part -> part.creatorId() != recoupment.creatorId())
                  .mapToLong(Part::minor)
                  .sum())
          .as("%s of %d", split, amount)
          .isZero();
    }
  }

  private static long partOf(Split split, long amount, int percent, long creator) {
    return SharingRules.divide(amount, parties(split, amount, percent)).parts().stream()
        .filter(part -> part.creatorId() == creator)
        .mapToLong(Part::minor)
        .sum();
  }

  private static List<Party> parties(Split split, long amount, int percent) {
    return split.weightsOf(amount, percent).stream()
        .map(each -> new Party(each.creatorId(), each.weight(), "bronze", percent))
        .toList();
  }

  private static Split split(long hundredths, @Nullable Recoupment recoupment) {
    return new Split(
        1, 1, List.of(new Weight(1, hundredths), new Weight(2, 10_000 - hundredths)), recoupment);
  }
}
