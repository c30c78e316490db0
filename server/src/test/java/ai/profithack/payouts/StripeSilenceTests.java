package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.Money;
import ai.profithack.payouts.StripeApi.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Stripe that takes a call and never says anything.
class StripeSilenceTests {
  @Test
  @Timeout(20)
  void whoIsSilentForTooLongHasNotAnswered() throws Exception {
    List<Socket> open = new CopyOnWriteArrayList<>();
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                open.add(silent.accept());
              }
            } catch (IOException closed) {
              // The test is over.
            }
          });
      var api =
          new StripeApi(
              new StripeSettings(
                  "sk_test_silence", "", "http://127.0.0.1:" + silent.getLocalPort()),
              Duration.ofMillis(400));
      var order =
          new Order(
              "PH0123456789abcdef0123456789abcdef",
              1,
              1,
              new Money(10_000, Currency.getInstance("USD")),
              "A B",
              "acct_1Silence",
              null);

      var begun = System.nanoTime();
      var answer = api.transfer(order, "key", true);
      var took = Duration.ofNanos(System.nanoTime() - begun);

      assertThat(answer).isInstanceOf(Answer.Silence.class);
      assertThat(took).isBetween(Duration.ofMillis(350), Duration.ofSeconds(10));
      assertThat(open).as("it was called once, and not again").hasSize(1);
    }
    for (var each : open) {
      each.close();
    }
  }
}
