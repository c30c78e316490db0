package ai.profithack.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Where one ffmpeg puts out several things at once: the first into the pipe of its output, each
/// other one into a socket of its own, in a folder that nobody else can enter.
///
/// A process has one output, and a second pipe cannot be given to it from here; one stream for all
/// would have ffmpeg hold back pictures until there is sound beside them.
final class Outlets implements AutoCloseable {
  private final List<Integer> picturesMax;
  private final DecodingLimits limits;
  private final @Nullable Path folder;
  private final List<ServerSocketChannel> sockets = new ArrayList<>();

  private Outlets(List<Integer> picturesMax, DecodingLimits limits, @Nullable Path folder) {
    this.picturesMax = picturesMax;
    this.limits = limits;
    this.folder = folder;
  }

  /// `picturesMax`: how many pictures of each outlet are handed out at most.
  static Outlets open(List<Integer> picturesMax, DecodingLimits limits) throws IOException {
    if (picturesMax.size() == 1) {
      return new Outlets(picturesMax, limits, null);
    }
    var outlets = new Outlets(picturesMax, limits, Files.createTempDirectory("outlets"));
    try {
      for (var i = 1; i < picturesMax.size(); i++) {
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        outlets.sockets.add(socket);
        socket.bind(UnixDomainSocketAddress.of(outlets.path(i)));
      }
      return outlets;
    } catch (IOException | RuntimeException failure) {
      try (outlets) {
        throw failure;
      }
    }
  }

  /// What ffmpeg is told as the name of an output.
  String address(int outlet) {
    return outlet == 0 ? "pipe:1" : "unix:" + path(outlet);
  }

  private Path path(int outlet) {
    if (folder == null) {
      throw new IllegalArgumentException("there is one outlet");
    }
    return folder.resolve(Integer.toString(outlet));
  }

  /// Hands out what the process puts out until it has ended and all of it is handed out; the number
  /// of pictures of each taking, one more than its most where there were more.
  ///
  /// Errors: the first that one of the readers or sinks throws; the process is killed then.
  List<Integer> drain(LimitedProcess process, List<Taking> takings)
      throws IOException, InterruptedException {
    var failure = new AtomicReference<@Nullable Exception>();
    var counts = new Integer[takings.size()];
    var others = new ArrayList<Thread>();
    for (var i = 1; i < takings.size(); i++) {
      var outlet = i;
      others.add(
          Thread.ofPlatform()
              .name("outlet")
              .start(() ->
                  reading(
                      process,
                      failure,
                      () -> {
                        try (var channel = sockets.get(outlet - 1).accept()) {
                          var stream = process.bounded(Channels.newInputStream(channel));
                          counts[outlet] = read(outlet, takings.get(outlet), stream);
                        }
                      })));
    }
    reading(process, failure, () -> counts[0] = read(0, takings.getFirst(), process.output()));
    process.await();
    knock();
    for (var other : others) {
      other.join();
    }
    return switch (failure.get()) {
      case null -> List.of(counts);
      case IOException unreadable -> throw unreadable;
      case RuntimeException unexpected -> throw unexpected;
      case Exception impossible -> throw new IllegalStateException(impossible);
    };
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private static void reading(
      LimitedProcess process, AtomicReference<@Nullable Exception> failure, Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException problem) {
      failure.compareAndSet(null, problem);
      process.kill();
    }
  }

  /// A process that ended before it came to its sockets leaves readers who wait for it.
  private void knock() throws IOException {
    for (var i = 1; i <= sockets.size(); i++) {
      SocketChannel.open(UnixDomainSocketAddress.of(path(i))).close();
    }
  }

  private int read(int outlet, Taking taking, InputStream stream) throws IOException {
    return switch (taking) {
      case Taking.Grey(var sampling, var sink) ->
          pictures(outlet, new NetpbmReader(stream, limits.pixels())::grey, sampling, sink);
      case Taking.Colour(var sampling, var sink) ->
          pictures(outlet, new NetpbmReader(stream, limits.pixels())::colour, sampling, sink);
      case Taking.Heard(var sink) -> {
        sink.accept(sound(stream.readAllBytes()));
        yield 0;
      }
      case Taking.Shown(var sink) -> moments(stream, sink);
      case Taking.Held(var sink) ->
          moments(
              stream,
              at -> {
                sink.accept(at);
                return true;
              });
    };
  }

  private static Sound sound(byte[] bytes) {
    var samples = new short[bytes.length / Short.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return new Sound(samples);
  }

  private static int moments(InputStream stream, LongPredicate sink) throws IOException {
    var moments = new Moments(stream);
    var count = 0;
    for (var next = moments.next(); next.isPresent(); next = moments.next()) {
      if (!sink.test(next.getAsLong())) {
        throw new IOException("whoever watches has seen enough");
      }
      count++;
    }
    return count;
  }

  /// Reads the next picture.
  @FunctionalInterface
  private interface Pictures<P> {
    Optional<P> next() throws IOException;
  }

  private <P> int pictures(
      int outlet, Pictures<P> pictures, Sampling sampling, Consumer<Frame<P>> sink)
      throws IOException {
    var count = 0;
    for (var next = pictures.next(); next.isPresent(); next = pictures.next()) {
      count++;
      if (count > picturesMax.get(outlet)) {
        break;
      }
      var at = Math.round((count - 1) * 1_000 / sampling.perSecond());
      sink.accept(new Frame<>(at, next.orElseThrow()));
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    if (folder != null) {
      for (var i = 1; i <= sockets.size(); i++) {
        Files.deleteIfExists(path(i));
      }
      Files.delete(folder);
    }
  }
}
