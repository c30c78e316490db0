package ai.profithack.media;

import ai.profithack.media.VideoAddress.Exceptions;
import ai.profithack.media.VideoAddress.Refusal;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Fetches videos from web addresses that strangers name.
///
/// Only http and https, at their own ports; only hosts whose every address is public, at each
/// redirect anew; the connection goes to the address that was looked at, whatever the name stands
/// for a moment later. No proxy, no cookies, no credentials, no compression. Redirects, bytes, the
/// time to the first of them, the whole time and the least speed are limited, and what does not
/// begin like a video or a picture is not read on.
@Component
public class RemoteFiles {
  private static final int STATUS_OK = 200;
  private static final long MIB = 1 << 20;

  private final Exceptions exceptions;
  private final Limits limits;
  private final Names names;
  private final Consumer<InetAddress> reaching;

  @Autowired
  RemoteFiles(
      @Value("${PROFITHACK_MEDIA_HOSTS:}") String exceptions,
      @Value("${PROFITHACK_MEDIA_MAX_MB:256}") int megabytesMax) {
    this(exceptions, Limits.of(megabytesMax * MIB), InetAddress::getAllByName, _ -> {});
  }

  /// `reaching`: told of each address that is given to a connection.
  RemoteFiles(String exceptions, Limits limits, Names names, Consumer<InetAddress> reaching) {
    this.exceptions = Exceptions.read(exceptions);
    this.limits = limits;
    this.names = names;
    this.reaching = reaching;
  }

  /// What an address may take. `speedMin`: bytes a second, once `patience` has passed.
  record Limits(
      int redirects,
      long bytes,
      Duration connect,
      Duration firstByte,
      Duration whole,
      long speedMin,
      Duration patience) {
    static Limits of(long bytes) {
      return new Limits(
          3,
          bytes,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(3),
          16 << 10,
          Duration.ofSeconds(10));
    }
  }

  /// What addresses a name stands for.
  @FunctionalInterface
  interface Names {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  /// What is done with the bytes while they come.
  @FunctionalInterface
  public interface Receiver<T> {
    T receive(InputStream content) throws IOException;
  }

  /// How fetching ended.
  public sealed interface Fetching<T> {
    record Fetched<T>(T received) implements Fetching<T> {}

    /// `reason`: one sentence for whoever named the address.
    record Refused<T>(String reason) implements Fetching<T> {}
  }

  /// What is wrong with an address, as one sentence, as far as that can be said without asking
  /// anybody.
  public Optional<String> problem(String address) {
    try {
      VideoAddress.read(address, exceptions);
      return Optional.empty();
    } catch (Refusal refusal) {
      return Optional.of(sentence(refusal));
    }
  }

  /// Fetches what is at an address. What the receiver throws beside reading goes through.
  public <T> Fetching<T> fetch(String address, Receiver<T> receiver) {
    try (var deadline = new Deadline(limits.whole())) {
      var at = VideoAddress.read(address, exceptions);
      for (var redirects = 0; redirects <= limits.redirects(); redirects++) {
        var step = step(at, deadline, receiver);
        if (step.result() != null) {
          return new Fetching.Fetched<>(step.result());
        }
        at = next(at, step.location());
      }
      throw new Refusal(
          "it leads on to another address more than %d times".formatted(limits.redirects()));
    } catch (Refusal refusal) {
      return new Fetching.Refused<>(sentence(refusal));
    }
  }

  /// Either what was received, or where it leads.
  private record Step<T>(@Nullable T result, String location) {}

  private <T> Step<T> step(VideoAddress at, Deadline deadline, Receiver<T> receiver)
      throws Refusal {
    var request = new HttpGet(at.uri());
    deadline.guard(request);
    try (var client = client(at)) {
      return client.execute(
          request,
          response -> {
            try {
              return step(response, deadline, receiver);
            } finally {
              // The client would read what is left to its end, of a redirect too.
              request.cancel();
              response.setEntity(null);
            }
          });
    } catch (Interrupted known) {
      throw new Refusal(known.reason);
    } catch (Known known) {
      throw new Refusal(known.reason);
    } catch (SocketTimeoutException slow) {
      throw new Refusal(deadline.isOver() ? tooLong() : "its host does not answer in time");
    } catch (UnknownHostException unknown) {
      throw new Refusal("its host is not known");
    } catch (IOException broken) {
      throw new Refusal(deadline.isOver() ? tooLong() : "its host cannot be read from");
    } catch (IllegalStateException cancelled) {
      // So the client says that it was cancelled between two of its steps.
      if (deadline.isOver()) {
        throw new Refusal(tooLong());
      }
      throw cancelled;
    }
  }

  private <T> Step<T> step(ClassicHttpResponse response, Deadline deadline, Receiver<T> receiver)
      throws IOException {
    var status = response.getCode();
    if (status >= 300 && status < 400 && response.getFirstHeader("Location") != null) {
      return new Step<>(null, response.getFirstHeader("Location").getValue());
    }
    if (status != STATUS_OK) {
      throw new Interrupted("its host answers %d".formatted(status));
    }
    return new Step<>(receiver.receive(guarded(response, deadline)), "");
  }

  private String tooLong() {
    return "fetching takes longer than %d seconds".formatted(limits.whole().toSeconds());
  }

