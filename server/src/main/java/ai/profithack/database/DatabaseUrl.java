package ai.profithack.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where an external PostgreSQL is, from `DATABASE_URL` in either of its usual spellings.
record DatabaseUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {
  /// Reads `postgres://user:password@host:port/database?sslmode=require`, `postgresql://…` or
  /// `jdbc:postgresql://…`.
  ///
  /// Errors: [DatabaseUnavailable] where it is neither; the message never repeats the password.
  static DatabaseUrl parse(String text) {
    if (text.startsWith("jdbc:postgresql:")) {
      return new DatabaseUrl(text, null, null);
    }
    if (!text.startsWith("postgres://") && !text.startsWith("postgresql://")) {
      throw new DatabaseUnavailable(
          "DATABASE_URL must begin with postgres://, postgresql:// or jdbc:postgresql://, for example postgres://user:password@localhost:5432/profithack.");
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new DatabaseUnavailable(
          "DATABASE_URL is not a URL; percent-encode special characters in the user and the password.");
    }
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw new DatabaseUnavailable(
          "DATABASE_URL needs a host and a database, for example postgres://user:password@localhost:5432/profithack.");
    }
    var jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
    if (uri.getPort() != -1) {
      jdbc.append(':').append(uri.getPort());
    }
    jdbc.append(uri.getRawPath());
    if (uri.getRawQuery() != null) {
      jdbc.append('?').append(uri.getRawQuery());
    }
    var credentials = uri.getRawUserInfo();
    if (credentials == null) {
      return new DatabaseUrl(jdbc.toString(), null, null);
    }
    var colon = credentials.indexOf(':');
    var user = colon < 0 ? credentials : credentials.substring(0, colon);
    return new DatabaseUrl(
        jdbc.toString(), decode(user), colon < 0 ? null : decode(credentials.substring(colon + 1)));
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
