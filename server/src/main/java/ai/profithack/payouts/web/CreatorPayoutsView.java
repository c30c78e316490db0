package ai.profithack.payouts.web;

import ai.profithack.kernel.Money;
import ai.profithack.payouts.CreatorPayout;
import ai.profithack.payouts.Payee;
import ai.profithack.payouts.PayoutMethod;
import ai.profithack.payouts.Rails;
import ai.profithack.payouts.Rails.Offer;
import ai.profithack.payouts.Skipped;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A creator's payouts. `cameBack` is when the last payment to the destination came back, null
/// where it did not or somebody confirmed the destination since, `carriesNothing` why its way of
/// payment cannot carry what is earned, null where it can, `offers` the ways that can, `newest` the
/// newest payout, 0 where there is none, `onTheirWay` is what was set aside and not paid yet,
/// `reserves` what of what is available is kept back, `reasons` why what is available would not be
/// paid now, `contact` whom to ask, empty where the operator named nobody; `finance` whether
/// whoever looks may change the standing, `stripe` whether an account can be set up there.
public record CreatorPayoutsView(
    long creatorId,
    Payee payee,
    @Nullable PayoutMethod method,
    @Nullable Instant cameBack,
    @Nullable String carriesNothing,
    List<Offer> offers,
    DestinationForm destination,
    StandingForm standing,
    long newest,
    List<Money> available,
    List<Money> onTheirWay,
    List<Money> reserves,
    List<Skipped> reasons,
    String contact,
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
