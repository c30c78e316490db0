package ai.profithack.payouts.web;

import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutMethod;
import ai.profithack.payouts.Skipped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What has to be looked at before a payout is approved: where it goes, who said so, the open cases
/// about its creator, and why it will not be sent, null where it may be.
public record Approval(
    Payout payout, PayoutMethod destination, List<Long> openCases, @Nullable Skipped barred) {}
