package ai.profithack.payouts.web;

import ai.profithack.payouts.PayeeList;
import ai.profithack.payouts.PayeeLists;
import ai.profithack.payouts.PayoutMethod;
import ai.profithack.payouts.Rails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of payees that was taken in, with some of the destinations that it named. `after` is the
/// creator after whom these come, 0 at the beginning; `next` the same of those that follow.
/// `disclosed` shows accounts in full. `why` is what was typed as the reason to decline, `error`
/// what is wrong with it.
public record PayeeListView(
    PayeeList list,
    List<PayoutMethod> destinations,
    long after,
    @Nullable Long next,
    boolean disclosed,
    boolean own,
    String why,
    @Nullable String error,
    PayeeLists lists,
    Rails rails,
    CreatorNames names) {

  public String path() {
    return PayeeListPages.PATH + "/" + list.listId();
  }

  /// What became of a destination, for its badge.
  public String words(PayoutMethod method) {
    if (lists.waits(method)) {
      return "waits";
    }
    if (method.verifiedAt() != null) {
      return "verified";
    }
    return method.retiredAt() == null ? "its provider says" : "never in use";
  }

  public String tone(PayoutMethod method) {
    return switch (words(method)) {
      case "waits" -> "warn";
      case "verified" -> "good";
      default -> "neutral";
    };
  }
}
