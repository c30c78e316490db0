package ai.profithack.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.context.ContextConfiguration;

/// A test against the whole server on a database of its own, with nothing running by the clock.
///
/// Server and database are shared by the test classes with the same configuration; a test that
/// needs an untouched database uses `@DirtiesContext` or users, videos and days that no other test
/// uses.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "db-scheduler.enabled=false",
      "spring.session.jdbc.cleanup-cron=-",
      "PROFITHACK_ZONE=UTC",
      // Each process that runs tests has a data folder of its own.
      "PROFITHACK_HOME=target/server-home-${surefire.forkNumber:1}",
      "PROFITHACK_CURRENCY=USD",
      "PROFITHACK_CONTEXT_KEY=a key that only tests have",
      // Several contexts share one PostgreSQL; an idle one must not hold its connections.
      "spring.datasource.hikari.minimum-idle=0",
      "spring.datasource.hikari.idle-timeout=10000"
    })
@Import(ServerTest.CheapPasswords.class)
@ContextConfiguration(initializers = ServerTest.OwnDatabase.class)
public @interface ServerTest {
  /// Hashes at the least cost that bcrypt takes: nearly every test logs somebody in.
  @TestConfiguration(proxyBeanMethods = false)
  class CheapPasswords {
    @Bean
    @Primary
    PasswordEncoder cheapPasswordEncoder() {
      return new DelegatingPasswordEncoder(
          "bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(4)));
    }
  }

  /// Gives each application context its own database.
  final class OwnDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of("DATABASE_URL=" + TestPostgres.migratedDatabase()).applyTo(context);
    }
  }
}
