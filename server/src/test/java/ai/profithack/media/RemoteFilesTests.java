package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.RemoteFiles.Fetching;
import ai.profithack.media.RemoteFiles.Fetching.Fetched;
import ai.profithack.media.RemoteFiles.Fetching.Refused;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No trick with addresses reaches what is not on the public internet.
///
/// Names are looked up in a table of the test's own, so that nothing here asks a real name server.
/// A server at the loopback address counts who reaches it.
@Timeout(60)
class RemoteFilesTests {
  private static final AtomicInteger REACHED = new AtomicInteger();
  private static final byte[] PNG =
      "\u0089PNG\r\n\u001a\n and so on".getBytes(StandardCharsets.ISO_8859_1);

  private static HttpServer server;
  private static int port;

  /// What names stand for. `rebinding.example` is public at the first look and private after it.
  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          Map.entry("localhost", List.of("127.0.0.1", "::1")),
          Map.entry("loopback.example", List.of("127.0.0.1")),
          Map.entry("ten.example", List.of("10.1.2.3")),
          Map.entry("mixed.example", List.of("93.184.215.14", "192.168.1.1")),
          Map.entry("six.example", List.of("fd12:3456::1")),
          Map.entry("link.example", List.of("fe80::1")),
          Map.entry("metadata.google.internal", List.of("169.254.169.254")),
          Map.entry("mapped.example", List.of("::ffff:10.0.0.1")),
          Map.entry("nat64.example", List.of("64:ff9b::7f00:1")),
          Map.entry("zero.example", List.of("0.0.0.0")),
          Map.entry("store.internal", List.of("127.0.0.1")),
          Map.entry("link-store.internal", List.of("169.254.169.254")));

  @BeforeAll
  static void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    port = server.getAddress().getPort();
    server.createContext(
        "/",
        exchange -> {
          REACHED.incrementAndGet();
          var path = exchange.getRequestURI().getPath();
          switch (path) {
            case "/video.png" -> {
              exchange.sendResponseHeaders(200, PNG.length);
              exchange.getResponseBody().write(PNG);
            }
            case "/page.html" -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write("<html>secret".getBytes(StandardCharsets.UTF_8));
            }
            case "/endless" -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(PNG);
              for (var i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(new byte[100_000]);
              }
            }
            case "/drip" -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(PNG);
              for (var i = 0; i < 100; i++) {
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
                pause(50);
              }
            }
            case "/silent" -> pause(5_000);
            case "/large" -> {
              exchange.getResponseHeaders().set("Content-Length", "99999999999");
              exchange.sendResponseHeaders(200, 99_999_999_999L);
            }
            case "/short" -> {
              exchange.sendResponseHeaders(200, PNG.length + 1_000L);
              exchange.getResponseBody().write(PNG);
              exchange.getResponseBody().flush();
            }
            case "/packed" -> {
              exchange.getResponseHeaders().set("Content-Encoding", "gzip");
              exchange.sendResponseHeaders(200, PNG.length);
              exchange.getResponseBody().write(PNG);
            }
            case "/to-and-on" -> {
              exchange.getResponseHeaders().set("Location", "/video.png");
              exchange.sendResponseHeaders(302, 0);
              // Until nobody listens any more.
              while (true) {
                exchange.getResponseBody().write(new byte[10_000]);
                pause(10);
              }
            }
            case "/to" -> {
              exchange
                  .getResponseHeaders()
                  .set("Location", exchange.getRequestURI().getRawQuery().replace("%25", "%"));
              exchange.sendResponseHeaders(302, -1);
            }
            default -> exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static final String PRIVATE = "its host is not on the public internet";
  private static final String SCHEME = "it does not begin with http:// or https://";
  private static final String MALFORMED = "it is not a web address";
  private static final String NO_HOST = "it names no host that can be reached";
  private static final String UNUSUAL = "its host is no address that is written in the usual way";
  private static final String DOT = "its host ends with a dot";
  private static final String USER = "it carries a user or a password";
  private static final String ASCII = "it has spaces or letters beyond ASCII; write them encoded";
  private static final String UNSEEN = "it has characters that cannot be seen; take them out";
  private static final String PORT = "port %d is not one of the web";

  /// An address, and why nothing is fetched from it.
  record Trick(String address, String reason) {
    static Stream<Trick> all(String reason, String... addresses) {
      return Stream.of(addresses).map(address -> new Trick(address, reason));
    }
  }

  static Stream<Trick> tricks() {
    return Stream.of(
            Trick.all(
                SCHEME,
                "file:///etc/passwd",
                "file://localhost/etc/passwd",
                "gopher://127.0.0.1:6379/_INFO",
                "ftp://127.0.0.1/a.mp4",
                "jar:http://127.0.0.1/a.jar!/a",
                "data:video/mp4;base64,AAAA",
                "dict://127.0.0.1:11211/stat",
                "//127.0.0.1/a.mp4"),
            Trick.all(NO_HOST, "HTTP:127.0.0.1", "http:///a.mp4"),
            Trick.all(MALFORMED, "http://"),
            Trick.all(
                PRIVATE,
                "http://127.0.0.1/",
                "http://127.255.255.254/",
                "http://0.0.0.0/",
                "http://[::1]/",
                "http://[::]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b:1::1]/",
                "http://[2002:7f00:1::]/",
                "http://[2001:0:1::1]/",
                "http://[fe80::1]/",
                "http://[fd00:ec2::254]/",
                "http://[ff02::1]/",
                "http://[2001:db8::1]/",
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.0.1/",
                "http://100.64.0.1/",
                "http://100.100.100.200/",
                "http://169.254.169.254/latest/meta-data/",
                "http://168.63.129.16/metadata",
                "http://192.0.0.192/",
                "http://198.18.0.1/",
                "http://224.0.0.1/",
                "http://255.255.255.255/",
                "http://240.0.0.1/",
                "http://localhost/",
                "http://LOCALHOST/",
                "http://loopback.example/",
                "http://ten.example/",
                "http://mixed.example/",
                "http://six.example/",
                "http://link.example/",
                "http://metadata.google.internal/computeMetadata/v1/",
                "http://mapped.example/",
                "http://nat64.example/",
                "http://zero.example/",
                "http://link-store.internal/"),
            Trick.all(
                UNUSUAL,
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0177.0.0.1/",
                "http://127.0.0.01/",
                "http://0/",
                "http://[fe80::1%25eth0]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:8.8.8.8]/"),
            Trick.all(
                MALFORMED,
                "http://127.0.0.1\\@93.184.215.14/",
                "http://93.184.215.14\\@127.0.0.1/",
                "http://[127.0.0.1]/"),
            Trick.all(DOT, "http://localhost./"),
            Trick.all(
                USER,
                "http://127.0.0.1%2f@93.184.215.14/",
                "http://user:password@93.184.215.14/",
                "http://93.184.215.14@127.0.0.1/"),
            Trick.all(
                ASCII,
                "http://127。0。0。1/",
                "http://①②⑦.⓪.⓪.①/",
                "http://loc\u0430lhost/",
                "http://exa mple/"),
            Trick.all(UNSEEN, "http://example\r\nHost: 127.0.0.1/", "http://127.0.0.1\t/"),
            Trick.all(
                NO_HOST,
                "http://127.1/",
                "http://127.0.1/",
                "http://0x7f.0.0.1/",
                "http://127.0.0.1.nip.io.127.0.0.1/",
                "http://127.0.0.1./",
                "http://127.0.0.1%00.example/",
                "http://-127.0.0.1/",
                "http://a..b/"),
            Trick.all(PORT.formatted(22), "http://93.184.215.14:22/"),
            Trick.all(PORT.formatted(6379), "http://93.184.215.14:6379/"),
            Trick.all(PORT.formatted(0), "http://93.184.215.14:0/"),
            Trick.all(PORT.formatted(99999), "http://93.184.215.14:99999/"),
            Trick.all(NO_HOST, "http://93.184.215.14:-1/"))
        .flatMap(each -> each);
  }

  /// What is served is there to be reached: whoever gets past the port is counted.
  static Stream<Trick> tricksAtThePortThatIsServed() {
    return Stream.of("127.0.0.1", "[::1]", "loopback.example", "localhost", "zero.example")
        .map(host -> new Trick("http://" + host + ":" + port + "/video.png", PORT.formatted(port)));
  }

  @ParameterizedTest
  @MethodSource({"tricks", "tricksAtThePortThatIsServed"})
  void noTrickReachesAnything(Trick trick) {
    var before = REACHED.get();
    var connections = new ArrayList<InetAddress>();
    var answer = fetch(remote("", RemoteFilesTests::lookUp, connections), trick.address());
    assertThat(answer).isEqualTo(refused(trick.reason()));
    assertThat(connections).as("given to a connection").isEmpty();
    assertThat(REACHED.get()).isEqualTo(before);
  }

  /// The port is permitted and the server is there: only the address is in the way.
  @ParameterizedTest
  @ValueSource(strings = {"link-store.internal", "zero.example", "nat64.example", "link.example"})
  void noNameThatIsPermittedStandsForAnythingButOnesOwnNetwork(String host) {
    var connections = new ArrayList<InetAddress>();
    var remote = remote(host + ":" + port, RemoteFilesTests::lookUp, connections);
    assertThat(fetch(remote, "http://" + host + ":" + port + "/video.png"))
        .isEqualTo(refused(PRIVATE));
    assertThat(connections).isEmpty();
  }

  /// What else listens on that machine is not opened with it, neither straight nor by a redirect.
  @ParameterizedTest
  @CsvSource({
    "store.internal:8443, http://store.internal/a.png",
    "store.internal:8443, https://store.internal/a.png",
    "127.0.0.1:8443, http://127.0.0.1/a.png",
    "127.0.0.1:8443, https://127.0.0.1:443/a.png",
    "store.internal:80, https://store.internal/a.png",
    "store.internal:443, http://store.internal/a.png"
  })
  void noOtherPortOfAHostOfOnesOwnNetworkIsReached(String setting, String address) {
    var connections = new ArrayList<InetAddress>();
    var both = "redirects.internal:" + port + "," + setting;
    RemoteFiles.Names names =
        name -> name.equals("redirects.internal") ? addresses("127.0.0.1") : lookUp(name);
    var straight = remote(both, names, connections);
    assertThat(fetch(straight, address)).isEqualTo(refused(PRIVATE));
    assertThat(connections).isEmpty();
    var led = fetch(straight, "http://redirects.internal:" + port + "/to?" + address);
    assertThat(led).isInstanceOf(Refused.class);
    assertThat(((Refused<?>) led).reason()).endsWith(" " + PRIVATE + ".");
    assertThat(connections).as("the redirect itself").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://store.internal/a.png", "https://store.internal/a.png"})
  void aHostOfOnesOwnNetworkWithoutAPortIsOpenAtThePortsOfTheWeb(String address) {
    var connections = new ArrayList<InetAddress>();
    fetch(remote("store.internal", RemoteFilesTests::lookUp, connections), address);
    assertThat(connections).containsExactly(addresses("127.0.0.1"));
    var other = remote("store.internal", RemoteFilesTests::lookUp);
    assertThat(fetch(other, "http://store.internal:" + port + "/video.png"))
        .isEqualTo(refused(PORT.formatted(port)));
  }

  @Test
  void aPublicHostWithAPortIsOpenAtThePortsOfTheWebToo() {
    var remote = remote("93.184.215.14:8443", RemoteFilesTests::lookUp);
    assertThat(remote.problem("https://93.184.215.14:8443/a.png")).isEmpty();
    assertThat(remote.problem("https://93.184.215.14/a.png")).isEmpty();
  }

  @Test
  void whatFollowsTheHashIsNoPartOfWhereItGoes() {
    assertThat(remote("", RemoteFilesTests::lookUp).problem("http://93.184.215.14#@127.0.0.1/"))
        .isEmpty();
  }

  static Stream<Trick> tricksThatAHeaderCarries() {
    return Stream.concat(tricks(), tricksAtThePortThatIsServed())
        .filter(trick -> trick.address().chars().allMatch(each -> each > ' ' && each < 0x7f))
        // The address of the redirect itself is refused with one: it never comes to that.
        .filter(trick -> !trick.address().contains("\\"));
  }

  @ParameterizedTest
  @MethodSource("tricksThatAHeaderCarries")
  void noTrickWorksAtARedirect(Trick trick) {
    var before = REACHED.get();
    var connections = new ArrayList<InetAddress>();
    var remote = remote("store.internal:" + port, RemoteFilesTests::lookUp, connections);
    var answer = fetch(remote, "http://store.internal:" + port + "/to?" + trick.address());
    assertThat(answer).isInstanceOf(Refused.class);
    assertThat(((Refused<?>) answer).reason()).endsWith(" " + ledTo(trick) + ".");
    assertThat(connections).containsExactly(addresses("127.0.0.1"));
    assertThat(REACHED.get() - before).as("the redirect itself").isEqualTo(1);
  }

  /// What is wrong with it where it is read as a part of the address before.
  private static String ledTo(Trick trick) {
    if (trick.address().equals("//127.0.0.1/a.mp4")) {
      return PRIVATE;
    }
    return trick.reason().equals(MALFORMED)
        ? "it leads to what is not a web address"
        : trick.reason();
  }

  @Test
  void theAddressThatWasLookedAtIsTheOneThatIsReached() {
    var looks = new AtomicInteger();
    var connections = new ArrayList<InetAddress>();
    var remote =
        remote(
            "rebinding.example:" + port,
            name -> {
              // The exception makes the loopback address pass; a second look would get another one.
              var first = looks.incrementAndGet() == 1;
              return addresses(first ? "127.0.0.1" : "203.0.113.1");
            },
            connections);
    assertThat(fetch(remote, "http://rebinding.example:" + port + "/video.png"))
        .isEqualTo(new Fetched<>(PNG.length));
    assertThat(looks.get()).as("looks at the name").isEqualTo(1);
    assertThat(connections).containsExactly(addresses("127.0.0.1"));
  }

  /// It may be reached at the first hop, and stands for where a cloud keeps its secrets at the
  /// second.
  @Test
  void aNameThatTurnsPrivateIsRefusedAtItsNextLook() {
    var looks = new AtomicInteger();
    var connections = new ArrayList<InetAddress>();
    var remote =
        remote(
            "rebinding.example:" + port,
            _ -> addresses(looks.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254"),
            connections);
    var before = REACHED.get();
    var there = "http://rebinding.example:" + port;
    assertThat(fetch(remote, there + "/to?" + there + "/video.png")).isEqualTo(refused(PRIVATE));
    assertThat(looks.get()).isEqualTo(2);
    assertThat(connections).containsExactly(addresses("127.0.0.1"));
    assertThat(REACHED.get()).as("the redirect alone").isEqualTo(before + 1);
  }

  @Test
  void whoAnswersForNamesMayKeepSilent() {
    var remote =
        remote(
            "",
            _ -> {
              pause(30_000);
              return addresses("93.184.215.14");
            });
    assertThat(fetch(remote, "http://silent.example/a.mp4"))
        .isEqualTo(refused("nobody answers in time for the name of its host"));
  }

  /// The client does not call it what it is where it was cancelled while it had no connection yet.
  @Test
  void aNameThatComesAfterTheEndIsTooLate() {
    var limits =
        new RemoteFiles.Limits(
            3,
            1_000_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            10_000,
            Duration.ofMillis(500));
    var remote =
        new RemoteFiles(
            "late.example:" + port,
            limits,
            _ -> {
              pause(600);
              return addresses("127.0.0.1");
            },
            _ -> {});
    assertThat(fetch(remote, "http://late.example:" + port + "/video.png"))
        .isEqualTo(refused("fetching takes longer than 0 seconds"));
  }

  @Test
  void whatARedirectSendsBesideItsAddressIsNotRead() {
    var remote = remote("store.internal:" + port, RemoteFilesTests::lookUp);
    assertThat(fetch(remote, "http://store.internal:" + port + "/to-and-on"))
        .isEqualTo(new Fetched<>(PNG.length));
  }

  private static Refused<Integer> refused(String reason) {
    return new Refused<>("No video is fetched from this address: " + reason + ".");
  }

  @Test
  void whatIsPermittedIsFetched() {
    var remote = remote("store.internal:" + port, RemoteFilesTests::lookUp);
    var fetched = fetch(remote, "http://store.internal:" + port + "/video.png?token=secret");
    assertThat(fetched).isEqualTo(new Fetched<>(PNG.length));
    var led = fetch(remote, "http://store.internal:" + port + "/to?/video.png");
    assertThat(led).isInstanceOf(Fetched.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page.html",
        "/endless",
        "/drip",
        "/silent",
        "/large",
        "/packed",
        "/none",
        "/to?/to?/to"
      })
  void whatTakesTooMuchOrIsNoVideoIsRefused(String path) {
    var remote = remote("store.internal:" + port, RemoteFilesTests::lookUp);
    var begin = System.nanoTime();
    var answer = fetch(remote, "http://store.internal:" + port + path);
    assertThat(answer).isInstanceOf(Refused.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    assertThat(((Refused<?>) answer).reason()).doesNotContain("127.0.0.1").endsWith(".");
  }

  @Test
  void whatComesShorterThanItWasAnnouncedEndedEarly() {
    var remote = remote("store.internal:" + port, RemoteFilesTests::lookUp);
    assertThat(fetch(remote, "http://store.internal:" + port + "/short"))
        .isEqualTo(
            refused(
                "it ended early, before the %d bytes that its host announced"
                    .formatted(PNG.length + 1_000)));
  }

  @Test
  void whereItLeadsIsSaidInPlainSentences() {
    var remote = remote("store.internal:" + port, RemoteFilesTests::lookUp);
    var to = "http://store.internal:" + port + "/to?";
    assertThat(fetch(remote, to + "http://public.example:3300/a.mp4"))
        .isEqualTo(refused("it leads to another address, but port 3300 is not one of the web"));
    assertThat(fetch(remote, to + "ftp://public.example/a.mp4"))
        .isEqualTo(
            refused("it leads to another address, but it does not begin with http:// or https://"));
  }

  @Test
  void redirectsInACircleEnd() {
    var remote = remote("store.internal:" + port, RemoteFilesTests::lookUp);
    var before = REACHED.get();
    // The server sends whatever stands behind the question mark: the same address again.
    var circle = "http://store.internal:" + port + "/to?/to?/to?/to?/to?/to?/video.png";
    assertThat(fetch(remote, circle)).isInstanceOf(Refused.class);
    assertThat(REACHED.get() - before).isLessThanOrEqualTo(4);
  }

  private static Fetching<Integer> fetch(RemoteFiles remote, String address) {
    return remote.fetch(address, RemoteFilesTests::count);
  }

  private static int count(InputStream content) throws IOException {
    var count = 0;
    var buffer = new byte[8_192];
    for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      count += read;
    }
    return count;
  }

  private static RemoteFiles remote(String exceptions, RemoteFiles.Names names) {
    return remote(exceptions, names, new ArrayList<>());
  }

  private static RemoteFiles remote(
      String exceptions, RemoteFiles.Names names, List<InetAddress> connections) {
    var limits =
        new RemoteFiles.Limits(
            3,
            1_000_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            10_000,
            Duration.ofMillis(500));
    return new RemoteFiles(exceptions, limits, names, connections::add);
  }

  private static InetAddress[] lookUp(String name) throws UnknownHostException {
    var known = NAMES.get(name);
    if (known == null) {
      throw new UnknownHostException(name);
    }
    return addresses(known.toArray(String[]::new));
  }

  private static InetAddress[] addresses(String... literals) {
    var all = new InetAddress[literals.length];
    for (var i = 0; i < literals.length; i++) {
      all[i] = InetAddress.ofLiteral(literals[i]);
    }
    return all;
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
