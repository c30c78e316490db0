package ai.profithack.payouts;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.payouts.StripeApi.Answer;
import ai.profithack.payouts.StripeBalanceRepository.Kept;
import com.stripe.model.BalanceTransaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Proves payouts over Stripe by Stripe's own account of the platform's balance, as
/// [Reconciliation] does by a bank's statements.
///
/// A transfer that the balance shows moves its amount out of the rail's clearing account, one that
/// came back moves it in again, and a fee is an expense. A payout that was paid, and whose transfer
/// the balance shows to the unit, is confirmed. What does not fit is shown to a person.
@Component
class StripeBalance {
  /// What Stripe takes for itself.
  private static final Set<String> FEES =
      Set.of("stripe_fee", "stripe_fx_fee", "network_cost", "tax_fee");

  /// How long a line waits for the answer that it belongs to.
  private static final Duration PATIENCE = Duration.ofDays(1);

  private final StripeSettings settings;
  private final StripeApi api;
  private final StripeBalanceRepository repository;
  private final StripeMoveRepository moves;
  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final Settlement settlement;
  private final Ledger ledger;
  private final TransactionTemplate transactions;
  private final Clock clock;

  StripeBalance(
      StripeSettings settings,
      StripeApi api,
      StripeBalanceRepository repository,
      StripeMoveRepository moves,
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      Settlement settlement,
      Ledger ledger,
      TransactionTemplate transactions,
      Clock clock) {
    this.settings = settings;
    this.api = api;
    this.repository = repository;
    this.moves = moves;
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.settlement = settlement;
    this.ledger = ledger;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// What a reading came to.
  record Reading(int lines, int confirmed) {}

  /// Reads what moved since the last time, and confirms what it proves. Safe to repeat: a line
  /// counts once, by Stripe's name of it.
  ///
  /// Errors: [IllegalStateException] where Stripe does not answer; what was read until then stays.
  Reading read() {
    var since = repository.since();
    if (settings.unavailable().isPresent() || since.isEmpty()) {
      return new Reading(0, 0);
    }
    var read = 0;
    for (var line : fetch(since.get()).reversed()) {
      read += Boolean.TRUE.equals(transactions.execute(_ -> keep(line))) ? 1 : 0;
    }
    var proved = repository.proved();
    for (var payoutId : proved) {
      settlement.apply(payoutId, Report.of(Report.Status.SETTLED), "Stripe's balance");
    }
    var now = clock.instant();
    transactions.executeWithoutResult(_ -> repository.tellDrift(now.minus(PATIENCE), now));
    return new Reading(read, proved.size());
  }

  /// What was not read yet, newest first.
  private List<BalanceTransaction> fetch(Instant since) {
    var all = new ArrayList<BalanceTransaction>();
    String after = null;
    while (true) {
      var page =
          switch (api.balanceLines(since, after)) {
            case Answer.Said(var said) -> said;
            case Answer.Refused(_, var sentence) -> throw new IllegalStateException(sentence);
            case Answer.Silence(var why) -> throw new IllegalStateException(why);
          };
      var lines = page.getData();
      var known = repository.readAlready(lines.stream().map(BalanceTransaction::getId).toList());
      lines.stream().filter(line -> !known.contains(line.getId())).forEach(all::add);
      if (!page.getHasMore() || lines.isEmpty()) {
        return all;
      }
      after = lines.getLast().getId();
    }
  }

  /// Returns whether the line is kept now; one that may belong to an answer that is still to come
  /// waits for it.
  private boolean keep(BalanceTransaction line) {
    if (!isKnown(line.getCurrency())) {
      keep(line, line.getAmount(), line.getFee(), "not_ours", null, null);
      return true;
    }
    var minor = StripeAmounts.money(line.getAmount(), line.getCurrency()).minor();
    var fee = StripeAmounts.money(line.getFee(), line.getCurrency()).minor();
    switch (line.getType()) {
      case "transfer", "transfer_refund" -> {
        return keepMove(line, minor, fee);
      }
      case String type when FEES.contains(type) && minor != fee ->
          keep(
              line,
              minor,
              fee,
              "fee",
              null,
              book(line, "stripe_fee", moved(line, null, 0, fee - minor)));
      default -> keep(line, minor, fee, "not_ours", null, null);
    }
    return true;
  }

  private boolean keepMove(BalanceTransaction line, long minor, long fee) {
    var owner = line.getSource() == null ? null : moves.owner(line.getSource()).orElse(null);
    if (owner == null) {
      if (clock.instant().isBefore(occurred(line).plus(PATIENCE))) {
        return false;
      }
      tell(
          "stripe_unknown_line",
          line,
          null,
          "Stripe's balance shows a %s (%s) of a transfer that was not made here."
              .formatted(line.getType(), line.getId()));
      keep(line, minor, fee, "not_ours", null, null);
      return true;
    }
    var leaves = line.getType().equals("transfer");
    var outcome = leaves ? "settles" : "returns";
    var payout = payouts.find(owner.payoutId()).orElseThrow();
    var code = payout.amount().currency().getCurrencyCode();
    var expected = leaves ? -payout.amount().minor() : payout.amount().minor();
    if (!code.equalsIgnoreCase(line.getCurrency())
        || minor != expected
        || repository.isMatched(payout.payoutId(), outcome)) {
      tell(
          "stripe_amount_mismatch",
          line,
          payout.payoutId(),
          "Stripe's balance shows %d %s for payout %d of %s (%s)."
              .formatted(
                  minor,
                  line.getCurrency().toUpperCase(Locale.ROOT),
                  payout.payoutId(),
                  payout.amount(),
                  line.getId()));
      keep(line, minor, fee, "mismatched", null, null);
      return true;
    }
    var lines = moved(line, Settlement.clearing(StripeRail.NAME, asset(line)), minor, fee);
    keep(
        line,
        minor,
        fee,
        outcome,
        payout.payoutId(),
        book(line, leaves ? "payout_settled" : "payout_returned", lines));
    return true;
  }

  /// What came into Stripe's balance from `counter`, less what Stripe took for itself.
  private static List<Line> moved(
      BalanceTransaction line, @Nullable Account counter, long minor, long cost) {
    var lines = new ArrayList<Line>();
    lines.add(new Line(Account.free("assets:rails:stripe", asset(line)), minor - cost));
    if (counter != null) {
      lines.add(new Line(counter, -minor));
    }
    if (cost != 0) {
      lines.add(new Line(Account.free("expenses:payout-fees:stripe", asset(line)), cost));
    }
    return lines;
  }

  private @Nullable Long book(BalanceTransaction line, String kind, List<Line> lines) {
    return ledger
        .book(
            new Entry(
                "stripe:" + line.getId(),
                kind,
                occurred(line),
                lines,
                Map.of("line", line.getId(), "source", String.valueOf(line.getSource()))))
        .entryIdOrThrow();
  }

  private void keep(
      BalanceTransaction line,
      long minor,
      long fee,
      String outcome,
      @Nullable Long payoutId,
      @Nullable Long entryId) {
    repository.insert(
        new Kept(
            line.getId(),
            line.getType(),
            line.getSource(),
            line.getCurrency().toUpperCase(Locale.ROOT),
            minor,
            fee,
            occurred(line),
            outcome,
            payoutId,
            entryId),
        clock.instant());
  }

  private void tell(
      String kind, BalanceTransaction line, @Nullable Long payoutId, String sentence) {
    exceptions.open(kind, "line " + line.getId(), payoutId, sentence, clock.instant());
  }

  private static Instant occurred(BalanceTransaction line) {
    return Instant.ofEpochSecond(Objects.requireNonNull(line.getCreated()));
  }

  private static Asset asset(BalanceTransaction line) {
    return Asset.of(Currency.getInstance(line.getCurrency().toUpperCase(Locale.ROOT)));
  }

  private static boolean isKnown(String code) {
    return Currency.getAvailableCurrencies().stream()
        .filter(one -> one.getCurrencyCode().equalsIgnoreCase(code))
        .anyMatch(StripeAmounts::knows);
  }
}
