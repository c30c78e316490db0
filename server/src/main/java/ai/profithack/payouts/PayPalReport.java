package ai.profithack.payouts;

import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.payouts.PayPalClient.Answer;
import ai.profithack.payouts.PayPalReportRepository.Kept;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Proves payouts over PayPal by PayPal's own report of the operator's balance, as [Reconciliation]
/// does by a bank's statements.
///
/// A payment that the report shows moves its amount out of the rail's clearing account, one that
/// came back moves it in again. What the report says of fees replaces what was known of them
/// before, and what PayPal gives back of them is given back to the expense. A payout that was paid,
/// and that the report shows to the unit, is confirmed. What does not fit is shown to a person.
///
/// The report is up to three hours late: what it does not show yet is read the next time.
///
/// Source: PayPal Transaction Search v1, and the event codes of its reports on payouts.
@Component
class PayPalReport {
  private static final Duration LONGEST_WINDOW = Duration.ofDays(31);
  private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 20;

  /// How long money may be on its way back before a person is told.
  private static final Duration PATIENCE = Duration.ofDays(1);

  private static final String PAID = "T0001";
  private static final String BATCH_FEE = "T0104";
  private static final Set<String> BACK = Set.of("T1114", "T1115");

  /// Succeeded, and succeeded and came back later: the money moved. What is pending or denied did
  /// not.
  private static final Set<String> MOVED = Set.of("S", "V");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX][XX]");

  private final PayPalSettings settings;
  private final PayPalClient client;
  private final PayPalRail rail;
  private final PayPalReportRepository repository;
  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final Settlement settlement;
  private final Ledger ledger;
  private final TransactionTemplate transactions;
  private final Clock clock;

  PayPalReport(
      PayPalSettings settings,
      PayPalClient client,
      PayPalRail rail,
      PayPalReportRepository repository,
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      Settlement settlement,
      Ledger ledger,
      TransactionTemplate transactions,
      Clock clock) {
    this.settings = settings;
    this.client = client;
    this.rail = rail;
    this.repository = repository;
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.settlement = settlement;
    this.ledger = ledger;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// A transaction of the report that moved money. What came in is positive, in the fee too.
  record Shown(
      String transactionId,
      String code,
      @Nullable String referenceId,
      Money amount,
      Money fee,
      Instant occurredAt) {}

  /// What a reading came to.
  record Reading(int lines, int confirmed) {}

  /// Reads what moved since the last time, and confirms what it proves. Safe to repeat and to race:
  /// a transaction counts once, by PayPal's name of it.
  ///
  /// Errors: [IllegalStateException] where PayPal refuses the report, [PayPalClient.NoAnswer] where
  /// it does not answer; what was read until then stays.
  Reading read() {
    var now = clock.instant();
    if (settings.unavailable().isPresent()) {
      return new Reading(0, 0);
    }
    repository.unnamedBatches(now).forEach(this::nameTransactions);
    var since = repository.since(now);
    if (since.isEmpty()) {
      return new Reading(0, 0);
    }
    var read = 0;
    for (var line : fetch(since.get().truncatedTo(ChronoUnit.SECONDS), now)) {
      read += Boolean.TRUE.equals(transactions.execute(_ -> keep(line))) ? 1 : 0;
    }
    var proved = repository.proved();
    for (var payoutId : proved) {
      settlement.apply(payoutId, Report.of(Report.Status.SETTLED), "PayPal's report");
    }
    transactions.executeWithoutResult(_ -> repository.tellDrift(now.minus(PATIENCE), now));
    return new Reading(read, proved.size());
  }

  /// Learns what PayPal calls the payments of a batch, and takes in what it says of them: a report
  /// names neither our keys nor our batches.
  private void nameTransactions(String batchId) {
    var shown = rail.batch(batchId).orElse(null);
    if (shown == null) {
      return;
    }
    var ids = payouts.findByKeys(shown.items().keySet()).stream().map(Payout::payoutId).toList();
    for (var order : payouts.orders(ids)) {
      settlement.apply(order.payoutId(), shown.of(order), "PayPal's report");
      var id = text(shown.items().get(order.key()), "/transaction_id");
      if (!id.isEmpty()) {
        transactions.executeWithoutResult(_ -> repository.name(id, order.payoutId()));
      }
    }
  }

  /// What was not read yet, oldest first.
  private List<Shown> fetch(Instant since, Instant until) {
    var all = new LinkedHashMap<String, Shown>();
    var refreshed = until;
    for (var from = since;
        from.isBefore(until) && !from.isAfter(refreshed);
        from = from.plus(LONGEST_WINDOW)) {
      var to = from.plus(LONGEST_WINDOW);
      refreshed = fetch(from, to.isBefore(until) ? to : until, all);
    }
    repository.readAlready(all.keySet()).forEach(all::remove);
    return all.values().stream().sorted(Comparator.comparing(Shown::occurredAt)).toList();
  }

  /// Returns up to when the report goes, as PayPal says: it refuses to be asked from a later time.
  private Instant fetch(Instant from, Instant until, Map<String, Shown> all) {
    for (var page = 1; page <= MOST_PAGES; page++) {
      var path =
          "/v1/reporting/transactions?start_date=%s&end_date=%s&fields=transaction_info&page_size=%d&page=%d"
              .formatted(from, until.truncatedTo(ChronoUnit.SECONDS), PAGE, page);
      switch (client.get(path)) {
        case Answer.Done(var body) -> {
          for (var detail : body.path("transaction_details")) {
            line(detail.path("transaction_info"))
                .ifPresent(line -> all.put(line.transactionId(), line));
          }
          if (page >= body.path("total_pages").asInt(1)) {
            return refreshed(body).orElse(until);
          }
        }
        case Answer.Refused refused
            when isTooLarge(refused)
                && Duration.between(from, until).compareTo(SHORTEST_WINDOW) > 0 -> {
          var middle =
              from.plus(Duration.between(from, until).dividedBy(2)).truncatedTo(ChronoUnit.SECONDS);
          var refreshed = fetch(from, middle, all);
          return middle.isAfter(refreshed) ? refreshed : fetch(middle, until, all);
        }
        case Answer.Refused refused -> throw new IllegalStateException(objection(refused));
      }
    }
    return until;
  }

  private static Optional<Instant> refreshed(JsonNode body) {
    var time = text(body, "/last_refreshed_datetime");
    return time.isEmpty() ? Optional.empty() : Optional.of(time(time));
  }

  /// Errors: [PayPalClient.NoAnswer] where it is none.
  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text, TIME).toInstant();
    } catch (DateTimeException unreadable) {
      throw new PayPalClient.NoAnswer("PayPal's report has a time that is none: " + text);
    }
  }

  private static boolean isTooLarge(Answer.Refused refused) {
    return refused.body().path("name").asString("").equals("RESULTSET_TOO_LARGE");
  }

  private static String objection(Answer.Refused refused) {
    return refused.status() == 403
        ? "PayPal does not let this app read its reports: turn on “Transaction search” for the app at PayPal; it can take nine hours to take effect."
        : "PayPal refused its report: " + refused.sentence();
  }

  private static Optional<Shown> line(JsonNode info) {
    var id = text(info, "/transaction_id");
    var amount = money(info.path("transaction_amount"));
    if (id.isEmpty()
        || amount.isEmpty()
        || !MOVED.contains(info.path("transaction_status").asString(""))) {
      return Optional.empty();
    }
    var none = Money.zero(amount.get().currency());
    var fee = info.has("fee_amount") ? money(info.path("fee_amount")).orElse(none) : none;
    var reference = text(info, "/paypal_reference_id");
    return Optional.of(
        new Shown(
            id,
            info.path("transaction_event_code").asString(""),
            reference.isEmpty() ? null : reference,
            amount.get(),
            fee,
            time(text(info, "/transaction_initiation_date"))));
  }

  /// Returns whether the line is kept now; one that may belong to an answer that is still to come
  /// waits for it.
  private boolean keep(Shown line) {
    repository.lock();
    if (!repository.readAlready(List.of(line.transactionId())).isEmpty()) {
      return false;
    }
    var paid = repository.owner(line.transactionId());
    var about = line.referenceId() == null ? paid : repository.owner(line.referenceId());
    if (line.code().equals(PAID) && paid.isPresent()) {
      keep(line, paid.get(), "settles");
    } else if (BACK.contains(line.code()) && about.isPresent()) {
      keep(line, about.get(), "returns");
    } else if (line.code().equals(BATCH_FEE) && line.amount().minor() != 0) {
      insert(line, "fee", null, book(line, "paypal_fee", null, line.amount().plus(line.fee())));
    } else if (line.code().equals(PAID) || BACK.contains(line.code())) {
      return keepUnknown(line);
    } else {
      insert(line, "not_ours", null, null);
    }
    return true;
  }

  private boolean keepUnknown(Shown line) {
    if (line.code().equals(PAID)) {
      suspect(line);
    }
    if (repository.namesToCome(line.occurredAt())) {
      return false;
    }
    insert(line, "not_ours", null, null);
    return true;
  }

  private void suspect(Shown line) {
    var amount = new Money(-line.amount().minor(), line.amount().currency());
    repository
        .suspect(amount, line.occurredAt())
        .ifPresent(payoutId ->
            tell(
                "paypal_unknown_line",
                line,
                payoutId,
                "PayPal's report shows a payment of %s (%s) that may be payout %d, whose outcome is not known, or that failed here."
                    .formatted(amount, line.transactionId(), payoutId)));
  }

  private void keep(Shown line, long payoutId, String outcome) {
    var payout = payouts.lock(payoutId).orElseThrow();
    var leaves = outcome.equals("settles");
    var expected =
        leaves ? new Money(-payout.amount().minor(), payout.amount().currency()) : payout.amount();
    if (!line.amount().equals(expected)
        || !line.fee().currency().equals(expected.currency())
        || repository.isMatched(payoutId, outcome)) {
      tell(
          "paypal_amount_mismatch",
          line,
          payoutId,
          "PayPal's report shows %s for payout %d of %s (%s, %s)."
              .formatted(
                  line.amount(), payoutId, payout.amount(), line.code(), line.transactionId()));
      insert(line, "mismatched", null, null);
      return;
    }
    var fee = leaves ? line.fee().plus(feeBooked(payout)) : line.fee();
    var clearing = Settlement.clearing(PayPalRail.NAME, asset(line));
    var entry = book(line, leaves ? "payout_settled" : "payout_returned", clearing, fee);
    insert(line, outcome, payoutId, entry);
    if (!leaves) {
      settlement.apply(
          payoutId,
          new Report(Report.Status.RETURNED, null, "PayPal's report shows that it came back."),
          "PayPal's report");
    }
  }

  /// The fee that was booked when PayPal said that the payout was paid.
  private Money feeBooked(Payout payout) {
    var booked =
        ledger
            .find("payout:" + payout.payoutId() + ":fee")
            .map(entry -> entry.lines().stream().mapToLong(line -> Math.max(0, line.minor())).sum())
            .orElse(0L);
    return new Money(booked, payout.amount().currency());
  }

  /// Books what came into PayPal's balance: its amount from `clearing` where there is one, and what
  /// is new of the fee as an expense.
  private long book(Shown line, String kind, @Nullable Account clearing, Money fee) {
    var minor = clearing == null ? 0 : line.amount().minor();
    var lines = new ArrayList<Line>();
    lines.add(new Line(Account.free("assets:rails:paypal", asset(line)), minor + fee.minor()));
    if (clearing != null) {
      lines.add(new Line(clearing, -minor));
    }
    if (fee.minor() != 0) {
      lines.add(new Line(Account.free("expenses:payout-fees:paypal", asset(line)), -fee.minor()));
    }
    return ledger
        .book(
            new Entry(
                "paypal:" + line.transactionId(),
                kind,
                line.occurredAt(),
                lines,
                Map.of(
                    "transaction",
                    line.transactionId(),
                    "reference",
                    String.valueOf(line.referenceId()))))
        .entryIdOrThrow();
  }

  private void insert(Shown line, String outcome, @Nullable Long payoutId, @Nullable Long entryId) {
    repository.insert(new Kept(line, outcome, payoutId, entryId), clock.instant());
  }

  private void tell(String kind, Shown line, long payoutId, String sentence) {
    exceptions.open(
        kind, "transaction " + line.transactionId(), payoutId, sentence, clock.instant());
  }

  private static Asset asset(Shown line) {
    return Asset.of(line.amount().currency());
  }

  private static String text(@Nullable JsonNode node, String path) {
    return node == null ? "" : node.at(path).asString("");
  }

  private static Optional<Money> money(JsonNode amount) {
    try {
      return Optional.of(
          Money.of(
              new BigDecimal(amount.path("value").asString("")),
              Currency.getInstance(amount.path("currency_code").asString(""))));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }
}
