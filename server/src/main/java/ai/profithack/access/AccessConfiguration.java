package ai.profithack.access;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.session.jdbc.PostgreSqlJdbcIndexedSessionRepositoryCustomizer;

/// How passwords are hashed, and how sessions are kept. A hash names its method, so that it can be
/// replaced one day.
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
  @Bean
  PasswordEncoder passwordEncoder() {
    return new DelegatingPasswordEncoder("bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(11)));
  }

  /// Two requests of one session at once (a double click) may both add its first message for the
  /// next page: the later one wins, where plain inserts would end in an error after the deed.
  @Bean
  PostgreSqlJdbcIndexedSessionRepositoryCustomizer sessionsThatRace() {
    return new PostgreSqlJdbcIndexedSessionRepositoryCustomizer();
  }
}
