package ai.profithack.payouts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

/// The provider of the trial and its own book: whoever is in it was paid. It also hears of each
/// step of the processes that pay, and kills those whose time has come.
final class ProviderBook implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Payment> payments = new HashMap<>();
  private final Map<Long, Step> sentences = new HashMap<>();
  private final Map<Step, Integer> kills = new EnumMap<>(Step.class);
  private volatile CyclicBarrier start = new CyclicBarrier(1);
  private int repeated;
  private int contradictions;

  /// Where a process can be killed.
  enum Step {
    /// Some hundred payouts are set aside, others are being decided.
    RESERVED,
    /// Keys are saved, nothing was sent.
    KEY_SAVED,
    /// The call arrived, and nothing of it is in the book yet; it will never be.
    CALL_SENT,
    /// The call is in the book, and was not answered.
    BOOKED,
    /// The answer was read, and nothing of it is kept.
    RESPONSE_READ,
    /// Part of the answer is kept.
    STATE_SAVED,
    /// An answer to a question about earlier calls was read.
    LOOKED_UP
  }

  /// A payment that was made.
  record Payment(long creator, long minor) {}

  ProviderBook() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/pay", this::pay);
    server.createContext("/lookup", this::lookup);
    server.createContext("/step", this::step);
    server.createContext("/ready", this::ready);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// So many processes begin at the same moment.
  void startTogether(int processes) {
    start = new CyclicBarrier(processes);
  }

  synchronized void sentence(long pid, Step step) {
    sentences.put(pid, step);
  }

  synchronized Map<Step, Integer> kills() {
    return new EnumMap<>(kills);
  }

  /// How often an order came again under a key that was paid.
  synchronized int repeated() {
    return repeated;
  }

  /// What is wrong: orders that say something else than what was paid under their key, and creators
  /// who have another number of payments than `each`.
  synchronized List<String> judge(
      int creators, int each, java.util.function.LongUnaryOperator owed) {
    var mistakes = new ArrayList<String>();
    if (contradictions > 0) {
      mistakes.add(contradictions + " orders under the key of another");
    }
    var count = new TreeMap<Long, Integer>();
    var sum = new TreeMap<Long, Long>();
    for (var payment : payments.values()) {
      count.merge(payment.creator(), 1, Integer::sum);
      sum.merge(payment.creator(), payment.minor(), Long::sum);
    }
    for (var creator = 1L; creator <= creators; creator++) {
      if (count.getOrDefault(creator, 0) != each
          || sum.getOrDefault(creator, 0L) != owed.applyAsLong(creator)) {
        mistakes.add(
            "creator %d was paid %d times, %d in all, and not %d times, %d"
                .formatted(
                    creator,
                    count.getOrDefault(creator, 0),
                    sum.getOrDefault(creator, 0L),
                    each,
                    owed.applyAsLong(creator)));
      }
    }
    return mistakes;
  }

  private void pay(HttpExchange call) throws IOException {
    var orders = lines(call);
    if (ends(call, Step.CALL_SENT)) {
      return;
    }
    var answer = new StringBuilder();
    synchronized (this) {
      for (var order : orders) {
        var words = order.split(" ", -1);
        var payment = new Payment(Long.parseLong(words[1]), Long.parseLong(words[2]));
        var before = payments.putIfAbsent(words[0], payment);
        repeated += before == null ? 0 : 1;
        contradictions += before == null || before.equals(payment) ? 0 : 1;
        answer.append(words[0]).append(" ACCEPTED\n");
      }
    }
    if (!ends(call, Step.BOOKED)) {
      answer(call, answer.toString());
    }
  }

  private void lookup(HttpExchange call) throws IOException {
    var answer = new StringBuilder();
    var keys = lines(call);
    synchronized (this) {
      for (var key : keys) {
        answer.append(key).append(payments.containsKey(key) ? " ACCEPTED\n" : " NOT_FOUND\n");
      }
    }
    answer(call, answer.toString());
  }

  private void step(HttpExchange call) throws IOException {
    var path = call.getRequestURI().getPath();
    if (!ends(call, Step.valueOf(path.substring(path.lastIndexOf('/') + 1)))) {
      answer(call, "");
    }
  }

  private void ready(HttpExchange call) throws IOException {
    try {
      start.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException broken) {
      throw new IOException(broken);
    }
    answer(call, "");
  }

  /// Kills the calling process where this is the step that it shall not survive.
  private boolean ends(HttpExchange call, Step step) {
    var pid = Long.parseLong(call.getRequestHeaders().getFirst("Pid"));
    synchronized (this) {
      if (sentences.get(pid) != step) {
        return false;
      }
      sentences.remove(pid);
      kills.merge(step, 1, Integer::sum);
    }
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    call.close();
    return true;
  }

  private static List<String> lines(HttpExchange call) throws IOException {
    return new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static void answer(HttpExchange call, String text) throws IOException {
    try (call) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      call.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      call.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
