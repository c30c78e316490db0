package ai.profithack.provenance;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a file from pieces of another one and from bytes.
final class FileCopy implements AutoCloseable {
  private final FileChannel in;
  private final FileChannel out;

  FileCopy(Path from, Path to) throws IOException {
    in = FileChannel.open(from, StandardOpenOption.READ);
    try {
      out = FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException failure) {
      in.close();
      throw failure;
    }
  }

  void range(long from, long to) throws IOException {
    for (var at = from; at < to; ) {
      var copied = in.transferTo(at, to - at, out);
      if (copied == 0 && at >= in.size()) {
        throw new EOFException("the file became shorter while it was copied");
      }
      at += copied;
    }
  }

  void bytes(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }

  static void overwrite(Path file, long at, byte[] bytes) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer, at + buffer.position());
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
    out.close();
  }
}
