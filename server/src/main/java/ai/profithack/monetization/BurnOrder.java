package ai.profithack.monetization;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Out of which grants credits are spent: the lower priority number first, then what expires
/// earlier, then what is older. Pure, and the same for the same grants in any order.
final class BurnOrder {
  static final int ALLOWANCE = 10;
  static final int BONUS = 20;

  private BurnOrder() {}

  /// What is left of a grant; `expiresAt` null where it never expires.
  record Usable(
      long grantId, int priority, @Nullable Instant expiresAt, Instant grantedAt, int remaining) {}

  /// Credits out of one grant.
  record Slice(long grantId, int credits) {}

  private static final Comparator<Usable> ORDER =
      Comparator.comparingInt(Usable::priority)
          .thenComparing(
              Usable::expiresAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
          .thenComparing(Usable::grantedAt)
          .thenComparingLong(Usable::grantId);

  /// The slices that make up `credits`; as many as there are where there are fewer.
  static List<Slice> slices(List<Usable> grants, int credits) {
    var slices = new ArrayList<Slice>();
    var left = credits;
    for (var grant : grants.stream().sorted(ORDER).toList()) {
      var taken = Math.min(left, grant.remaining());
      if (taken > 0) {
        slices.add(new Slice(grant.grantId(), taken));
        left -= taken;
      }
    }
    return slices;
  }
}
