package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.stereotype.Repository;

/// Tables of figures, copied out by the database as CSV.
@Repository
class DownloadQueries {
  private final DataSource dataSource;

  DownloadQueries(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// Returns the number of rows. `COPY` takes no parameters: what is put into its text is the
  /// table's own, two days and a number.
  long copy(FigureTable table, DayRange range, @Nullable Long creatorId, OutputStream out)
      throws IOException {
    var sql =
        """
        copy (
          select id, to_char(%2$s, 'YYYY-MM-DD') as %2$s, %3$s,
            to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at
          from public.%1$s
          where %2$s >= timestamp '%5$s' and %2$s < timestamp '%6$s' and not superseded %7$s
          order by %1$s.%2$s, %1$s.%4$s
        ) to stdout with (format csv, header)\
        """
            .formatted(
                table.tableName(),
                table.dayColumn(),
                table.columns(),
                table.order(),
                range.from(),
                range.until(),
                creatorId == null ? "" : "and creator_id = " + creatorId);
    var connection = DataSourceUtils.getConnection(dataSource);
    try {
      return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
    } catch (SQLException failure) {
      throw new SQLExceptionSubclassTranslator().translate("download", sql, failure);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }
}
