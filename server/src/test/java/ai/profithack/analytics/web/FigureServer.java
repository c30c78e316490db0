package ai.profithack.analytics.web;

import ai.profithack.analytics.FigureRows;
import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import java.time.LocalDate;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A server on which it is noon of 31 March 2026, with figures written straight into the tables.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServerTest
@AutoConfigureMockMvc
@Import(FigureServer.Settings.class)
@interface FigureServer {
  LocalDate TODAY = LocalDate.of(2026, 3, 31);
  Instant NOON = Instant.parse("2026-03-31T12:00:00Z");

  /// The clock that stands, and the writer of rows.
  @TestConfiguration(proxyBeanMethods = false)
  class Settings {
    @Bean
    @Primary
    SettableClock standingClock() {
      return new SettableClock(NOON);
    }

    @Bean
    FigureRows figureRows(JdbcClient db) {
      return new FigureRows(db);
    }
  }
}
