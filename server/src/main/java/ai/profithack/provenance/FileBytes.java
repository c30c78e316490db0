package ai.profithack.provenance;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/// A file read at any place, through a window of 64 KiB; large files are never in memory.
///
/// Errors: [EOFException] for what lies past the end.
final class FileBytes implements AutoCloseable {
  private static final int WINDOW = 1 << 16;

  private final FileChannel channel;
  private final long length;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
  private long windowAt;

  private FileBytes(FileChannel channel, long length) {
    this.channel = channel;
    this.length = length;
    window.limit(0);
  }

  static FileBytes open(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileBytes(channel, channel.size());
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  long length() {
    return length;
  }

  int u8(long at) throws IOException {
    if (at < 0 || at >= length) {
      throw new EOFException("nothing at " + at);
    }
    if (at < windowAt || at >= windowAt + window.limit()) {
      fill(at);
    }
    return window.get((int) (at - windowAt)) & 0xff;
  }

  int u16(long at) throws IOException {
    return u8(at) << 8 | u8(at + 1);
  }

  long u32(long at) throws IOException {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  /// As a signed number: a file has no place beyond 63 bits.
  long u64(long at) throws IOException {
    return u32(at) << 32 | u32(at + 4);
  }

  String fourCharacters(long at) throws IOException {
    return new String(bytes(at, 4), StandardCharsets.ISO_8859_1);
  }

  byte[] bytes(long at, int count) throws IOException {
    if (at < 0 || count < 0 || count > length - at) {
      throw new EOFException("no %d bytes at %d".formatted(count, at));
    }
    var bytes = new byte[count];
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes;
  }

  /// Adds what lies in `[from, to)` to a digest.
  void digest(MessageDigest digest, long from, long to) throws IOException {
    var buffer = ByteBuffer.allocate((int) Math.min(1 << 20, Math.max(0, to - from)));
    for (var at = from; at < to; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
      if (channel.read(buffer, at) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += buffer.position();
      digest.update(buffer.flip());
    }
  }

  private void fill(long at) throws IOException {
    window.clear();
    windowAt = at;
    while (window.position() == 0) {
      if (channel.read(window, at) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    window.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
