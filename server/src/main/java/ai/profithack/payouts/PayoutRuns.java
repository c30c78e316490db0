package ai.profithack.payouts;

import ai.profithack.access.AuditTrail;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Holds;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.CreatorAccounts;
import ai.profithack.payouts.PayoutPolicy.Candidate;
import ai.profithack.payouts.PayoutPolicy.Decision;
import ai.profithack.payouts.PayoutRepository.Draft;
import ai.profithack.payouts.PayoutRepository.Step;
import ai.profithack.risk.RiskCases;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Decides who is paid: every Friday for everybody, or at any time for one creator. What is paid is
/// set aside in the ledger in the transaction that creates the payout; what is not paid has a
/// reason.
///
/// A run goes through the creators by id, some hundred to a transaction, and remembers how far it
/// came. Two servers that run the same Friday take turns; a run that was cut off goes on where it
/// stopped; a Friday whose run paid somebody is done, and one that paid nobody can be run again.
@Component
public class PayoutRuns {
  /// When a Friday's run is due, in UTC.
  static final LocalTime DUE = LocalTime.of(4, 0);

  private static final int AT_A_TIME = 100;

  private final PayoutRunRepository runs;
  private final PayoutRepository payouts;
  private final PayeeRepository payees;
  private final Rails rails;
  private final PayoutRules rules;
  private final Ledger ledger;
  private final Holds holds;
  private final RiskCases risk;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final Clock clock;

