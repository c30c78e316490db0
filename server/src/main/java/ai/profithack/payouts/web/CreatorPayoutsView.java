package ai.profithack.payouts.web;

import ai.profithack.kernel.Money;
import ai.profithack.payouts.CreatorPayout;
import ai.profithack.payouts.Payee;
import ai.profithack.payouts.PayoutMethod;
import ai.profithack.payouts.Rails;
import ai.profithack.payouts.Skipped;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A creator's payouts. `reasons` is why what is available would not be paid now; `finance` whether
/// whoever looks may change the standing, `stripe` whether an account can be set up there.
public record CreatorPayoutsView(
    long creatorId,
    Payee payee,
    @Nullable PayoutMethod method,
    List<Money> available,
    List<Skipped> reasons,
    List<CreatorPayout> payouts,
    @Nullable Long next,
    Rails rails,
    boolean finance,
    boolean stripe,
    List<YearMonth> months) {
  public String path() {
    return "/creators/" + creatorId + "/payouts";
  }
}
