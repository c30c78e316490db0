package ai.profithack.bench;

import ai.profithack.ProfitHack;
import ai.profithack.access.ApiKeys;
import ai.profithack.access.Role;
import ai.profithack.database.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// The product in this process, with nothing running by the clock, on an embedded PostgreSQL in a
/// folder of its own that is deleted at the end.
final class LocalServer implements AutoCloseable {
  private final Path home;
  private final EmbeddedPostgres postgres;
  private final ConfigurableApplicationContext server;

  private LocalServer(Path home, EmbeddedPostgres postgres, ConfigurableApplicationContext server) {
    this.home = home;
    this.postgres = postgres;
    this.server = server;
  }

  /// Starts it; `settings` are arguments of the command line, over those of every benchmark.
  static LocalServer start(String... settings) throws Exception {
    var home = Files.createTempDirectory("profithack-benchmark");
    var postgres = EmbeddedPostgres.startOrJoin(home);
    var server =
        new SpringApplication(ProfitHack.class)
            .run(
                Stream.concat(
                        Stream.of(
                            "--DATABASE_URL=" + databaseUrl(postgres),
                            "--server.port=0",
                            "--db-scheduler.enabled=false",
                            "--logging.level.root=warn"),
                        Stream.of(settings))
                    .toArray(String[]::new));
    return new LocalServer(home, postgres, server);
  }

  /// With credentials.
  String databaseUrl() {
    return databaseUrl(postgres);
  }

  private static String databaseUrl(EmbeddedPostgres postgres) {
    return postgres.jdbcUrl("postgres")
        + "?user="
        + postgres.user()
        + "&password="
        + postgres.password();
  }

  /// Where `path` is answered.
  URI at(String path) {
    return URI.create(
        "http://localhost:%s%s"
            .formatted(server.getEnvironment().getRequiredProperty("local.server.port"), path));
  }

  /// A part of the server.
  <T> T bean(Class<T> type) {
    return server.getBean(type);
  }

  /// A new API key of a role.
  String key(Role role) {
    if (server.getBean(ApiKeys.class).create(role, null, "benchmark")
        instanceof ApiKeys.Created.Token(_, var token)) {
      return token;
    }
    throw new IllegalStateException("no API key");
  }

  @Override
  public void close() throws IOException {
    try (postgres;
        server) {
      // Closed in turn: the server, then its database.
    }
    delete(home);
  }

  /// Deletes a folder with all that is in it.
  static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
