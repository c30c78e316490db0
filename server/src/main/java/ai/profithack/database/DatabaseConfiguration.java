package ai.profithack.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// An external PostgreSQL where `DATABASE_URL` says so, else one of our own in the data folder.
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
  @Bean(destroyMethod = "close")
  @Conditional(NoDatabaseUrl.class)
  EmbeddedPostgres embeddedPostgres(@Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    return EmbeddedPostgres.startOrJoin(home.toAbsolutePath().normalize());
  }

  @Bean
  @Conditional(NoDatabaseUrl.class)
  JdbcConnectionDetails embeddedConnection(EmbeddedPostgres postgres) {
    return new Details(
        new DatabaseUrl(postgres.jdbcUrl("postgres"), postgres.user(), postgres.password()));
  }

  @Bean
  @ConditionalOnProperty("DATABASE_URL")
  JdbcConnectionDetails externalConnection(@Value("${DATABASE_URL}") String url) {
    return new Details(DatabaseUrl.parse(url).reach());
  }

  @Bean(initMethod = "start", destroyMethod = "stop")
  @ConditionalOnProperty("profithack.serving")
  DatabaseWatch databaseWatch(JdbcConnectionDetails details) {
    return new DatabaseWatch(
        new DatabaseUrl(details.getJdbcUrl(), details.getUsername(), details.getPassword())
            .dataSource());
  }

  /// What `db push` does, at every start.
  @Bean
  FlywayMigrationStrategy push() {
    return flyway -> new Push(flyway.getConfiguration().getDataSource()).run();
  }

  private record Details(DatabaseUrl url) implements JdbcConnectionDetails {
    @Override
    public String getJdbcUrl() {
      return url.jdbcUrl();
    }

    @Override
    public @Nullable String getUsername() {
      return url.user();
    }

    @Override
    public @Nullable String getPassword() {
      return url.password();
    }
  }

  static final class NoDatabaseUrl implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !context.getEnvironment().containsProperty("DATABASE_URL");
    }
  }
}
