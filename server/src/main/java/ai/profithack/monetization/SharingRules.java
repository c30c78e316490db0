package ai.profithack.monetization;

import ai.profithack.kernel.Allocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How an amount is shared between creators and platform, and how a refund takes it back. Pure.
///
/// A creator has the per cent that their tier had at the time of the event; rounding is by the
/// largest remainder, once, over all parties with the platform last, so that the parts always add
/// up to the amount and of equal remainders the creator's is rounded up.
final class SharingRules {
  /// Written into each earning: by which version of these rules it was divided.
  static final int VERSION = 1;

  private SharingRules() {}

  /// A creator at the time of an event: the weight in the collaboration (1 where there is none) and
  /// the tier with its share.
  record Party(long creatorId, long weight, String tier, int percent) {}

  /// What a creator gets of an amount.
  record Part(long creatorId, String tier, int percent, long minor) {}

  /// An amount divided: the creators' parts and the platform's.
  record Shares(List<Part> parts, long platformMinor) {
    long creatorsMinor() {
      return parts.stream().mapToLong(Part::minor).sum();
    }
  }

  /// Divides `amountMinor` among `parties`; all of it is the platform's where there is none.
  static Shares divide(long amountMinor, List<Party> parties) {
    if (parties.isEmpty()) {
      return new Shares(List.of(), amountMinor);
    }
    var weightSum = parties.stream().mapToLong(Party::weight).sum();
    var weights = new long[parties.size() + 1];
    for (var i = 0; i < parties.size(); i++) {
      var party = parties.get(i);
      weights[i] = Math.multiplyExact(party.weight(), party.percent());
      weights[parties.size()] += party.weight() * (100L - party.percent());
    }
    if (weightSum <= 0) {
      throw new IllegalArgumentException("the weights of " + parties + " add up to nothing");
    }
    var shares = Allocation.proportional(amountMinor, weights);
    var parts = new ArrayList<Part>();
    for (var i = 0; i < parties.size(); i++) {
      var party = parties.get(i);
      parts.add(new Part(party.creatorId(), party.tier(), party.percent(), shares[i]));
    }
    return new Shares(List.copyOf(parts), shares[parties.size()]);
  }

  /// What a refund of `amountMinor` takes back from each creator and from the platform, in
  /// proportion to what each still has of the earning, never more than that.
  ///
  /// Errors: [IllegalArgumentException] if the refund exceeds what is left of the earning.
  static Taken takeBack(long amountMinor, Map<Long, Long> leftByCreator, long leftOfPlatform) {
    var creators = List.copyOf(leftByCreator.keySet());
    var weights = new long[creators.size() + 1];
    var left = leftOfPlatform;
    for (var i = 0; i < creators.size(); i++) {
      weights[i] = leftByCreator.getOrDefault(creators.get(i), 0L);
      left = Math.addExact(left, weights[i]);
    }
    weights[creators.size()] = leftOfPlatform;
    if (amountMinor > left) {
      throw new IllegalArgumentException(
          "%d cannot be taken back from the %d that are left".formatted(amountMinor, left));
    }
    var shares = Allocation.proportional(amountMinor, weights);
    var byCreator = new LinkedHashMap<Long, Long>();
    for (var i = 0; i < creators.size(); i++) {
      byCreator.put(creators.get(i), shares[i]);
    }
    return new Taken(byCreator, shares[creators.size()]);
  }

  /// What a refund takes back from each.
  record Taken(Map<Long, Long> byCreator, long fromPlatform) {
    static final Taken NOTHING = new Taken(Map.of(), 0);
  }
}
