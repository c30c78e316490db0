package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.ServerTest;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

/// However fast and from wherever passwords are guessed, few are looked at.
@ServerTest
@DirtiesContext
class AttemptLimitTests {
  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private Logins logins;

  @Test
  void looksAtFiveWrongPasswordsOfALoginFromOneAddress() throws Exception {
    var login = Accounts.person(server, Role.FINANCE, null);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var attempts = new ArrayList<Callable<Logins.Outcome>>();
      for (int i = 0; i < 24; i++) {
        var guess = "guess number " + i;
        attempts.add(() -> logins.attempt(login, guess, "192.0.2.1"));
      }
      var refused = 0;
      for (var attempt : threads.invokeAll(attempts)) {
        if (attempt.get() instanceof Logins.Outcome.Refused) {
          refused++;
        }
      }
      assertThat(refused).isEqualTo(LoginFailureRepository.PER_LOGIN_AND_ADDRESS);
    }
    assertThat(logins.attempt(login, Accounts.PASSWORD, "192.0.2.1"))
        .isInstanceOf(Logins.Outcome.Limited.class);
    assertThat(logins.attempt(login, Accounts.PASSWORD, "192.0.2.2"))
        .as("the person elsewhere is not locked out by it")
        .isInstanceOf(Logins.Outcome.Accepted.class);
  }

  @Test
  void looksAtThirtyLoginsFromOneAddress() {
    for (int i = 0; i < LoginFailureRepository.PER_ADDRESS; i++) {
      assertThat(logins.attempt("guess-" + i, "x", "192.0.2.77"))
          .isInstanceOf(Logins.Outcome.Refused.class);
    }
    assertThat(logins.attempt("guess-last", "x", "192.0.2.77"))
        .isInstanceOf(Logins.Outcome.Limited.class);
  }

  @Test
  void saysHowLongToWait() {
    var login = Accounts.person(server, Role.FINANCE, null);
    var client = new Client(port);
    for (int i = 0; i < LoginFailureRepository.PER_LOGIN_AND_ADDRESS; i++) {
      assertThat(client.logIn(login, "wrong " + i).statusCode()).isEqualTo(401);
    }
    var limited = client.logIn(login, Accounts.PASSWORD);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 901L);
    assertThat(limited.body()).contains("Too many attempts. Wait 15 minutes");
  }
}
