package ai.profithack.payouts.web;

import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutMethod;
import java.util.List;

/// What has to be looked at before a payout is approved: where it goes, who said so, and the open
/// cases about its creator.
public record Approval(Payout payout, PayoutMethod destination, List<Long> openCases) {}
