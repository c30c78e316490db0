package ai.profithack.payouts;

import java.time.Duration;
import java.util.Collection;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A way for money to leave. What is offered is what is here as a bean and has nothing to say in
/// [#unavailable].
sealed interface Rail {
  /// As it stands in the database: `bank-file`.
  String name();

  /// In words: `Bank file (SEPA)`.
  String title();

  /// Why it cannot be used at all, in one sentence; empty where it can.
  Optional<String> unavailable();

  /// Why it cannot pay to this receiver; empty where it can.
  Optional<Refusal> refuses(String holder, String account, @Nullable String bic);

  /// What is wrong with a receiver, in one sentence, and where: `holder`, `account` or `bic`.
  record Refusal(String field, String sentence) {}

  /// Whether it carries this currency.
  boolean carries(Currency currency);

  /// Whether the provider itself says which destinations can be paid to, so that no person does.
  default boolean verifiesDestinations() {
    return false;
  }

  /// Whether statements of a bank, or the provider's own account of the balance, show its payments.
  /// What nothing can show is not waited for.
  default boolean shownByStatements() {
    return false;
  }

  /// What one payment of it can carry. What it cannot is left for a later payment, never dropped.
  default Limits limits(Currency currency) {
    return Limits.NONE;
  }

  /// The amounts that one payment can be: multiples of `stepMinor`, from `leastMinor` to
  /// `mostMinor`. Unit: minor units of the currency.
  record Limits(long leastMinor, long stepMinor, long mostMinor) {
    static final Limits NONE = new Limits(1, 1, Long.MAX_VALUE);

    /// The same, and nothing below `minor`.
    Limits from(long minor) {
      return new Limits(Math.max(leastMinor, minor), stepMinor, mostMinor);
    }

    /// The largest amount that is not above this one, a multiple of the step and not above the
    /// most; it may be below the least.
    long within(long minor) {
      var most = Math.min(minor, mostMinor);
      return most - most % stepMinor;
    }
  }

  /// A rail that a person carries: a file is made, somebody takes it to the bank, and the answer
  /// comes from a person or a statement.
  non-sealed interface ByFile extends Rail {
    /// The file of a batch: the same bytes whenever it is made.
    byte[] file(OrderBatch batch);

    @Override
    default boolean shownByStatements() {
      return true;
    }

    /// The file's ending with its type: `xml`.
    String extension();
  }

  /// A rail that is called over the network. Calls are made outside of any database transaction,
  /// and each has a time limit of its own.
  non-sealed interface Remote extends Rail {
    /// Hands a batch over. Handing it over again under the same keys, within [#keyLife], pays
    /// nothing twice.
    ///
    /// Returns what is known of each order, by key; an order that is left out has no answer.
    /// Errors: whatever it throws is no answer for all of them.
    Map<String, Report> submit(OrderBatch batch);

    /// What the provider knows of these orders now, by key.
    Map<String, Report> lookup(Collection<Order> orders);

    /// Whether it can be asked to take an order back of a payout in this state.
    boolean takesBack(PayoutState state);

    /// Asks the provider to take an order back.
    Report cancel(Order order);

    /// How long the provider remembers a key.
    Duration keyLife();
  }
}
