package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.StatedOutcome.Outcome;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/// Payouts, from what is due to where the provider has them.
final class MoneyOut {
  private final MoneyStage stage;
  private final RiskReckoning risky;
  private final Random random;
  private final Reckoning reckoning;
  private final Map<String, Integer> happened;
  private final SettableClock clock;
  private final DSLContext db;
  private final List<Long> creators;
  private final PayoutRuns runs;
  private final Payouts payouts;
  private final Payees payees;
  private final Submission submission;
  private final FollowUp followUp;
  private final Notices notices;
  private final StatedOutcomes outcomes;
  private final MoneyAtOurProvider ours;
  private final MoneyAtStripe stripe;
  private final MoneyAtPayPal paypal;
  private final Map<String, MoneyProvider> providers = new LinkedHashMap<>();
  private final List<Map.Entry<String, MoneyProvider.Notice>> late = new ArrayList<>();
  private final Map<Long, String> railOf = new HashMap<>();
  private final Set<Long> charged = new HashSet<>();
  private final Map<Long, Known> known = new TreeMap<>();
  private final long lastPayoutBefore;

  /// What the simulation knows of a payout: where its money was when it last looked.
  record Known(
      long creator,
      String rail,
      String currency,
      long minor,
      PayoutState state,
      @Nullable String key) {}

  MoneyOut(MoneyStage stage, RiskReckoning risky, ListableBeanFactory server) {
    this.stage = stage;
    this.risky = risky;
    this.random = stage.random;
    this.reckoning = stage.reckoning;
    this.happened = stage.happened;
    this.clock = stage.clock;
    this.db = stage.db;
    this.creators = stage.creators;
    this.runs = server.getBean(PayoutRuns.class);
    this.payouts = server.getBean(Payouts.class);
    this.payees = server.getBean(Payees.class);
    this.submission = server.getBean(Submission.class);
    this.followUp = server.getBean(FollowUp.class);
    this.notices = server.getBean(Notices.class);
    this.outcomes = server.getBean(StatedOutcomes.class);
    this.ours = new MoneyAtOurProvider(stage, server.getBean(SimulatedRail.class));
    this.stripe =
        new MoneyAtStripe(
            stage, server.getBean(StripeDouble.class), server.getBean(StripeBalance.class));
    this.paypal =
        new MoneyAtPayPal(
            stage, server.getBean(PayPalDouble.class), server.getBean(PayPalReportJob.class));
    for (var provider : List.of(ours, stripe, paypal)) {
      providers.put(provider.rail(), provider);
    }
    var people = server.getBean(Creators.class);
    for (var rail :
        List.of(
            SimulatedRail.NAME,
            SimulatedRail.NAME,
            SimulatedRail.NAME,
            SimulatedRail.NAME,
            StripeRail.NAME,
            StripeRail.NAME,
            PayPalRail.NAME,
            PayPalRail.NAME)) {
      var creator = Objects.requireNonNull(providers.get(rail)).join(people);
      stage.join(creator);
      railOf.put(creator, rail);
    }
    this.lastPayoutBefore =
        db.resultQuery("select coalesce(max(payout_id), 0) from payouts.payout")
            .fetchSingle(0, Long.class);
  }

