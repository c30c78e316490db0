package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/// Payouts, from what is due to where the provider has them.
final class MoneyOut {
  private final MoneyStage stage;
  private final Random random;
  private final Reckoning reckoning;
  private final Map<String, Integer> happened;
  private final SettableClock clock;
  private final DSLContext db;
  private final List<Long> creators;
  private final Set<String> touched;
  private final PayoutRuns runs;
  private final Payouts payouts;
  private final Submission submission;
  private final FollowUp followUp;
  private final SimulatedRail rail;
  private final Map<Long, Known> known = new TreeMap<>();
  private final long lastPayoutBefore;

  /// What the simulation knows of a payout: where its money was when it last looked.
  record Known(
      long creator, String currency, long minor, PayoutState state, @Nullable String key) {}

  MoneyOut(MoneyStage stage, ListableBeanFactory server) {
    this.stage = stage;
    this.random = stage.random;
    this.reckoning = stage.reckoning;
    this.happened = stage.happened;
    this.clock = stage.clock;
    this.db = stage.db;
    this.creators = stage.creators;
    this.touched = stage.touched;
    this.runs = server.getBean(PayoutRuns.class);
    this.payouts = server.getBean(Payouts.class);
    this.submission = server.getBean(Submission.class);
    this.followUp = server.getBean(FollowUp.class);
    this.rail = server.getBean(SimulatedRail.class);
    this.lastPayoutBefore =
        db.resultQuery("select coalesce(max(payout_id), 0) from payouts.payout")
            .fetchSingle(0, Long.class);
  }

