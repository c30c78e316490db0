package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/// What is known of a creator, changed by several at the same moment.
@PayoutServer
class PayeesTests {
  @Autowired private Payees payees;
  @Autowired private StripeAccountRepository stripe;
  @Autowired private Creators creators;
  @Autowired private TransactionTemplate transactions;

  @Test
  void aProvidersPauseOfTheSameMomentIsNotLost() throws Exception {
    var account = "acct_SameMoment1";
    var id = creators.payable(StripeRail.NAME, "A B", account);
    var reading = new CountDownLatch(1);
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var people =
          pool.submit(() ->
              payees.change(
                  id,
                  payee -> {
                    reading.countDown();
                    quietly(200);
                    return payee.pausedBySelf("holidays");
                  }));
      assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
      var provider =
          pool.submit(() ->
              transactions.executeWithoutResult(_ -> stripe.pause(account, "Stripe: no papers")));
      people.get(20, TimeUnit.SECONDS);
      provider.get(20, TimeUnit.SECONDS);
    }

    var payee = payees.find(id);
    assertThat(payee.pausedBySelf()).isEqualTo("holidays");
    assertThat(payee.pausedByProvider()).isEqualTo("Stripe: no papers");
  }

  @Test
  void ofManyChangesAtOnceEachIsKept() throws Exception {
    var id = creators.stranger();
    var calls = new ArrayList<Callable<Object>>();
    for (var i = 0; i < 16; i++) {
      calls.add(() -> {
        payees.change(
            id,
            payee ->
                payee.pausedBySelf(Objects.requireNonNullElse(payee.pausedBySelf(), "") + "x"));
        return true;
      });
    }
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each : pool.invokeAll(calls)) {
        each.get();
      }
    }

    assertThat(payees.find(id).pausedBySelf()).isEqualTo("x".repeat(16));
  }

  private static void quietly(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