  void payOne() {
    var creator = stage.someCreator();
    if (random.nextBoolean() && cameBack(creator)) {
      var method = payees.method(creator).orElseThrow().methodId();
      dying(() -> payees.verifyDestination(creator, method, Creators.person("who asked again")));
      happened.merge("destination confirmed again", 1, Integer::sum);
    }
    var before = Set.copyOf(known.keySet());
    var payable = payable(creator, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    dying(() -> runs.payNow(creator, "somebody"));
    arePaid(payable, before, !stage.died);
  }

  void weeklyRun() {
    var before = Set.copyOf(known.keySet());
    var friday = runs.lastDue();
    var finished =
        runs.newest(1_000).stream()
            .anyMatch(run ->
                run.period().equals(friday)
                    && run.finishedAt() != null
                    && run.payouts() > 0
                    && run.kind().equals("weekly"));
    var payable = new HashMap<String, Long>();
    creators.forEach(creator -> payable.putAll(payable(creator, friday)));
    dying(() -> runs.run(friday, "the schedule"));
    arePaid(payable, before, false);
    if (finished) {
      assertThat(known.keySet()).as("a Friday whose run paid somebody").isEqualTo(before);
    }
  }

  /// Whether the last payment to a creator came back, and nobody said since that the destination is
  /// right. Stripe says so itself.
  private boolean cameBack(long creator) {
    return !StripeRail.NAME.equals(railOf.get(creator))
        && db.resultQuery(
                """
                select coalesce((
                  select p.state = 'returned' and p.state_since >= m.verified_at
                  from payouts.payout as p where p.method_id = m.method_id and p.state in ('paid', 'confirmed', 'returned')
                  order by p.payout_id desc limit 1), false)
                from payouts.method as m where m.creator_id = ? and m.retired_at is null
                """,
                creator)
            .fetchSingle(0, Boolean.class);
  }

  /// What one creator would be paid now for that period: everything from the minimum on, where
  /// nobody looks into what was released, the provider has nothing to ask, the last payment did not
  /// come back and the period has no payout yet. Stripe and PayPal pay nothing out that has three
  /// decimals.
  private Map<String, Long> payable(long creator, LocalDate period) {
    var periods =
        db.resultQuery(
                "select currency from payouts.payout where creator_id = ? and period = ?::date and state not in ('failed', 'cancelled', 'returned')",
                creator,
                period.toString())
            .fetchSet(0, String.class);
    var paused =
        db.resultQuery(
                "select paused_by_provider is not null from payouts.payee where creator_id = ?",
                creator)
            .fetchSingle(0, Boolean.class);
    var provider =
        Objects.requireNonNull(providers.get(Objects.requireNonNull(railOf.get(creator))));
    var payable = new HashMap<String, Long>();
    for (var code : MoneyStage.CURRENCIES) {
      var available = -reckoning.of(Reckoning.place(code, creator, "available"));
      var minimum =
          BigDecimal.valueOf(50)
              .movePointRight(Currency.getInstance(code).getDefaultFractionDigits())
              .longValueExact();
      if (available >= minimum
          && provider.pays(code)
          && !paused
          && !cameBack(creator)
          && !risky.holdsPayouts(creator)
          && !periods.contains(code)) {
        payable.put(code + " " + creator, Math.min(available, provider.most(code)));
      }
    }
    return payable;
  }

  private void arePaid(Map<String, Long> payable, Set<Long> before, boolean all) {
    var paid = new HashMap<String, Long>();
    known.forEach((id, payout) -> {
      if (!before.contains(id)) {
        paid.put(payout.currency() + " " + payout.creator(), payout.minor());
      }
    });
    if (all) {
      assertThat(paid).as("left out: %s", leftOut()).isEqualTo(payable);
    } else {
      assertThat(payable).containsAllEntriesOf(paid);
    }
  }

  private String leftOut() {
    return db.fetch(
            "select * from payouts.skipped where run_id = (select max(run_id) from payouts.run)")
        .format();
  }

  void cancelOrApprove() {
    if (random.nextBoolean()) {
      approveAll();
    } else {
      dying(() -> somePayout(payoutId -> payouts.cancel(payoutId, "simulated")));
    }
  }

  private void approveAll() {
    payouts
        .waitingForApproval()
        .forEach(payout -> payouts.approve(payout.payoutId(), Creators.person("a second person")));
  }

  void somePayout(LongConsumer deed) {
    stage.some(List.copyOf(known.keySet())).ifPresent(deed::accept);
  }

  /// What the rows of payouts say moves the auditor's money: from available to in payout, to
  /// clearing, and back.
  void takeInPayouts() {
    for (var row :
        db.fetch(
            """
            select p.payout_id, p.creator_id, p.rail, p.currency, p.amount_minor, p.state, p.attempt_key, exists (
              select 1 from payouts.event as e where e.payout_id = p.payout_id and e.to_state = 'paid') as was_paid
            from payouts.payout as p where p.payout_id > ?
            """,
            lastPayoutBefore)) {
      var id = row.get("payout_id", Long.class);
      var now =
          new Known(
              row.get("creator_id", Long.class),
              row.get("rail", String.class),
              row.get("currency", String.class),
              row.get("amount_minor", Long.class),
              PayoutState.of(row.get("state", String.class)),
              row.get("attempt_key", String.class));
      var before = known.put(id, now);
      if (row.get("was_paid", Boolean.class) && charged.add(id)) {
        charge(now);
      }
      var from = before == null ? place(now, PayoutState.CANCELLED) : place(now, before.state());
      var to = place(now, now.state());
      if (!from.equals(to)) {
        reckoning.move(from, now.minor());
        reckoning.move(to, -now.minor());
      }
      if (now.state().over() && (before == null || !before.state().over())) {
        comesBack(now);
      }
    }
    providersAgree();
  }

  /// What came back repays first what its creator owes.
  private void comesBack(Known payout) {
    var repaid = reckoning.recovers(payout.currency(), payout.creator());
    if (repaid > 0) {
      happened.merge("debt recovered", 1, Integer::sum);
    }
  }

  private static String place(Known payout, PayoutState state) {
    if (state.over()) {
      return Reckoning.place(payout.currency(), payout.creator(), "available");
    }
    return state.held()
        ? Reckoning.place(payout.currency(), payout.creator(), "in-payout")
        : clearing(payout);
  }

  private static String clearing(Known payout) {
    return payout.currency() + " liabilities:clearing:" + payout.rail();
  }

  /// What the provider takes for a payment is the platform's expense, once.
  private void charge(Known payout) {
    var fee = provider(payout).fee(payout.currency());
    var expense = payout.currency() + " expenses:payout-fees:" + payout.rail();
    var there = payout.currency() + " assets:rails:" + payout.rail();
    reckoning.move(expense, fee);
    reckoning.move(there, -fee);
  }

  private MoneyProvider provider(Known payout) {
    return provider(payout.rail());
  }

  private MoneyProvider provider(String rail) {
    return Objects.requireNonNull(providers.get(rail));
  }

  /// The providers' own books are the judges: nobody is paid twice, and nobody is paid whose money
  /// came back.
  private void providersAgree() {
    for (var payout : known.values()) {
      if (payout.key() != null) {
        provider(payout).agrees(payout);
      }
    }
    assertThat(
            db.fetchValue(
                """
                select count(*) from payouts.payout as p join public.creator_payouts as c on c.id = p.payout_id
                where p.payout_id > ? and (c.status <> payouts.contract_status(p.state) or c.transaction_id is distinct from p.reference)
                """,
                lastPayoutBefore))
        .as("rows of the contract that tell something else")
        .isEqualTo(0L);
  }

  /// What is due goes out, and nothing of it to somebody who owes something in its currency. What
  /// waits for a person may go on waiting where something came back meanwhile and repaid the debt.
  void submit() {
    var owing = new ArrayList<Long>();
    known.forEach((id, payout) -> {
      if (payout.state() == PayoutState.RESERVED
          && reckoning.of(Reckoning.place(payout.currency(), payout.creator(), "debt")) > 0) {
        owing.add(id);
      }
    });
    dying(submission::submitDue);
    for (var id : owing) {
      var payout = Objects.requireNonNull(known.get(id));
      var state = payout.state();
      var owes = reckoning.of(Reckoning.place(payout.currency(), payout.creator(), "debt")) > 0;
      if (state != PayoutState.RESERVED || (owes && !stage.died)) {
        assertThat(state).as("payout %d to somebody who owes", id).isEqualTo(PayoutState.CANCELLED);
        happened.merge("not sent for a debt", 1, Integer::sum);
      }
    }
  }

  void lookAtDue() {
    dying(followUp::lookAtDue);
  }

  /// Providers tell what happened, in any order, twice and late; and we attend to what they told.
  void notices() {
    for (var provider : providers.values()) {
      provider
          .notices(known.values())
          .forEach(notice -> late.add(Map.entry(provider.rail(), notice)));
      if (random.nextInt(4) == 0) {
        late.add(Map.entry(provider.rail(), provider.foreign()));
      }
    }
    Collections.shuffle(late, random);
    var now = List.copyOf(late.subList(0, random.nextInt(late.size() + 1)));
    for (var each : now) {
      dying(() -> deliver(each.getKey(), each.getValue()));
      if (!stage.died && random.nextInt(4) > 0) {
        late.remove(each);
      }
    }
    stage.some(late).ifPresent(each -> dying(() -> forge(each.getKey(), each.getValue())));
    dying(notices::attendToDue);
  }

  /// What its provider did not send, or not now, is not taken in.
  private void forge(String rail, MoneyProvider.Notice genuine) {
    var forged = provider(rail).forged(genuine);
    var before = noticesKept();
    var reception = notices.receive(rail, forged.headers(), forged.body());
    assertThat(reception)
        .isInstanceOfAny(Notices.Reception.NotGenuine.class, Notices.Reception.NotNow.class);
    assertThat(noticesKept()).as("notices that are kept").isEqualTo(before);
    happened.merge("forged notice: " + reception.getClass().getSimpleName(), 1, Integer::sum);
  }

  private int noticesKept() {
    return db.fetchCount(DSL.table("payouts.notice"));
  }

  private void deliver(String rail, MoneyProvider.Notice notice) {
    var reception = notices.receive(rail, notice.headers(), notice.body());
    stage.happened.merge("notice: " + reception.getClass().getSimpleName(), 1, Integer::sum);
  }

  /// A payment of some provider goes on, or something goes wrong there.
  void goesOn() {
    var provider = stage.some(providers.values()).orElseThrow();
    if (random.nextInt(3) == 0) {
      provider.trouble();
    }
    for (var i = random.nextInt(3); i >= 0; i--) {
      provider.goOn(known.values());
    }
  }

  /// Stripe's own account of the balance is read, and proves payouts.
  void readBalance() {
    stripe.read();
    takeInPayouts();
  }

  /// PayPal's own report of the balance is read, and proves payouts; every other time twice.
  void readReport() {
    reportIsRead();
    if (random.nextBoolean()) {
      reportIsRead();
    }
  }

  /// Returns whether it was read to its end.
  private boolean reportIsRead() {
    var whole = paypal.read();
    takeInPayouts();
    paypal.takeInLines(known, charged);
    paypal.confirmed(known.values(), whole);
    return whole;
  }

  /// Two persons say what became of a payout that its provider tells nothing of: what they see on
  /// its page. One of them alone cannot.
  void sayWhatBecame() {
    stage
        .some(
            known.entrySet().stream()
                .filter(each -> each.getValue().rail().equals(SimulatedRail.NAME))
                .filter(each -> each.getValue().state() == PayoutState.UNKNOWN)
                .toList())
        .ifPresent(each -> {
          var outcome = ours.page(each.getValue());
          if (outcome != null) {
            dying(() -> say(each.getKey(), outcome));
          }
        });
  }

  private void say(long payoutId, Outcome outcome) {
    var first = Creators.person("who looked");
    outcomes.state(
        payoutId,
        outcome,
        outcome == Outcome.PAID ? "as on its page" : null,
        "Nothing is heard of it.",
        "The page of the provider, simulated.",
        first);
    outcomes
        .of(payoutId)
        .waiting()
        .ifPresent(said -> {
          assertThat(outcomes.confirm(payoutId, said.statementId(), first))
              .isInstanceOf(Payouts.Ending.NotPossible.class);
          var ending =
              outcomes.confirm(payoutId, said.statementId(), Creators.person("who looked too"));
          if (ending instanceof Payouts.Ending.Done) {
            happened.merge("two said " + said.outcome().words(), 1, Integer::sum);
          }
        });
  }

  /// Somebody wants back what nobody claimed.
  void takeBack() {
    dying(() -> somePayout(payouts::takeBack));
  }

  /// What may be cut off; whatever became of payouts moves the auditor's money.
  private void dying(Runnable deed) {
    stage.dying(deed);
    takeInPayouts();
  }

  Collection<Known> known() {
    return known.values();
  }

  /// Everything heals: providers answer, and each payout ends where its provider has the money.
  void settle() {
    providers.values().forEach(MoneyProvider::faultless);
    late.clear();
    approveAll();
    submission.submitDue();
    for (var i = 0; i < 40; i++) {
      clock.advance(Duration.ofHours(25));
      followUp.lookAtDue();
      notices.attendToDue();
      // PayPal's report is read for 93 days back; a job that never runs misses more.
      readReport();
    }
    stripe.settle();
    clock.advance(Duration.ofHours(4));
    while (!reportIsRead()) {
      // whoever died is followed by another
    }
    paypal.settled(known);
    known.forEach((id, payout) -> {
      if (payout.rail().equals(SimulatedRail.NAME) && ours.cameBackAfterItWasSaid(payout)) {
        say(id, Outcome.RETURNED);
      }
    });
    takeInPayouts();
    for (var payout : known.values()) {
      if (payout.key() == null) {
        continue;
      }
      provider(payout).agreesInTheEnd(payout);
      happened.merge("ended %s over %s".formatted(payout.state(), payout.rail()), 1, Integer::sum);
    }
  }
}
