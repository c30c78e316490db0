package ai.profithack.analytics;

import ai.profithack.ProfitHack;
import ai.profithack.testing.SettableClock;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A whole server on a database and in a zone of the test's choice, with a clock that stands and
/// nothing running by the clock.
final class LiveServer implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private LiveServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static LiveServer start(String databaseUrl, String zone, Instant now) {
    var application = new SpringApplication(ProfitHack.class);
    application.addInitializers(context -> {
      context
          .getBeanFactory()
          .registerSingleton("withoutConfigurationsOfOtherTests", new WithoutOtherTests());
      ((GenericApplicationContext) context)
          .registerBean("standingClock", SettableClock.class, () -> new SettableClock(now));
    });
    return new LiveServer(
        application.run(
            "--DATABASE_URL=" + databaseUrl,
            "--server.port=0",
            "--db-scheduler.enabled=false",
            "--PROFITHACK_ZONE=" + zone,
            "--PROFITHACK_CURRENCY=USD"));
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  JdbcClient sql() {
    return bean(JdbcClient.class);
  }

  int port() {
    return Integer.parseInt(
        Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
  }

  void now(Instant instant) {
    ((SettableClock) bean(Clock.class)).set(instant);
  }

  @Override
  public void close() {
    context.close();
  }

  private static final class WithoutOtherTests extends TypeExcludeFilter {
    @Override
    public boolean match(MetadataReader type, MetadataReaderFactory types) {
      return type.getAnnotationMetadata().isAnnotated(TestConfiguration.class.getName());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof WithoutOtherTests;
    }

    @Override
    public int hashCode() {
      return WithoutOtherTests.class.hashCode();
    }
  }
}
