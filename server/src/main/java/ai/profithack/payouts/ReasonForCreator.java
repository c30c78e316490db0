package ai.profithack.payouts;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why a payout failed, came back or was cancelled, in the creator's words.
///
/// The reason that stands beside a payout is finance's: what somebody typed, what a bank or a
/// provider answered. Of it the creator is told what is recognised and theirs to know, in a
/// sentence that stands here; of the rest, what becomes of the money and what to do.
final class ReasonForCreator {
  private static final String BACK =
      "The money is back with what was earned, and first repays what is owed, if anything";

  /// What banks say of a receiver's account that cannot be paid to. AC02 and AC05 are about the
  /// payer's, which is the platform's.
  ///
  /// Source: ISO 20022, ExternalStatusReason1Code and ExternalReturnReason1Code.
  private static final Pattern ACCOUNT = Pattern.compile("\\bAC0[13467]\\b");

  private ReasonForCreator() {}

  /// Empty where the payout did not end so.
  static Optional<String> of(PayoutState state, @Nullable String reason) {
    return switch (state) {
      case CANCELLED -> Optional.of(cancelled(reason == null ? "" : reason));
      case FAILED ->
          Optional.of(
              refused(
                  reason,
                  "The bank or provider did not carry it out. %s. See that the destination is right, and ask the platform if it happens again."));
      case RETURNED ->
          Optional.of(
              refused(
                  reason,
                  "It was sent and came back. %s. See that the destination is right, or name another."));
      case RESERVED, SUBMITTING, UNKNOWN, ACCEPTED, UNCLAIMED, ON_HOLD, PAID, CONFIRMED ->
          Optional.empty();
    };
  }

  private static String cancelled(String reason) {
    if (reason.equals(Payees.DESTINATION_CHANGED)) {
      return "Another destination was named before it was sent. %s. A later payout goes to the new one."
          .formatted(BACK);
    }
    return Arrays.stream(SkipReason.values())
        .filter(each -> reason.startsWith(each.title() + ": "))
        .findFirst()
        .map(each -> "%s. %s".formatted(each.title(), each.next()))
        .orElseGet(() ->
            "It was taken back before it was paid. %s. A later payout pays it.".formatted(BACK));
  }

  private static String refused(@Nullable String reason, String otherwise) {
    return reason != null && ACCOUNT.matcher(reason).find()
        ? "The bank says that this account does not exist, is closed or takes no payments. %s. Name another destination."
            .formatted(BACK)
        : otherwise.formatted(BACK);
  }
}
