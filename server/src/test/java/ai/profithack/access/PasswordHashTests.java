package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.security.crypto.password.PasswordEncoder;

/// Passwords as a real server keeps them; those of tests are hashed at a lower cost.
class PasswordHashTests {
  @Test
  void aHashNamesItsMethodAndCostsAsMuchAsAServerAsksFor() {
    try (var server = new AnnotationConfigApplicationContext(AccessConfiguration.class)) {
      var encoder = server.getBean(PasswordEncoder.class);
      var hash = encoder.encode("vier braune stühle");
      assertThat(hash).startsWith("{bcrypt}$2a$11$");
      assertThat(encoder.matches("vier braune stühle", hash)).isTrue();
      assertThat(encoder.matches("vier braune stühlen", hash)).isFalse();
    }
  }
}