  /// A client that reaches one host, at addresses that were looked at when it connects.
  private CloseableHttpClient client(VideoAddress at) {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(new Pinned(at))
            .setMaxConnTotal(1)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(limits.connect()))
                    .setSocketTimeout(Timeout.of(limits.firstByte()))
                    .build())
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setUserAgent("ProfitHack")
        .setDefaultRequestConfig(
            RequestConfig.custom().setResponseTimeout(Timeout.of(limits.firstByte())).build())
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableAutomaticRetries()
        .build();
  }

  private VideoAddress next(VideoAddress from, String location) throws Refusal {
    try {
      return VideoAddress.read(from.uri().resolve(new URI(location)).toString(), exceptions);
    } catch (URISyntaxException malformed) {
      throw new Refusal("it leads to what is not a web address");
    } catch (Refusal refusal) {
      throw new Refusal("it leads to another address, but " + refusal.reason());
    }
  }

  private InputStream guarded(ClassicHttpResponse response, Deadline deadline) throws IOException {
    var entity = response.getEntity();
    if (entity == null) {
      throw new Interrupted("there is nothing at it");
    }
    if (entity.getContentLength() > limits.bytes()) {
      throw new Interrupted(tooLarge());
    }
    Header encoding = response.getFirstHeader("Content-Encoding");
    if (encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
      throw new Interrupted("its host compresses what it was asked not to");
    }
    var content = new Guarded(entity.getContent(), entity.getContentLength(), deadline);
    var head = content.readNBytes(Container.HEAD_BYTES);
    if (Container.of(head).isEmpty()) {
      throw new Interrupted("what is there does not begin like a video or a picture");
    }
    return new SequenceInputStream(new ByteArrayInputStream(head), content);
  }

  private String tooLarge() {
    return "the file has more than %d MB".formatted(limits.bytes() / MIB);
  }

  private static String sentence(Refusal refusal) {
    return "No video is fetched from this address: " + refusal.reason() + ".";
  }

  /// Looks a name up once for a connection, and gives out what it looked at.
  private final class Pinned implements DnsResolver {
    private final VideoAddress at;

    Pinned(VideoAddress at) {
      this.at = at;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      var literal = at.literal();
      var found =
          literal.isPresent() ? new InetAddress[] {literal.orElseThrow()} : looked(at.host());
      if (found.length == 0) {
        throw new UnknownHostException(at.host());
      }
      try {
        // One private address among public ones is no mistake that anybody makes.
        for (var address : found) {
          at.require(address, exceptions);
        }
      } catch (Refusal refusal) {
        throw new Known(refusal.reason());
      }
      Arrays.stream(found).forEach(reaching);
      return Arrays.copyOf(found, found.length);
    }

    /// Asks on a thread of its own: whoever answers for names may not answer at all.
    private InetAddress[] looked(String host) throws UnknownHostException {
      var asking = new FutureTask<>(() -> names.addresses(host));
      var asker = Thread.ofPlatform().daemon().name("names").start(asking);
      try {
        return asking.get(limits.connect().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException silent) {
        throw new Known("nobody answers in time for the name of its host");
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof UnknownHostException unknown) {
          throw unknown;
        }
        throw new IllegalStateException(failure);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new Known("the server ends");
      } finally {
        asker.interrupt();
      }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return at.host();
    }
  }

  /// Carries a refusal through the client's lookup of names.
  private static final class Known extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Known(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /// Carries a refusal through code that throws [IOException].
  private static final class Interrupted extends IOException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    Interrupted(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /// Ends what is guarded at a time.
  private static final class Deadline implements AutoCloseable {
    private final long endNanos;
    private final Thread watch;
    private volatile @Nullable Cancellable guarded;

    Deadline(Duration whole) {
      this.endNanos = System.nanoTime() + whole.toNanos();
      this.watch =
          Thread.ofVirtual()
              .name("deadline")
              .start(() -> {
                try {
                  Thread.sleep(whole);
                  var request = guarded;
                  if (request != null) {
                    request.cancel();
                  }
                } catch (InterruptedException inTime) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    void guard(Cancellable request) {
      guarded = request;
    }

    boolean isOver() {
      return System.nanoTime() >= endNanos;
    }

    @Override
    public void close() {
      watch.interrupt();
    }
  }

  /// Ends where too much or too little comes.
  private final class Guarded extends FilterInputStream {
    private final long announced;
    private final Deadline deadline;
    private final long beginNanos = System.nanoTime();
    private long count;

    /// `announced`: how many bytes its host said; below 0 where it said nothing.
    Guarded(InputStream content, long announced, Deadline deadline) {
      super(content);
      this.announced = announced;
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = next(buffer, offset, length);
      count += Math.max(0, read);
      if (count > limits.bytes()) {
        throw new Interrupted(tooLarge());
      }
      if (deadline.isOver()) {
        throw new Interrupted(tooLong());
      }
      var nanos = System.nanoTime() - beginNanos;
      var seconds = nanos / 1e9;
      if (nanos > limits.patience().toNanos() && count < limits.speedMin() * seconds) {
        throw new Interrupted("its host sends too slowly");
      }
      return read;
    }

    private int next(byte[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (ConnectionClosedException early) {
        throw new Interrupted(
            deadline.isOver()
                ? tooLong()
                : announced < 0
                    ? "it ended early"
                    : "it ended early, before the %d bytes that its host announced"
                        .formatted(announced));
      }
    }
  }
}
