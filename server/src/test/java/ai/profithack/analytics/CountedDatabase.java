package ai.profithack.analytics;

import ai.profithack.testing.TestPostgres;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/// A database that counts the statements sent to it and the rows that came back to Java.
final class CountedDatabase extends HikariDataSource {
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();

  CountedDatabase() {
    setJdbcUrl(TestPostgres.migratedDatabase());
    setMaximumPoolSize(4);
    setMinimumIdle(0);
  }

  long statements() {
    return statements.get();
  }

  long rows() {
    return rows.get();
  }

  void forget() {
    statements.set(0);
    rows.set(0);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return counted(Connection.class, super.getConnection());
  }

  private <T> T counted(Class<T> type, T real) {
    var proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              try {
                var answer = method.invoke(real, arguments);
                if (real instanceof Statement && method.getName().startsWith("execute")) {
                  statements.incrementAndGet();
                }
                if (real instanceof ResultSet
                    && method.getName().equals("next")
                    && Boolean.TRUE.equals(answer)) {
                  rows.incrementAndGet();
                }
                return switch (answer) {
                  case PreparedStatement prepared -> counted(PreparedStatement.class, prepared);
                  case Statement statement -> counted(Statement.class, statement);
                  case ResultSet result -> counted(ResultSet.class, result);
                  case null -> null;
                  default -> answer;
                };
              } catch (InvocationTargetException failure) {
                throw failure.getTargetException();
              }
            });
    return type.cast(proxy);
  }
}
