package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A creator about whose released earnings a case is open is not paid until it is decided.
@PayoutServer
class UnderReviewTests {
  @Autowired private Creators creators;
  @Autowired private PayoutRuns runs;
  @Autowired private DSLContext db;

  @Test
  void payoutsWaitForTheDecisionAndSayWhy() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 9_000, "USD");
    var below = creators.payable("by-hand");
    creators.earn(below, 10, "USD");
    assertThat(runs.reasons(id)).isEmpty();
    open(id);
    open(below);

    assertThat(runs.reasons(id))
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.reason()).isEqualTo(SkipReason.UNDER_REVIEW));
    // What keeps it back anyway is said first.
    assertThat(runs.reasons(below))
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.reason()).isEqualTo(SkipReason.BELOW_MINIMUM));
    assertThat(runs.payNow(id, "test"))
        .singleElement()
        .isInstanceOf(PayoutRuns.Single.NotPaid.class);

    db.execute(
        """
        update risk.case_file set state = 'released', decided_by = 'test', decided_at = now(), reason = 'decided by a test'
        where creator_id in (%d, %d)
        """
            .formatted(id, below));
    assertThat(runs.reasons(id)).isEmpty();
  }

  private void open(long creator) {
    db.execute(
        """
        with rules as (
          insert into risk.rules (limits, since) values ('{"creator": %1$d}', now()) returning version
        ), gift as (
          insert into risk.gift (event_key, event_id, occurred_at, creator_id, amount_minor)
          values (gen_random_uuid(), 'review-%1$d', now(), %1$d, 100) returning event_key
        ), file as (
          insert into risk.case_file (creator_id, opened_at) values (%1$d, now()) returning case_id
        ), signal as (
          insert into risk.signal (case_id, rule, rules_version, scope, raised_at, figures)
          select case_id, 'self-gift', version, 'one account', now(), '{}' from file, rules returning signal_id
        )
        insert into risk.signal_gift (signal_id, event_key, rule, released)
        select signal_id, event_key, 'self-gift', true from signal, gift
        """
            .formatted(creator));
  }
}
