package ai.profithack.analytics;

import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Whole tables of figures as CSV (RFC 4180), streamed: no row is held in memory, none is left out.
///
/// Lines that begin with `#` frame the rows: the table, its days, zone, currency and the moment it
/// was read come first; the number of rows comes last, so that a file that was cut off shows.
@Component
public class FigureDownloads {
  /// Each download holds a database connection for as long as the reader takes.
  private static final int AT_A_TIME = 4;

  private final DownloadQueries queries;
  private final ReportingFrame frame;
  private final Clock clock;
  private final Semaphore places = new Semaphore(AT_A_TIME);

  FigureDownloads(DownloadQueries queries, ReportingFrame frame, Clock clock) {
    this.queries = queries;
    this.frame = frame;
    this.clock = clock;
  }

  /// Writes the rows of a range, oldest day first; only one creator's where `creatorId` is given.
  /// False, with nothing written, where too many downloads are running already.
  public boolean write(
      FigureTable table, DayRange range, @Nullable Long creatorId, OutputStream out)
      throws IOException {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      line(out, "# ProfitHack, table " + table.tableName());
      line(
          out,
          "# days %s to %s of the zone %s, both included; money in %s"
              .formatted(range.from(), range.last(), frame.zone(), frame.currency()));
      line(out, "# as of " + clock.instant().truncatedTo(ChronoUnit.SECONDS));
      var rows = queries.copy(table, range, creatorId, out);
      line(out, "# rows " + rows);
      out.flush();
      return true;
    } finally {
      places.release();
    }
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
