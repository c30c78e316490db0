package ai.profithack.database;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Where an external PostgreSQL is, from `DATABASE_URL` in either of its usual spellings. The user
/// and the password are never part of `jdbcUrl`, so that it can be shown.
record DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
  /// How long a server that is just starting is waited for.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String EXAMPLE = "postgres://user:password@localhost:5432/profithack";

  /// What other drivers call the things that this one has under another name.
  private static final Map<String, String> DRIVER_NAMES =
      Map.of(
          "application_name", "ApplicationName",
          "connect_timeout", "connectTimeout",
          "channel_binding", "channelBinding",
          "target_session_attrs", "targetServerType",
          "sslcompression", "");

  /// Server is not there yet, or is starting or stopping.
  private static final Set<String> TRANSIENT = Set.of("08001", "57P03", "57P02", "57P01");

  /// Reads `postgres://user:password@host:port/database?sslmode=require`, `postgresql://…` or
  /// `jdbc:postgresql://…`.
  ///
  /// Errors: [DatabaseUnavailable] where it is neither; the message never repeats the password.
  static DatabaseUrl parse(String text) {
    if (text.startsWith("jdbc:postgresql:")) {
      return jdbc(text);
    }
    if (!text.startsWith("postgres://") && !text.startsWith("postgresql://")) {
      throw new DatabaseUnavailable(
          "DATABASE_URL must begin with postgres://, postgresql:// or jdbc:postgresql://, for example "
              + EXAMPLE
              + ".");
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException malformed) {
      // The cause would repeat the URL, and with it the password.
      throw new DatabaseUnavailable(
          "DATABASE_URL is not a URL; percent-encode special characters in the user and the password.");
    }
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw new DatabaseUnavailable(
          "DATABASE_URL needs a host and a database, for example "
              + EXAMPLE
              + "; several hosts take the spelling jdbc:postgresql://host1,host2/database.");
    }
    var address = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
    if (uri.getPort() != -1) {
      address.append(':').append(uri.getPort());
    }
    address.append(uri.getRawPath());
    var credentials = uri.getRawUserInfo();
    var colon = credentials == null ? -1 : credentials.indexOf(':');
    var user =
        credentials == null
            ? null
            : decode(colon < 0 ? credentials : credentials.substring(0, colon));
    var password =
        credentials == null || colon < 0 ? null : decode(credentials.substring(colon + 1));
    return withQuery(address.toString(), uri.getRawQuery(), user, password);
  }

  private static DatabaseUrl jdbc(String text) {
    var mark = text.indexOf('?');
    return mark < 0
        ? new DatabaseUrl(text, null, null)
        : withQuery(text.substring(0, mark), text.substring(mark + 1), null, null);
  }

  /// Takes the credentials out of the query and gives the rest the driver's names.
  private static DatabaseUrl withQuery(
      String address, @Nullable String query, @Nullable String user, @Nullable String password) {
    var kept = new ArrayList<String>();
    for (var parameter : query == null ? List.<String>of() : List.of(query.split("&"))) {
      var equals = parameter.indexOf('=');
      var name = equals < 0 ? parameter : parameter.substring(0, equals);
      var value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
      switch (name) {
        case "user" -> user = value;
        case "password" -> password = value;
        default -> {
          var driverName = DRIVER_NAMES.getOrDefault(name, name);
          if (!driverName.isEmpty()) {
            kept.add(driverName + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
          }
        }
      }
    }
    return new DatabaseUrl(
        kept.isEmpty() ? address : address + "?" + String.join("&", kept), user, password);
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  DataSource dataSource() {
    var dataSource = new DriverManagerDataSource(jdbcUrl);
    var properties = new Properties();
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    dataSource.setConnectionProperties(properties);
    if (user != null) {
      dataSource.setUsername(user);
    }
    if (password != null) {
      dataSource.setPassword(password);
    }
    return dataSource;
  }

  /// Which server and database, without credentials and options.
  String description() {
    var mark = jdbcUrl.indexOf('?');
    return "external PostgreSQL at "
        + (mark < 0 ? jdbcUrl : jdbcUrl.substring(0, mark)).replaceFirst("^jdbc:postgresql:/*", "");
  }

  /// Makes sure that the server answers; one that is just starting is waited for.
  ///
  /// Errors: [DatabaseUnavailable] with what it says.
  DatabaseUrl reach() {
    var deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try (var connection = dataSource().getConnection()) {
        if (connection.isValid(10)) {
          return this;
        }
      } catch (SQLException failure) {
        if (!TRANSIENT.contains(failure.getSQLState()) || Instant.now().isAfter(deadline)) {
          throw refusal(failure);
        }
      }
      try {
        Thread.sleep(250);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new DatabaseUnavailable("Interrupted while waiting for the database.", interrupted);
      }
    }
  }

  private DatabaseUnavailable refusal(SQLException failure) {
    var where = description();
    var sentence =
        switch (String.valueOf(failure.getSQLState())) {
          case "28P01", "28000" ->
              "The %s refuses the user or the password of DATABASE_URL: %s."
                  .formatted(where, failure.getMessage());
          case "3D000" ->
              "The %s does not have this database: create it, or correct DATABASE_URL."
                  .formatted(where);
          case "53300" ->
              "The %s has no connection left: raise its max_connections.".formatted(where);
          case "08001", "08004", "08006" ->
              "The %s cannot be reached: is it running, and does DATABASE_URL name the right host and port?"
                  .formatted(where);
          default -> "The %s refuses: %s".formatted(where, failure.getMessage());
        };
    return new DatabaseUnavailable(sentence, failure);
  }
}
