package ai.profithack.events;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Rows on their way into a table in PostgreSQL's binary COPY format, which neither side has to
/// print or parse.
///
/// Source: PostgreSQL 18 documentation, COPY, "Binary Format". Closed without [#finish] it takes
/// everything back.
final class BinaryCopy implements AutoCloseable {
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int CHUNK_BYTES = 64 << 10;

  /// PostgreSQL counts from here, in microseconds and in days.
  private static final long EPOCH_SECONDS = 946_684_800L;

  private static final int EPOCH_DAYS = 10_957;

  private final CopyIn copy;
  private byte[] buffer = new byte[CHUNK_BYTES + 8192];
  private int length;

  private BinaryCopy(CopyIn copy) {
    this.copy = copy;
    System.arraycopy(HEADER, 0, buffer, 0, HEADER.length);
    length = HEADER.length;
  }

  /// `target` is a table and its columns: `events.identity (id_hash)`.
  static BinaryCopy into(Connection connection, String target) throws SQLException {
    return new BinaryCopy(
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + target + " from stdin (format binary)"));
  }

  void row(int columns) throws SQLException {
    if (length >= CHUNK_BYTES) {
      flush();
    }
    ensure(2);
    put2(columns);
  }

  void int2(short value) {
    ensure(6);
    put4(2);
    put2(value);
  }

  void int4(@Nullable Integer value) {
    ensure(8);
    if (value == null) {
      put4(-1);
    } else {
      put4(4);
      put4(value);
    }
  }

  void int8(@Nullable Long value) {
    if (value == null) {
      ensure(4);
      put4(-1);
    } else {
      int8(value.longValue());
    }
  }

  void int8(long value) {
    ensure(12);
    put4(8);
    put8(value);
  }

  void date(LocalDate value) {
    ensure(8);
    put4(4);
    put4((int) value.toEpochDay() - EPOCH_DAYS);
  }

  void timestamptz(@Nullable Instant value) {
    if (value == null) {
      int8((Long) null);
      return;
    }
    int8((value.getEpochSecond() - EPOCH_SECONDS) * 1_000_000L + value.getNano() / 1_000);
  }

  void uuid(long high, long low) {
    ensure(20);
    put4(16);
    put8(high);
    put8(low);
  }

  void uuid(@Nullable UUID value) {
    if (value == null) {
      ensure(4);
      put4(-1);
    } else {
      uuid(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }
  }

  void text(@Nullable String value) {
    if (value == null) {
      ensure(4);
      put4(-1);
      return;
    }
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    ensure(4 + bytes.length);
    put4(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  /// Ends the copy; returns the number of rows that PostgreSQL took.
  long finish() throws SQLException {
    ensure(2);
    put2(-1);
    flush();
    return copy.endCopy();
  }

  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer, 0, length);
    length = 0;
  }

  private void ensure(int bytes) {
    if (length + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes));
    }
  }

  private void put2(int value) {
    buffer[length++] = (byte) (value >>> 8);
    buffer[length++] = (byte) value;
  }

  private void put4(int value) {
    put2(value >>> 16);
    put2(value);
  }

  private void put8(long value) {
    put4((int) (value >>> 32));
    put4((int) value);
  }
}
