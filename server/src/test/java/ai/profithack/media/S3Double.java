package ai.profithack.media;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// An S3 with one bucket and one key, addressed by path, that answers as S3 does: every request has
/// to be signed, checksums have to fit, and parts have to be large enough ([S3Signature],
/// [S3Bucket]). On demand it is slow, busy, forbids, or breaks off.
public final class S3Double implements AutoCloseable {
  public static final String REGION = "eu-central-1";
  public static final String ACCESS_KEY = "AKIDEXAMPLE";
  public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  public static final String BUCKET = "videos";

  /// How many entries a page of a list has.
  private static final int PAGE = 2;

  static {
    // Otherwise each answer waits 40 ms for the other side's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /// What may go wrong with one request.
  public enum Fault {
    SLOW_DOWN,
    INTERNAL_ERROR,
    /// The body breaks off in the middle.
    TRUNCATED,
    /// The request takes effect, and the connection ends before the answer.
    ANSWER_LOST,
    /// Whole, and other bytes than were kept.
    ALTERED,
    /// The connection ends, and nothing is done.
    GONE,
    /// Nothing is done, and nothing is said until the double is closed.
    SILENT
  }

  private record Planned(String method, Fault fault) {}

  private final HttpServer server;
  private final S3Signature signature = new S3Signature(ACCESS_KEY, SECRET, REGION);
  private final S3Bucket bucket = new S3Bucket();
  private final Deque<Planned> plans = new ArrayDeque<>();
  private final Set<String> forbidden = new HashSet<>();
  private final List<String> requests = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Fault always;

  public S3Double() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The settings of a product that keeps its files here.
  public Map<String, String> settings() {
    return Map.of(
        "PROFITHACK_MEDIA_STORE", "s3://" + BUCKET + "/profithack",
        "AWS_ENDPOINT_URL_S3", address(),
        "AWS_REGION", REGION,
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  /// The next request of a method goes wrong.
  public synchronized void fail(String method, Fault fault) {
    plans.add(new Planned(method, fault));
  }

  /// Everything goes wrong from now on; null for nothing any more.
  public synchronized void failAlways(@Nullable Fault fault) {
    always = fault;
  }

  /// The answer to the next completion of an upload in parts is lost.
  public synchronized void loseTheAnswerToTheEndOfAnUpload() {
    plans.add(new Planned("POST uploadId", Fault.ANSWER_LOST));
  }

  /// Requests of a method are refused from now on, as a policy would.
  public synchronized void forbid(String method) {
    forbidden.add(method);
  }

  public synchronized void permitAll() {
    forbidden.clear();
  }

  public synchronized void keepVersions() {
    bucket.keepVersions();
  }

  /// Lets all that is stored have been stored then.
  public synchronized void setBack(Instant to) {
    bucket.setBack(to);
  }

  /// The keys that a reader sees.
  public synchronized Set<String> keys() {
    return Set.copyOf(bucket.current().keySet());
  }

  public synchronized byte[] bytes(String key) throws S3Refusal {
    return bucket.get(key).bytes();
  }

  /// All that is stored, hidden versions too.
  public synchronized int stored() {
    return bucket.versions().size();
  }

  public synchronized int uploads() {
    return bucket.uploadsBegun().size();
  }

  /// What was asked, as `METHOD /path?query`, since this was last asked.
  public synchronized List<String> requests() {
    var all = List.copyOf(requests);
    requests.clear();
    return all;
  }

  /// Puts something there as another program would.
  public synchronized void plant(String key, byte[] bytes) throws S3Refusal {
    bucket.put(key, bytes, null);
  }

  public synchronized void beginUpload(String key) {
    bucket.begin(key, null);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer xml(String text) {
      return new Answer(
          200,
          Map.of("Content-Type", "application/xml"),
          ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text).getBytes(StandardCharsets.UTF_8));
    }

    static Answer empty(int status, Map<String, String> headers) {
      return new Answer(status, headers, new byte[0]);
    }
  }

  private void answer(HttpExchange call) throws IOException {
    var body = call.getRequestBody().readAllBytes();
    Answer answer;
    Fault fault;
    synchronized (this) {
      var method = call.getRequestMethod();
      requests.add(method + " " + call.getRequestURI());
      var ending = String.valueOf(call.getRequestURI().getRawQuery()).startsWith("uploadId");
      var planned =
          plans.stream()
              .filter(one ->
                  one.method().equals(method)
                      || (ending && one.method().equals(method + " uploadId")))
              .findFirst();
      planned.ifPresent(plans::remove);
      fault = planned.map(Planned::fault).orElse(always);
    }
    if (fault == Fault.GONE || fault == Fault.SILENT) {
      sayNothing(call, fault);
      return;
    }
    synchronized (this) {
      try {
        if (fault == Fault.SLOW_DOWN) {
          throw new S3Refusal(503, "SlowDown", "Please reduce your request rate.");
        }
        if (fault == Fault.INTERNAL_ERROR) {
          throw new S3Refusal(500, "InternalError", "We encountered an internal error.");
        }
        signature.check(call, body);
        if (forbidden.contains(call.getRequestMethod())) {
          throw new S3Refusal(403, "AccessDenied", "Access Denied");
        }
        answer = done(call, body);
      } catch (S3Refusal refusal) {
        answer =
            new Answer(
                refusal.status(),
                Map.of("Content-Type", "application/xml"),
                refusal.xml().getBytes(StandardCharsets.UTF_8));
      }
    }
    send(call, answer, fault);
  }

  private void sayNothing(HttpExchange call, Fault fault) {
    try (call) {
      if (fault == Fault.SILENT) {
        closed.await();
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange call, Answer answer, @Nullable Fault fault)
      throws IOException {
    try (call) {
      if (fault == Fault.ANSWER_LOST) {
        return;
      }
      answer.headers().forEach(call.getResponseHeaders()::set);
      if (call.getRequestMethod().equals("HEAD") || answer.body().length == 0) {
        call.sendResponseHeaders(answer.status(), -1);
        return;
      }
      var body = answer.body().clone();
      if (fault == Fault.ALTERED) {
        body[body.length / 2] = (byte) ~body[body.length / 2];
      }
      call.sendResponseHeaders(answer.status(), body.length);
      call.getResponseBody()
          .write(body, 0, fault == Fault.TRUNCATED ? body.length / 2 : body.length);
    }
  }

  private Answer done(HttpExchange call, byte[] body) throws S3Refusal {
    var path = call.getRequestURI().getPath().substring(1);
    var slash = path.indexOf('/');
    if (!(slash < 0 ? path : path.substring(0, slash)).equals(BUCKET)) {
      throw new S3Refusal(404, "NoSuchBucket", "The specified bucket does not exist.");
    }
    var key = slash < 0 ? "" : path.substring(slash + 1);
    var query = query(call.getRequestURI().getRawQuery());
    return key.isEmpty() ? ofBucket(query) : ofObject(call, key, query, body);
  }

  private Answer ofBucket(Map<String, String> query) throws S3Refusal {
    if (query.containsKey("versioning")) {
      return Answer.xml(
          "<VersioningConfiguration>%s</VersioningConfiguration>"
              .formatted(bucket.isVersioned() ? "<Status>Enabled</Status>" : ""));
    }
    var prefix = query.getOrDefault("prefix", "");
    if (query.containsKey("uploads")) {
      var all = new StringBuilder();
      for (var upload : new TreeMap<>(bucket.uploadsBegun()).entrySet()) {
        var key = bucket.keyOf(upload.getKey());
        if (key.startsWith(prefix)) {
          all.append(
              "<Upload><Key>%s</Key><UploadId>%s</UploadId><Initiated>%s</Initiated></Upload>"
                  .formatted(key, upload.getKey(), upload.getValue()));
        }
      }
      return Answer.xml(
          "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>%s</ListMultipartUploadsResult>"
              .formatted(all));
    }
    if (query.containsKey("versions")) {
      var all = new StringBuilder();
      for (var one : bucket.versions()) {
        if (one.key().startsWith(prefix)) {
          var tag = one.marker() ? "DeleteMarker" : "Version";
          all.append(
              "<%s><Key>%s</Key><VersionId>%s</VersionId></%s>"
                  .formatted(tag, one.key(), one.version(), tag));
        }
      }
      return Answer.xml(
          "<ListVersionsResult><IsTruncated>false</IsTruncated>%s</ListVersionsResult>"
              .formatted(all));
    }
    if (!"2".equals(query.get("list-type"))) {
      throw new S3Refusal(501, "NotImplemented", "Not in this double.");
    }
    return list(prefix, query.getOrDefault("continuation-token", ""));
  }

  private Answer list(String prefix, String after) {
    var all = new StringBuilder();
    var rest =
        bucket.current().values().stream()
            .filter(one -> one.key().startsWith(prefix) && one.key().compareTo(after) > 0)
            .toList();
    for (var one : rest.subList(0, Math.min(PAGE, rest.size()))) {
      all.append(
          "<Contents><Key>%s</Key><LastModified>%s</LastModified><Size>%d</Size></Contents>"
              .formatted(one.key(), one.at(), one.bytes().length));
    }
    var more = rest.size() > PAGE;
    return Answer.xml(
        "<ListBucketResult><IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>"
            .formatted(
                more,
                more
                    ? "<NextContinuationToken>%s</NextContinuationToken>"
                        .formatted(rest.get(PAGE - 1).key())
                    : "",
                all));
  }

  private Answer ofObject(HttpExchange call, String key, Map<String, String> query, byte[] body)
      throws S3Refusal {
    var checksum = call.getRequestHeaders().getFirst("x-amz-checksum-sha256");
    var upload = query.get("uploadId");
    return switch (call.getRequestMethod()) {
      case "PUT" -> {
        var one =
            upload == null
                ? bucket.put(key, body, checksum)
                : bucket.part(upload, Integer.parseInt(query.get("partNumber")), body, checksum);
        yield Answer.empty(200, Map.of("ETag", one.etag()));
      }
      case "POST" -> {
        if (upload != null) {
          bucket.complete(upload, new String(body, StandardCharsets.UTF_8));
          yield Answer.xml(
              "<CompleteMultipartUploadResult><Key>%s</Key></CompleteMultipartUploadResult>"
                  .formatted(key));
        }
        yield Answer.xml(
            "<InitiateMultipartUploadResult><Bucket>%s</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
                .formatted(
                    BUCKET,
                    key,
                    bucket.begin(
                        key, call.getRequestHeaders().getFirst("x-amz-checksum-algorithm"))));
      }
      case "GET", "HEAD" -> {
        var one = bucket.get(key);
        yield new Answer(
            200, Map.of("ETag", one.etag(), "Content-Type", "binary/octet-stream"), one.bytes());
      }
      case "DELETE" -> {
        if (upload != null) {
          bucket.abort(upload);
          yield Answer.empty(204, Map.of());
        }
        var version = query.get("versionId");
        if (version != null) {
          bucket.deleteVersion(key, version);
          yield Answer.empty(204, Map.of("x-amz-version-id", version));
        }
        yield Answer.empty(
            204, bucket.delete(key) == null ? Map.of() : Map.of("x-amz-delete-marker", "true"));
      }
      default -> throw new S3Refusal(405, "MethodNotAllowed", "Not allowed.");
    };
  }

  private static Map<String, String> query(@Nullable String raw) {
    var all = new HashMap<String, String>();
    for (var pair : raw == null ? List.<String>of() : List.of(raw.split("&"))) {
      var equals = pair.indexOf('=');
      all.put(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return all;
  }
}
