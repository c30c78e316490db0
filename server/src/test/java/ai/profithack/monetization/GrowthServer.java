package ai.profithack.monetization;

import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A server whose clock stands, with a writer of what creators did.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServerTest
@Import(GrowthServer.Settings.class)
public @interface GrowthServer {
  /// When the clock stands at first: half past two in the night of 31 March 2026.
  Instant NIGHT = Instant.parse("2026-03-31T02:30:00Z");

  /// The clock and the writer.
  @TestConfiguration(proxyBeanMethods = false)
  class Settings {
    @Bean
    @Primary
    SettableClock standingClock() {
      return new SettableClock(NIGHT);
    }

    @Bean
    CreatorFacts creatorFacts(JdbcClient db, ai.profithack.ledger.Ledger ledger) {
      return new CreatorFacts(db, ledger);
    }
  }
}
