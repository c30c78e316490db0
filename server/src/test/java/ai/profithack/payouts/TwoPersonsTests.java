package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.payouts.Payees.Verifying;
import ai.profithack.payouts.Payouts.Ending;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/// Money needs two persons: no one person, under whatever name, sends it alone.
@PayoutServer
class TwoPersonsTests {
  private static final Actor KEY = new Actor("key:7", Role.FINANCE, null, null, false);

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Payees payees;
  @Autowired private PayeeRepository repository;
  @Autowired private JobRunner jobs;
  @Autowired private Creators creators;
  @Autowired private DSLContext db;

  @Test
  void aKeyIsNoSecondPerson() {
    var payoutId = large("starter");

    assertThat(payouts.approve(payoutId, KEY)).isInstanceOf(Ending.NotPossible.class);
    assertThat(payouts.approve(payoutId, Creators.person("starter")))
        .isInstanceOf(Ending.NotPossible.class);
    assertThat(payouts.approve(payoutId, Creators.person("somebody else")))
        .isInstanceOf(Ending.Done.class);
  }

  @Test
  void aKeyStartsNoPayouts() {
    creators.nextFriday();
    var key = Accounts.key(server, Role.FINANCE, null);
    var client = new Client(port);
    var before = db.fetchValue("select count(*) from payouts.run");

    assertThat(client.send("POST", "/payouts/runs", "", "Authorization", key).statusCode())
        .isEqualTo(400);
    assertThat(
            client
                .send(
                    "POST",
                    "/creators/" + creators.stranger() + "/payouts/pay",
                    "",
                    "Authorization",
                    key)
                .statusCode())
        .isEqualTo(400);
    assertThat(jobs.run("payouts", null, "key:7")).isInstanceOf(JobEnding.Failed.class);
    assertThat(db.fetchValue("select count(*) from payouts.run")).isEqualTo(before);
  }

  @Test
  void whoeverStartsTheJobStartedTheRun() {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 200_000, "USD");

    assertThat(jobs.run("payouts", null, "an admin")).isInstanceOf(JobEnding.Succeeded.class);

    var payoutId = payoutOf(id);
    assertThat(payouts.find(payoutId).orElseThrow().createdBy()).isEqualTo("an admin");
    assertThat(payouts.approve(payoutId, Creators.person("an admin")))
        .isInstanceOf(Ending.NotPossible.class);
    payouts.cancel(payoutId, "a test");
  }

  @Test
  void whoeverNamesADestinationDoesNotVerifyIt() {
    var id = creators.stranger();
    payees.nameDestination(id, "by-hand", "A B", "Main Street 1", null);
    var method = payees.method(id).orElseThrow();
    assertThat(method.changedBy()).isEqualTo("system");

    assertThat(payees.verifyDestination(id, method.methodId(), Creators.person("system")))
        .isInstanceOf(Verifying.NotPossible.class);
    assertThat(payees.verifyDestination(id, method.methodId(), KEY))
        .isInstanceOf(Verifying.NotPossible.class);
    assertThat(payees.verifyDestination(id + 1, method.methodId(), Creators.person("another")))
        .isInstanceOf(Verifying.NotPossible.class);
    assertThatThrownBy(() ->
            db.execute(
                "update payouts.method set verified_at = now(), verified_by = changed_by where method_id = "
                    + method.methodId()))
        .hasMessageContaining("verified_by_a_second_person");
    assertThat(payees.verifyDestination(id, method.methodId(), Creators.person("another")))
        .isInstanceOf(Verifying.Verified.class);
  }

  @Test
  void whoeverNamedOrVerifiedTheDestinationDoesNotApprove() {
    var payoutId = large("the schedule");
    var method = payouts.find(payoutId).orElseThrow().methodId();

    for (var name : new String[] {"test", "another test"}) {
      assertThat(payouts.approve(payoutId, Creators.person(name)))
          .as(name)
          .isInstanceOf(Ending.NotPossible.class);
      assertThatThrownBy(() ->
              db.execute(
                  "update payouts.payout set approved_by = '%s', approved_at = now() where payout_id = %d"
                      .formatted(name, payoutId)))
          .hasMessageContaining("named or verified its destination");
    }
    assertThat(repository.method(method).orElseThrow().verifiedBy()).isEqualTo("another test");
    assertThat(payouts.approve(payoutId, Creators.person("a third")))
        .isInstanceOf(Ending.Done.class);
  }

  private long large(String startedBy) {
    creators.nextFriday();
    var id = creators.payable("by-hand");
    creators.earn(id, 200_000, "USD");
    runs.payNow(id, startedBy);
    return payoutOf(id);
  }

  private long payoutOf(long creatorId) {
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creatorId)
        .get(0, Long.class);
  }
}
