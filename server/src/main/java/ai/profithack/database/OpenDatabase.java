package ai.profithack.database;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The configured database, opened for a command that runs without the application.
public final class OpenDatabase implements AutoCloseable {
  private final DataSource dataSource;
  private final String description;
  private final Runnable close;

  private OpenDatabase(DataSource dataSource, String description, Runnable close) {
    this.dataSource = dataSource;
    this.description = description;
    this.close = close;
  }

  /// Starts or joins the embedded PostgreSQL, or reaches the external one.
  ///
  /// Errors: [DatabaseUnavailable].
  public static OpenDatabase of(Environment environment) {
    var url = environment.getProperty("DATABASE_URL", "");
    if (!url.isBlank()) {
      var external = DatabaseUrl.parse(url).reach();
      return new OpenDatabase(external.dataSource(), external.description(), () -> {});
    }
    var home = Path.of(environment.getProperty("PROFITHACK_HOME", "profithack-data"));
    var embedded = EmbeddedPostgres.startOrJoin(home.toAbsolutePath().normalize());
    var dataSource =
        new DriverManagerDataSource(
            embedded.jdbcUrl("postgres"), embedded.user(), embedded.password());
    return new OpenDatabase(dataSource, "embedded PostgreSQL in " + home, embedded::close);
  }

  public DataSource dataSource() {
    return dataSource;
  }

  /// Which database this is, without credentials.
  public String description() {
    return description;
  }

  @Override
  public void close() {
    close.run();
  }
}