  PayoutRuns(
      PayoutRunRepository runs,
      PayoutRepository payouts,
      PayeeRepository payees,
      Rails rails,
      PayoutRules rules,
      Ledger ledger,
      Holds holds,
      RiskCases risk,
      AuditTrail audit,
      TransactionTemplate transactions,
      Clock clock) {
    this.runs = runs;
    this.payouts = payouts;
    this.payees = payees;
    this.rails = rails;
    this.rules = rules;
    this.ledger = ledger;
    this.holds = holds;
    this.risk = risk;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// A payment that a run would make.
  public record Planned(long creatorId, Money amount, String rail, boolean approvalNeeded) {}

  /// What a run of that period would do now.
  public record Preview(LocalDate period, List<Planned> planned, List<Skipped> skipped) {
    /// What would be paid in all, by currency.
    public Collection<Money> totals() {
      var totals = new TreeMap<String, Money>();
      planned.forEach(one ->
          totals.merge(one.amount().currency().getCurrencyCode(), one.amount(), Money::plus));
      return totals.values();
    }
  }

  /// How asking for a single payout can end.
  public sealed interface Single {
    /// It is set aside.
    record Created(long payoutId, boolean approvalNeeded) implements Single {}

    /// It is not, and why.
    record NotPaid(Skipped skipped) implements Single {}

    /// Somebody else set it aside between the question and its turn: nothing is paid twice.
    record PaidMeanwhile(Payout payout) implements Single {}

    /// There is nothing available in any currency.
    record NothingAvailable() implements Single {}
  }

  /// The Friday whose run is the last one due.
  public LocalDate lastDue() {
    var now = clock.instant().atZone(ZoneOffset.UTC);
    var friday = now.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.FRIDAY));
    return now.isBefore(friday.atTime(DUE).atZone(ZoneOffset.UTC)) ? friday.minusWeeks(1) : friday;
  }

  /// Where the last Friday that is due stands.
  public enum Week {
    /// Nobody ran it yet.
    NOT_RUN,
    /// A run of it was cut off, or is under way.
    UNFINISHED,
    /// It was run, and nobody could be paid.
    PAID_NOBODY,
    /// It was run.
    DONE
  }

  public Week week() {
    var friday = lastDue();
    return runs.ofFriday(friday)
        .map(run -> run.finishedAt() == null ? Week.UNFINISHED : Week.DONE)
        .orElseGet(() -> runs.paidNobody(friday) ? Week.PAID_NOBODY : Week.NOT_RUN);
  }

  public Optional<PayoutRun> find(long runId) {
    return runs.find(runId);
  }

  public List<PayoutRun> newest(int atMost) {
    return newest(null, atMost);
  }

  /// Those before run `before` where one is given.
  public List<PayoutRun> newest(@Nullable Long before, int atMost) {
    return runs.newest(before, atMost);
  }

  /// Who was not paid in a run, by reason, from row `offset` on; with `only` for this reason alone.
  public List<Skipped> skipped(long runId, @Nullable SkipReason only, int atMost, int offset) {
    return runs.skipped(runId, only, atMost, offset);
  }

  /// How many were not paid in a run, by reason.
  public Map<SkipReason, Long> obstacles(long runId) {
    return runs.obstacles(runId);
  }

  /// What a run set aside, by currency.
  public List<Money> totals(long runId) {
    return runs.totals(runId);
  }

  public List<Payout> payouts(long runId, int atMost, int offset) {
    return payouts.ofRun(runId, atMost, offset);
  }

  /// What a run would do now. Changes nothing.
  public Preview preview() {
    return preview(owed());
  }

  /// What a creator has available, by currency.
  public List<Money> available(long creatorId) {
    return owed(creatorId).available().getOrDefault(creatorId, List.of());
  }

  /// Why a creator would not be paid now; empty where they would be, or nothing is available.
  public List<Skipped> reasons(long creatorId) {
    return preview(owed(creatorId)).skipped();
  }

  /// What was set aside for a creator and is not paid yet, by currency.
  public List<Money> onTheirWay(long creatorId) {
    return payouts.onTheirWay(creatorId);
  }

  /// What of that which a creator has available is kept in reserve, by currency; none where nothing
  /// is.
  public List<Money> reserves(long creatorId) {
    var payee = payees.payees(List.of(creatorId)).get(creatorId);
    if (payee == null || payee.reservePercent().signum() == 0) {
      return List.of();
    }
    var paid = payouts.paidSinceReserve(List.of(creatorId));
    return available(creatorId).stream()
        .map(available ->
            PayoutPolicy.reserve(
                payee.reservePercent(),
                available,
                new Money(
                    paid.getOrDefault(available.currency().getCurrencyCode() + " " + creatorId, 0L),
                    available.currency())))
        .filter(kept -> kept.minor() > 0)
        .toList();
  }

  private Preview preview(Owed owed) {
    var period = lastDue();
    var planned = new ArrayList<Planned>();
    var skipped = new ArrayList<Skipped>();
    for (var chunk : owed.chunks()) {
      for (var judged : judge(chunk, owed, payees.methods(chunk), period)) {
        switch (judged.decision()) {
          case Decision.Pay(var amount, var approval) ->
              planned.add(new Planned(judged.creatorId(), amount, judged.rail(), approval));
          case Decision.Skip skip -> skipped.add(skipped(judged.creatorId(), skip));
        }
      }
    }
    return new Preview(period, planned, skipped);
  }

  /// Runs the Friday that is due, or goes on with it; returns the run as it is then. Safe to repeat
  /// and to race.
  ///
  /// Errors: [IllegalArgumentException] for a day that is no Friday, or whose run is not due yet.
  public PayoutRun run(LocalDate friday, String startedBy) {
    if (friday.getDayOfWeek() != DayOfWeek.FRIDAY || friday.isAfter(lastDue())) {
      throw new IllegalArgumentException(
          friday + " is no Friday whose run is due; the last one is " + lastDue() + ".");
    }
    var run = begun(friday, startedBy);
    if (run.finishedAt() != null) {
      return run;
    }
    var owed = owed();
    for (var chunk : owed.chunks()) {
      transactions.executeWithoutResult(_ -> decide(run, owed, chunk));
    }
    transactions.executeWithoutResult(_ -> runs.finish(run.runId(), clock.instant()));
    return runs.find(run.runId()).orElseThrow();
  }

  private PayoutRun begun(LocalDate friday, String startedBy) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          var run = runs.weekly(friday, startedBy, clock.instant());
          if (run.finishedAt() == null) {
            audit.recordAs(
                startedBy, "payout.run", "run " + run.runId(), Map.of("period", friday.toString()));
          }
          return run;
        }));
  }

  private void decide(PayoutRun run, Owed owed, List<Long> creatorIds) {
    var decidedUntil = runs.lock(run.runId());
    var open = creatorIds.stream().filter(id -> id > decidedUntil).toList();
    if (open.isEmpty()) {
      return;
    }
    var skipped = new ArrayList<Skipped>();
    for (var ending :
        act(judgeForGood(open, owed, run.period()), run.runId(), run.period(), run.startedBy())) {
      if (ending instanceof Single.NotPaid(var why)) {
        skipped.add(why);
      }
    }
    runs.skip(run.runId(), skipped);
    runs.decidedUntil(run.runId(), open.getLast());
  }

  /// Pays one creator now, everything that a weekly run would pay, by the same rules. Whoever loses
  /// a race is told which payout won it; no run is kept that would pay nobody.
  public List<Single> payNow(long creatorId, String requestedBy) {
    return payNow(creatorId, requestedBy, payouts.newestOf(creatorId));
  }

  /// The same, of who saw `newest` as the creator's newest payout, 0 where there was none.
  public List<Single> payNow(long creatorId, String requestedBy, long newest) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          var owed = owed(creatorId);
          var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
          var judged =
              owed.available().isEmpty()
                  ? List.<Judged>of()
                  : judgeForGood(List.of(creatorId), owed, today);
          var endings = new ArrayList<Single>();
          payouts.newerOf(creatorId, newest).stream()
              .filter(payout -> !payout.state().over())
              .forEach(payout -> endings.add(new Single.PaidMeanwhile(payout)));
          endings.addAll(
              judged.stream().anyMatch(Judged::paid)
                  ? paySingle(creatorId, judged, today, requestedBy)
                  : notPaid(judged));
          return endings.isEmpty() ? List.<Single>of(new Single.NothingAvailable()) : endings;
        }));
  }

  private List<Single> paySingle(long creatorId, List<Judged> judged, LocalDate day, String by) {
    var runId = runs.single(day, by, clock.instant());
    var endings = act(judged, runId, day, by);
    runs.skip(
        runId,
        endings.stream()
            .filter(Single.NotPaid.class::isInstance)
            .map(ending -> ((Single.NotPaid) ending).skipped())
            .toList());
    runs.finish(runId, clock.instant());
    audit.record("payout.single", "creator " + creatorId, Map.of("run", runId));
    return endings;
  }

  /// What creators have available and what they owe, as of one question.
  private record Owed(Map<Long, List<Money>> available, Map<String, Long> debts) {
    List<CreatorAccounts> places(List<Long> creatorIds) {
      return creatorIds.stream()
          .flatMap(id ->
              available.getOrDefault(id, List.of()).stream()
                  .map(amount -> new CreatorAccounts(id, Asset.of(amount.currency()))))
          .toList();
    }

    List<List<Long>> chunks() {
      var ids = available.keySet().stream().sorted().toList();
      var chunks = new ArrayList<List<Long>>();
      for (var from = 0; from < ids.size(); from += AT_A_TIME) {
        chunks.add(ids.subList(from, Math.min(ids.size(), from + AT_A_TIME)));
      }
      return chunks;
    }
  }

  private Owed owed() {
    return owed(
        ledger.balances("liabilities:creators", "available"),
        ledger.balances("assets:creators", "debt"));
  }

  private Owed owed(long creatorId) {
    return owed(
        ledger.balances("liabilities:creators:" + creatorId + ":available"),
        ledger.balances("assets:creators:" + creatorId + ":debt"));
  }

  private static Owed owed(Map<Account, Long> availableBalances, Map<Account, Long> debtBalances) {
    var available = new TreeMap<Long, List<Money>>();
    availableBalances.forEach((account, minor) ->
        currency(account)
            .filter(_ -> minor != 0)
            .ifPresent(currency ->
                available
                    .computeIfAbsent(creator(account), _ -> new ArrayList<>())
                    .add(new Money(-minor, currency))));
    available
        .values()
        .forEach(amounts ->
            amounts.sort(Comparator.comparing(amount -> amount.currency().getCurrencyCode())));
    var debts = new HashMap<String, Long>();
    debtBalances.forEach(
        (account, minor) -> debts.put(account.asset().code() + " " + creator(account), minor));
    return new Owed(available, debts);
  }

  private static long creator(Account account) {
    return CreatorAccounts.of(account).creatorId();
  }

  private static Optional<Currency> currency(Account account) {
    return account.asset().equals(Asset.AI_CREDIT)
        ? Optional.empty()
        : Optional.of(Currency.getInstance(account.asset().code()));
  }

  private record Judged(long creatorId, @Nullable PayoutMethod method, Decision decision) {
    String rail() {
      return method == null ? "" : method.rail();
    }

    boolean paid() {
      return decision instanceof Decision.Pay;
    }

    /// What is paid, of a decision to pay.
    Decision.Pay pay() {
      return (Decision.Pay) decision;
    }
  }

  /// What is decided here is still so when it is acted upon: neither can a destination be replaced
  /// nor what is available change before the transaction ends. `seen` says in which currencies
  /// something was available when the question was first asked; how much is asked again.
  private List<Judged> judgeForGood(List<Long> creatorIds, Owed seen, LocalDate period) {
    var methods = payees.keptMethods(creatorIds);
    var places = seen.places(creatorIds);
    ledger.lock(
        places.stream().flatMap(place -> Stream.of(place.available(), place.inPayout())).toList());
    return judge(
        creatorIds,
        owed(
            ledger.balances(places.stream().map(CreatorAccounts::available).toList()),
            ledger.balances(places.stream().map(CreatorAccounts::debt).toList())),
        methods,
        period);
  }

  private List<Judged> judge(
      List<Long> creatorIds, Owed owed, Map<Long, PayoutMethod> methods, LocalDate period) {
    var known = payees.payees(creatorIds);
    var paid = payouts.paidSinceReserve(creatorIds);
    var cameBack = payouts.cameBack(creatorIds);
    var open = payouts.openInPeriod(period, creatorIds);
    var underReview = risk.holdPayouts(creatorIds);
    var now = clock.instant();
    var all = new ArrayList<Judged>();
    for (var id : creatorIds) {
      for (var available : owed.available().getOrDefault(id, List.of())) {
        var currency = available.currency();
        var name = currency.getCurrencyCode() + " " + id;
        var method = methods.get(id);
        var candidate =
            new Candidate(
                known.getOrDefault(id, Payee.unknown(id)),
                method,
                method == null || rails.verifiesDestinations(method)
                    ? null
                    : cameBack.get(method.methodId()),
                available,
                new Money(owed.debts().getOrDefault(name, 0L), currency),
                new Money(paid.getOrDefault(name, 0L), currency),
                method == null ? null : rails.refusal(method, currency).orElse(null),
                open.contains(name));
        var decision = decide(candidate, currency, now);
        all.add(
            new Judged(
                id, method, PayoutPolicy.unlessUnderReview(decision, underReview.contains(id))));
      }
    }
    return all;
  }

  private Decision decide(Candidate candidate, Currency currency, Instant now) {
    var minimum = rules.minimum(currency);
    var approvalAbove = rules.approvalAbove(currency);
    var method = candidate.method();
    var limits = method == null ? Rail.Limits.NONE : rails.limits(method, currency);
    return PayoutPolicy.within(
        PayoutPolicy.decide(candidate, minimum, approvalAbove, now),
        limits,
        minimum,
        approvalAbove);
  }

  /// Sets aside what is to be paid, in sets; returns an ending for each decision.
  private List<Single> act(List<Judged> judged, long runId, LocalDate period, String by) {
    var endings = new ArrayList<>(notPaid(judged));
    var orders = judged.stream().filter(Judged::paid).toList();
    var now = clock.instant();
    var ids = payouts.nextIds(orders.size());
    var requests = new ArrayList<Holds.Request>();
    for (var i = 0; i < orders.size(); i++) {
      requests.add(request(ids.get(i), orders.get(i), runId));
    }
    var reservations = holds.reserveAll(requests, now);
    var drafts = new ArrayList<Draft>();
    var steps = new ArrayList<Step>();
    for (var i = 0; i < orders.size(); i++) {
      var id = ids.get(i);
      var order = orders.get(i);
      switch (reservations.get(i)) {
        case Holds.Reservation.Held(var hold) -> {
          var approval = order.pay().approvalNeeded();
          drafts.add(
              new Draft(
                  id,
                  order.creatorId(),
                  runId,
                  period,
                  order.pay().amount(),
                  Objects.requireNonNull(order.method()),
                  hold.holdId(),
                  by,
                  now,
                  approval));
          steps.add(
              new Step(
                  id,
                  null,
                  PayoutState.RESERVED,
                  by,
                  "run " + runId,
                  hold.reservingEntryId(),
                  now));
          endings.add(new Single.Created(id, approval));
        }
        case Holds.Reservation.TooLittle(_) ->
            endings.add(
                new Single.NotPaid(
                    new Skipped(
                        order.creatorId(),
                        SkipReason.BELOW_MINIMUM,
                        order.pay().amount(),
                        "Some of it was taken back while the run went on; the next run looks again.")));
        case Holds.Reservation.KeyTaken(var field) ->
            throw new IllegalStateException("payout " + id + " has a hold with another " + field);
      }
    }
    payouts.insert(drafts);
    payouts.note(steps);
    return endings;
  }

  private static List<Single> notPaid(List<Judged> judged) {
    var endings = new ArrayList<Single>();
    for (var one : judged) {
      if (one.decision() instanceof Decision.Skip skip) {
        endings.add(new Single.NotPaid(skipped(one.creatorId(), skip)));
      }
    }
    return endings;
  }

  private static Holds.Request request(long payoutId, Judged order, long runId) {
    var amount = order.pay().amount();
    var accounts = new CreatorAccounts(order.creatorId(), Asset.of(amount.currency()));
    return new Holds.Request(
        "payout:" + payoutId,
        accounts.available(),
        accounts.inPayout(),
        amount.minor(),
        null,
        Map.of("payout", payoutId, "run", runId, "rail", order.rail()));
  }

  private static Skipped skipped(long creatorId, Decision.Skip skip) {
    return new Skipped(creatorId, skip.reason(), skip.amount(), skip.detail());
  }
}
