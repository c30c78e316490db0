package ai.profithack.imports;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The records of a file, one after the other; never more than one of them in memory.
abstract class RecordSource implements Closeable {
  /// Longer records are taken for a quote that was never closed, or for a file of another kind.
  static final int RECORD_LIMIT = 1 << 20;

  private final Bytes bytes;
  protected long number;

  RecordSource(Bytes bytes) {
    this.bytes = bytes;
  }

  /// Opens a file whose format is of one kind.
  ///
  /// Errors: [UnreadableFile] where it is not in that format at all.
  static RecordSource open(SourceFile file, Format format) {
    try {
      var bytes = new Bytes(Files.newInputStream(file.path()));
      try {
        return switch (format.kinds().getFirst()) {
          case CSV -> new CsvSource(bytes, format);
          case WHITESPACE -> new WhitespaceSource(bytes, format);
          case JSON_LINES -> new JsonLinesSource(bytes);
          case JSON -> new JsonDocumentSource(bytes, format);
        };
      } catch (IOException | RuntimeException failure) {
        bytes.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new UnreadableFile(file.path() + " cannot be read: " + failure.getMessage(), failure);
    }
  }

  /// The names of the columns, or empty where each record has its own.
  abstract List<String> header();

  /// The next record; null after the last.
  ///
  /// Errors: [UnreadableFile] where nothing after this place can be read.
  abstract @Nullable SourceRecord next() throws IOException;

  /// How far the file was read.
  long bytesRead() {
    return bytes.count.get();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  static String shortened(String text) {
    var readable = text.replace('\0', '\uFFFD').replace(Utf8Reader.BROKEN, '\uFFFD');
    return readable.length() > 2_000
        ? readable.substring(0, Character.isHighSurrogate(readable.charAt(1_999)) ? 1_999 : 2_000)
        : readable;
  }

  /// What no text may hold.
  static @Nullable String problemOf(String text) {
    if (text.indexOf('\0') >= 0) {
      return "it holds a NUL character";
    }
    return text.indexOf(Utf8Reader.BROKEN) >= 0 && !isPaired(text) ? "it is not valid UTF-8" : null;
  }

  private static boolean isPaired(String text) {
    for (var at = text.indexOf(Utf8Reader.BROKEN);
        at >= 0;
        at = text.indexOf(Utf8Reader.BROKEN, at + 1)) {
      if (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1))) {
        return false;
      }
    }
    return true;
  }

  /// Counts what was read, for the progress.
  static final class Bytes extends FilterInputStream {
    private final AtomicLong count = new AtomicLong();

    Bytes(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var read = super.read();
      if (read >= 0) {
        count.incrementAndGet();
      }
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = super.read(buffer, offset, length);
      if (read > 0) {
        count.addAndGet(read);
      }
      return read;
    }
  }
}
