package ai.profithack.payouts;

import java.util.Locale;

/// Why somebody is not paid, in the order in which the questions are asked: the first that applies
/// is given, because nothing after it matters before it is settled.
public enum SkipReason {
  NOT_REVIEWED(
      "Identity not reviewed",
      "The platform reviews the identity before the first payout; it asks for what it needs."),
  UNDER_AGE(
      "Of age not confirmed",
      "The platform confirms that the creator is of age before the first payout; it needs a document that says so."),
  PAUSED_BY_CREATOR(
      "Paused by the creator", "The creator paused payouts and can resume them at any time."),
  PAUSED_BY_PLATFORM(
      "Paused by the platform", "The platform paused payouts; the finance team can say why."),
  PAUSED_BY_PROVIDER(
      "Paused by the provider",
      "The payment provider asks for something: give it there, or name another destination."),
  TAX_FORM_MISSING("No tax form", "Hand a valid tax form in to the platform."),
  TAX_FORM_EXPIRED("Tax form expired", "Hand a new tax form in to the platform."),
  NO_DESTINATION("No destination", "Say where to be paid."),
  DESTINATION_UNVERIFIED(
      "Destination not verified",
      "The platform, or the provider, verifies the destination; nothing has to be done unless they ask."),
  DESTINATION_CHANGED(
      "Destination changed lately",
      "A new destination is paid to from five days after the change: time to notice a change that was not yours."),
  PAYMENT_CAME_BACK(
      "Last payment came back",
      "The last payment to this destination came back: the platform confirms that it is right, or another is named."),
  RAIL_UNAVAILABLE(
      "Way of payment not available",
      "This way of payment cannot carry it as it is: mend what is said to be wrong, or choose another."),
  IN_DEBT(
      "Refunds to be recovered",
      "Later earnings, and what comes back of payouts, first repay what was refunded after a payout."),
  PAID_ALREADY(
      "Paid in this period",
      "There is a payout for this period already; the rest follows with the next."),
  RESERVED(
      "Kept in reserve",
      "A part of the earnings is kept in reserve for refunds, until the platform ends that."),
  BELOW_MINIMUM("Below the minimum", "It is paid as soon as the minimum is reached."),
  UNDER_REVIEW(
      "Earnings under review",
      "A person is looking into some of the earnings; payouts go on when that is decided.");

  private final String title;
  private final String next;

  SkipReason(String title, String next) {
    this.title = title;
    this.next = next;
  }

  public String title() {
    return title;
  }

  /// What has to happen, in one sentence for the creator.
  public String next() {
    return next;
  }

  /// As it stands in the database and in files: `below_minimum`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SkipReason of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
