package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Holds;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.ledger.Verification;
import ai.profithack.monetization.CreatorAccounts;
import ai.profithack.testing.SettableClock;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A payout's state and the place of its money change together or not at all, whoever writes; and
/// where somebody went around the database's rules, `ledger verify` says which payout it is.
@PayoutServer
class PlacedMoneyTests {
  private static final String REFUSED = "its money belongs in ";

  @Autowired private PayoutRuns runs;
  @Autowired private Settlement settlement;
  @Autowired private PayoutRepository payouts;
  @Autowired private Creators creators;
  @Autowired private Ledger ledger;
  @Autowired private Holds holds;
  @Autowired private Verification verification;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;
  @Autowired private PlatformTransactionManager transactions;

  private long creator;
  private Payout payout;

  @BeforeEach
  void aPayoutOfAHundred() {
    creators.nextFriday();
    creator = creators.payable(SimulatedRail.NAME);
    creators.earn(creator, 10_000, "USD");
    var created = (PayoutRuns.Single.Created) runs.payNow(creator, "somebody").getFirst();
    payout = payouts.find(created.payoutId()).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "reserved, cancelled, in-payout",
    "submitting, accepted, in-payout",
    "submitting, failed, in-payout",
    "unknown, accepted, in-payout",
    "unknown, cancelled, in-payout",
    "accepted, failed, clearing",
    "unclaimed, cancelled, clearing",
    "on_hold, returned, clearing",
    "paid, returned, clearing"
  })
  void noStateChangesWithoutItsEntry(String from, String to, String place) {
    bring(from);

    assertThatThrownBy(() -> becomes(to))
        .hasMessageContaining("Payout %d is %s: its money".formatted(payout.payoutId(), to))
        .hasMessageContaining("and the ledger has it in " + place);
    assertThat(state()).isEqualTo(from);
  }

  @ParameterizedTest
  @CsvSource({"submitting, unknown", "accepted, unclaimed", "unclaimed, on_hold", "on_hold, paid"})
  void betweenStatesOfOnePlaceNoMoneyMoves(String from, String to) {
    bring(from);

    new TransactionTemplate(transactions)
        .executeWithoutResult(undone -> {
          undone.setRollbackOnly();
          becomes(to);
          db.execute("set constraints all immediate");
          assertThat(state()).isEqualTo(to);
        });
  }

  @ParameterizedTest
  @CsvSource({"reserved", "submitting", "unknown"})
  void noHoldEndsWithoutItsPayout(String from) {
    bring(from);

    assertThatThrownBy(() -> holds.release(payout.holdId(), clock.instant(), Map.of()))
        .hasMessageContaining(REFUSED + "in-payout, and the ledger has it in available");
    assertThatThrownBy(() -> post(10_000))
        .hasMessageContaining(REFUSED + "in-payout, and the ledger has it in clearing");
    assertThat(creators.inPayout(creator, "USD")).isEqualTo(10_000);
  }

  @Test
  void noPartOfAHoldGoesOn() {
    bring("submitting");

    assertThatThrownBy(() ->
            new TransactionTemplate(transactions)
                .executeWithoutResult(_ -> {
                  post(9_999);
                  becomes("accepted");
                }))
        .hasMessageContaining("the ledger has it somewhere else");
  }

  @ParameterizedTest
  @CsvSource({"reserved", "unknown", "accepted", "paid"})
  void nothingComesBackWithoutItsPayout(String from) {
    bring(from);

    assertThatThrownBy(() -> back(payout.payoutId(), 10_000)).hasMessageContaining(REFUSED);
    assertThat(creators.available(creator, "USD")).isZero();
  }

  @Test
  void whatComesBackIsAllOfIt() {
    bring("paid");

    assertThatThrownBy(() ->
            new TransactionTemplate(transactions)
                .executeWithoutResult(_ -> {
                  back(payout.payoutId(), 9_999);
                  becomes("returned");
                }))
        .hasMessageContaining("the ledger has it given back elsewhere");
  }

  @Test
  void nothingIsSetAsideOrGivenBackForNoPayout() {
    creators.earn(creator, 500, "USD");
    var accounts = new CreatorAccounts(creator, Creators.asset("USD"));

    assertThatThrownBy(() ->
            holds.reserve(
                "payout:999999999",
                accounts.available(),
                accounts.inPayout(),
                500,
                clock.instant(),
                null,
                Map.of()))
        .hasMessageContaining("hold payout:999999999 is of no payout");
    assertThatThrownBy(() -> back(999_999_999, 500))
        .hasMessageContaining("entry payout:999999999:back is of no payout");
  }

  @Test
  void noPayoutBeginsWithoutAHoldOfItsOwn() {
    assertThatThrownBy(() ->
            db.execute(
                """
                with c as (
                  insert into public.creator_payouts (creator_id, amount, payout_method, status)
                  values (%d, 100, 'by-hand', 'pending') returning id
                )
                insert into payouts.payout (payout_id, creator_id, run_id, period, currency, exponent, amount_minor, method_id, rail,
                  hold_id, created_by, created_at, approval_needed, state, state_since)
                select c.id, creator_id, run_id, period + 7, currency, exponent, amount_minor, method_id, rail,
                  -1, created_by, created_at, approval_needed, state, state_since
                from payouts.payout as p, c where p.payout_id = %d
                """
                    .formatted(creator, payout.payoutId())))
        .hasMessageContaining(
            "is reserved: its money belongs in in-payout, and the ledger has it nowhere");
  }

  /// What went around the triggers: `from` as it should be, and what was done to it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          paid      | update payouts.payout set state = 'submitting' where payout_id = %1$d | is submitting: its money belongs in in-payout, and the ledger has it in clearing.
          reserved  | update payouts.payout set state = 'cancelled' where payout_id = %1$d | is cancelled: its money belongs in available, and the ledger has it in in-payout.
          failed    | update payouts.payout set state = 'unknown' where payout_id = %1$d | is unknown: its money belongs in in-payout, and the ledger has it in available.
          returned  | update payouts.payout set state = 'on_hold' where payout_id = %1$d | is on hold: its money belongs in clearing, and the ledger has it in available.
          paid      | update payouts.payout set amount_minor = 9999 where payout_id = %1$d | is paid: its money belongs in clearing, and the ledger has it set aside as something else.
          paid      | update payouts.payout set rail = 'by-hand' where payout_id = %1$d | is paid: its money belongs in clearing, and the ledger has it somewhere else.
          reserved  | update payouts.payout set hold_id = -1 where payout_id = %1$d | is reserved: its money belongs in in-payout, and the ledger has it nowhere.
          paid      | update ledger.hold set state = 'voided', posted_minor = 0 where key = 'payout:%1$d' | is paid: its money belongs in clearing, and the ledger has it in available.
          returned  | update ledger.hold set state = 'voided', posted_minor = 0 where key = 'payout:%1$d' | is returned: its money belongs in available, and the ledger has it given back from where it never was.
          returned  | update ledger.entry set key = 'other' where key = 'payout:%1$d:back' | is returned: its money belongs in available, and the ledger has it in clearing.
          paid      | update payouts.payout set state = 'confirmed' where payout_id = %1$d | is confirmed, and nothing that was read confirms it.
          paid      | update payouts.payout set state = 'on_hold' where payout_id = %1$d | is on_hold, its last step says paid.
          """)
  void verifyNamesAPayoutWhoseStateAndEntriesDisagree(String from, String edit, String finding) {
    bring(from);
    assertThat(aboutIt()).isEmpty();

    new TransactionTemplate(transactions)
        .executeWithoutResult(undone -> {
          undone.setRollbackOnly();
          db.execute("set local session_replication_role = replica");
          assertThat(db.execute(edit.formatted(payout.payoutId()))).isEqualTo(1);
          assertThat(aboutIt()).contains("Payout %d %s".formatted(payout.payoutId(), finding));
        });
  }

  @Test
  void verifyNamesMoneyOfPayoutsThatNoPayoutHas() {
    bring("paid");

    new TransactionTemplate(transactions)
        .executeWithoutResult(undone -> {
          undone.setRollbackOnly();
          var stray = back(999_999_998, 7);
          db.execute("set local session_replication_role = replica");
          db.execute(
              "update payouts.payout set hold_id = -1 where payout_id = " + payout.payoutId());
          assertThat(verification.verify(null).problems())
              .contains(
                  "Hold payout:%d of 10000 in liabilities:creators:%d:in-payout is set aside for no payout."
                      .formatted(payout.payoutId(), creator),
                  "Entry %d moves 7 in liabilities:clearing:%s, and neither a payout nor anything that was read says so."
                      .formatted(stray, SimulatedRail.NAME));
        });
  }

  private List<String> aboutIt() {
    return verification.verify(null).problems().stream()
        .filter(problem -> problem.startsWith("Payout %d ".formatted(payout.payoutId())))
        .toList();
  }

  /// Brings the payout to a state the way it gets there.
  private void bring(String state) {
    if (!state.equals("reserved")) {
      new TransactionTemplate(transactions)
          .executeWithoutResult(_ -> {
            var batch =
                payouts.insertBatch(
                    payout.rail(), "USD", clock.instant(), java.time.LocalDate.of(2030, 1, 1));
            payouts.beginAttempts(batch, List.of(payout.payoutId()), clock.instant(), null);
          });
    }
    switch (state) {
      case "reserved", "submitting" -> {}
      case "unknown" -> report(Report.Status.NO_ANSWER);
      case "returned" -> {
        report(Report.Status.PAID);
        report(Report.Status.RETURNED);
      }
      default -> report(Report.Status.valueOf(state.toUpperCase(java.util.Locale.ROOT)));
    }
    assertThat(state()).isEqualTo(state);
  }

  private void report(Report.Status status) {
    settlement.apply(payout.payoutId(), Report.of(status), "a test");
  }

  private String state() {
    return payouts.find(payout.payoutId()).orElseThrow().state().text();
  }

  private void becomes(String state) {
    db.execute(
        "update payouts.payout set state = '%s', reference = coalesce(reference, 'a test') where payout_id = %d"
            .formatted(state, payout.payoutId()));
  }

  private void post(long minor) {
    holds.post(
        payout.holdId(),
        Settlement.clearing(payout.rail(), Creators.asset("USD")),
        minor,
        clock.instant(),
        Map.of());
  }

  private long back(long payoutId, long minor) {
    var asset = Creators.asset("USD");
    return ledger
        .book(
            new Entry(
                "payout:%d:back".formatted(payoutId),
                "payout_back",
                clock.instant(),
                List.of(
                    new Line(Settlement.clearing(payout.rail(), asset), minor),
                    new Line(new CreatorAccounts(creator, asset).available(), -minor)),
                Map.of()))
        .entryIdOrThrow();
  }
}
