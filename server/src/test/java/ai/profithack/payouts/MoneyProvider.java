package ai.profithack.payouts;

import ai.profithack.payouts.MoneyOut.Known;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A provider of a world: what goes wrong there, what its banks do, what it tells, and its own book
/// of payments, which is the judge of what became of them.
interface MoneyProvider {
  String rail();

  /// Somebody who is paid over it.
  long join(Creators people);

  /// Something will go wrong, something is mended.
  void trouble();

  /// One of its payments goes on: paid, held up, refused, come back, in any order that it knows.
  void goOn(Collection<Known> payouts);

  /// What it has to tell since it was asked last, in its order.
  List<Notice> notices(Collection<Known> payouts);

  /// A notice as only a forger sends it: signed by nobody, changed on its way, or from another
  /// time.
  Notice forged(Notice genuine);

  /// A genuine notice about nothing of ours.
  Notice foreign();

  /// Its book agrees with where a payout stands, whatever is still under way.
  ///
  /// Errors: [AssertionError].
  void agrees(Known payout);

  /// Everything works from now on.
  void faultless();

  /// Its book agrees with where a payout ended, after everything worked for long.
  ///
  /// Errors: [AssertionError].
  void agreesInTheEnd(Known payout);

  /// Whether it carries that currency.
  default boolean pays(String currency) {
    return true;
  }

  /// The most that one payment can be, in minor units.
  default long most(String currency) {
    return Long.MAX_VALUE;
  }

  /// What it takes for a payment, in minor units.
  default long fee(String currency) {
    return 0;
  }

  /// A notice; it is signed when it is sent.
  interface Notice {
    Map<String, String> headers();

    byte[] body();

    /// The same with one blank more: it still means the same, and is not what was signed.
    default byte[] changedBody() {
      var changed = Arrays.copyOf(body(), body().length + 1);
      changed[body().length] = ' ';
      return changed;
    }
  }

  /// Headers and body as they are sent.
  @SuppressWarnings("ArrayRecordComponent")
  record Sent(Map<String, String> headers, byte[] body) implements Notice {}

  /// What somebody pays at most once has at most one element.
  static <T> @Nullable T only(List<T> all) {
    if (all.size() > 1) {
      throw new AssertionError("paid twice: " + all);
    }
    return all.isEmpty() ? null : all.getFirst();
  }
}