  void payOne() {
    var creator = stage.someCreator();
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
                    && run.kind().equals("weekly"));
    var payable = new HashMap<String, Long>();
    creators.forEach(creator -> payable.putAll(payable(creator, friday)));
    dying(() -> runs.run(friday, "the schedule"));
    arePaid(payable, before, false);
    if (finished) {
      assertThat(known.keySet()).as("a Friday that was run").isEqualTo(before);
    }
  }

  /// What one creator would be paid now for that period: everything from the minimum on, where
  /// nothing is owed and the period has no payout yet.
  private Map<String, Long> payable(long creator, LocalDate period) {
    var periods =
        db.resultQuery(
                "select currency from payouts.payout where creator_id = ? and period = ?::date and state not in ('failed', 'cancelled', 'returned')",
                creator,
                period.toString())
            .fetchSet(0, String.class);
    var payable = new HashMap<String, Long>();
    for (var code : MoneyStage.CURRENCIES) {
      var available = -reckoning.of(Reckoning.place(code, creator, "available"));
      var minimum =
          BigDecimal.valueOf(50)
              .movePointRight(Currency.getInstance(code).getDefaultFractionDigits())
              .longValueExact();
      if (available >= minimum
          && reckoning.of(Reckoning.place(code, creator, "debt")) == 0
          && !periods.contains(code)) {
        payable.put(code + " " + creator, available);
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
      assertThat(paid).isEqualTo(payable);
    } else {
      assertThat(payable).containsAllEntriesOf(paid);
    }
  }

  void cancelOrApprove() {
    if (random.nextBoolean()) {
      for (var payout : payouts.waitingForApproval()) {
        payouts.approve(payout.payoutId(), Creators.person("a second person"));
      }
    } else {
      dying(() -> somePayout(payoutId -> payouts.cancel(payoutId, "simulated")));
    }
  }

  void somePayout(LongConsumer deed) {
    stage.some(List.copyOf(known.keySet())).ifPresent(deed::accept);
  }

  /// What the rows of payouts say moves the auditor's money: from available to in payout, to
  /// clearing, and back.
  void takeInPayouts() {
    var clearing = new HashSet<String>();
    for (var row :
        db.fetch(
            "select payout_id, creator_id, currency, amount_minor, state, attempt_key from payouts.payout where payout_id > ?",
            lastPayoutBefore)) {
      var id = row.get("payout_id", Long.class);
      var now =
          new Known(
              row.get("creator_id", Long.class),
              row.get("currency", String.class),
              row.get("amount_minor", Long.class),
              PayoutState.of(row.get("state", String.class)),
              row.get("attempt_key", String.class));
      var before = known.put(id, now);
      clearing.add(now.currency() + " liabilities:clearing:" + SimulatedRail.NAME);
      var from = before == null ? place(now, PayoutState.CANCELLED) : place(now, before.state());
      var to = place(now, now.state());
      if (!from.equals(to)) {
        reckoning.move(from, now.minor());
        reckoning.move(to, -now.minor());
      }
    }
    touched.addAll(clearing);
    for (var creator : creators) {
      for (var code : MoneyStage.CURRENCIES) {
        touched.add(Reckoning.place(code, creator, "available"));
        touched.add(Reckoning.place(code, creator, "in-payout"));
      }
    }
    providerAgrees();
  }

  private static String place(Known payout, PayoutState state) {
    if (state.over()) {
      return Reckoning.place(payout.currency(), payout.creator(), "available");
    }
    return state.held()
        ? Reckoning.place(payout.currency(), payout.creator(), "in-payout")
        : payout.currency() + " liabilities:clearing:" + SimulatedRail.NAME;
  }

  /// The provider's own book is the judge: nobody is paid twice, and nobody is paid whose money
  /// came back.
  private void providerAgrees() {
    assertThat(rail.doublePayments()).as("payments made twice").isZero();
    for (var payout : known.values()) {
      var key = payout.key();
      var there = key == null ? null : rail.payments().get(key);
      if (payout.state() == PayoutState.FAILED || payout.state() == PayoutState.CANCELLED) {
        assertThat(there == null || !there.live()).as("%s was paid", payout).isTrue();
      }
      if (there != null) {
        assertThat(there.minor).as("amount at the provider").isEqualTo(payout.minor());
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

  void submit() {
    dying(submission::submitDue);
  }

  void lookAtDue() {
    dying(followUp::lookAtDue);
  }

  /// Somebody says that something happened to one of them.
  void notice() {
    dying(() -> somePayout(followUp::look));
  }

  /// What may be cut off; whatever became of payouts moves the auditor's money.
  private void dying(Runnable deed) {
    stage.dying(deed);
    takeInPayouts();
  }

  Collection<Known> known() {
    return known.values();
  }

  /// Everything heals: the provider answers, and each payout ends where the provider's payment is.
  void settle() {
    rail.faultless();
    payouts
        .waitingForApproval()
        .forEach(payout -> payouts.approve(payout.payoutId(), Creators.person("a second person")));
    submission.submitDue();
    for (var i = 0; i < 40; i++) {
      clock.advance(Duration.ofHours(25));
      followUp.lookAtDue();
    }
    takeInPayouts();
    for (var payout : known.values()) {
      var key = payout.key();
      if (key == null) {
        continue;
      }
      var there = rail.payments().get(key);
      if (there == null) {
        assertThat(payout.state()).as("never reached the provider").isEqualTo(PayoutState.UNKNOWN);
      } else if (there.live()) {
        assertThat(payout.state())
            .as("%s, at the provider %s", payout, there.status)
            .isIn(
                PayoutState.of(there.status.name().toLowerCase(Locale.ROOT)),
                PayoutState.CONFIRMED);
      } else {
        assertThat(payout.state().over()).as("%s is not live there", payout).isTrue();
      }
      happened.merge("ended " + payout.state(), 1, Integer::sum);
    }
  }

  /// Nobody of this world is paid any more.
  void end() {
    var ids = (Object) creators.toArray(Long[]::new);
    db.query(
            "update payouts.payee set paused_by_platform = 'over' where creator_id = any (?::bigint[])",
            ids)
        .execute();
    db.query("update public.users set is_creator = false where id = any (?::bigint[])", ids)
        .execute();
  }
}
