package ai.profithack.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A platform's servers: they send batches, and send again whatever was not acknowledged, and now
/// and then what was.
final class Load {
  /// The days of the events; all of them are over, so that no clock decides a figure.
  static final List<LocalDate> DAYS =
      List.of(LocalDate.of(2026, 11, 3), LocalDate.of(2026, 11, 4), LocalDate.of(2026, 11, 5));

  static final Until UNTIL_NOTHING_IS_OPEN = new Until();

  private static final int BATCH_EVENTS = 200;

  private final Map<String, Sent> acknowledged = new ConcurrentHashMap<>();
  private final Queue<List<Sent>> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger batches = new AtomicInteger();

  /// An event as sent. `amountMinor` is 0 but for gifts.
  record Sent(
      String id, String type, LocalDate day, int user, int creator, int video, int amountMinor) {
    String json() {
      var time = day.atTime(12, id.hashCode() & 31).atOffset(ZoneOffset.UTC);
      var money =
          type.equals("gift")
              ? ",\"giftId\":%d,\"giftName\":\"Gift\",\"amount\":\"%d.%02d\",\"currency\":\"USD\""
                  .formatted(1 + amountMinor % 3, amountMinor / 100, amountMinor % 100)
              : ",\"videoId\":" + video;
      return "{\"id\":\"%s\",\"type\":\"%s\",\"time\":\"%s\",\"userId\":%d,\"creatorId\":%d%s}"
          .formatted(id, type, time, user, creator, money);
    }
  }

  /// Tells senders to stop.
  static final class Until {
    private volatile boolean stopped;

    void stop() {
      stopped = true;
    }
  }

  Map<String, Sent> acknowledged() {
    return acknowledged;
  }

  /// Sends until told to stop, or, for the last round, until everything was acknowledged.
  void send(int port, String key, long seed, Until until) {
    var random = new Random(seed);
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      while (!until.stopped) {
        var again = open.poll();
        if (again == null && until == UNTIL_NOTHING_IS_OPEN) {
          return;
        }
        var batch = again != null ? again : batch(random);
        if (acknowledges(http, port, key, batch)) {
          batch.forEach(sent -> acknowledged.put(sent.id(), sent));
          if (random.nextInt(5) == 0 && until != UNTIL_NOTHING_IS_OPEN) {
            open.add(batch);
          }
        } else {
          open.add(batch);
          Thread.sleep(100);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Sent> batch(Random random) {
    var number = batches.incrementAndGet();
    var batch = new ArrayList<Sent>();
    for (var i = 0; i < BATCH_EVENTS; i++) {
      var creator = 1 + random.nextInt(20);
      var type = List.of("view", "view", "like", "comment", "gift").get(random.nextInt(5));
      batch.add(
          new Sent(
              "crash-" + number + "-" + i,
              type,
              DAYS.get(random.nextInt(DAYS.size())),
              100 + random.nextInt(400),
              creator,
              1000 + creator,
              type.equals("gift") ? 1 + random.nextInt(99_999) : 0));
    }
    return batch;
  }

  private static boolean acknowledges(HttpClient http, int port, String key, List<Sent> batch)
      throws InterruptedException {
    var body = String.join("\n", batch.stream().map(Sent::json).toList());
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/events"))
                  .timeout(Duration.ofSeconds(60))
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200 && !answer.body().contains("\"refused\":[]")) {
        throw new IllegalStateException("Refused: " + answer.body());
      }
      if (answer.statusCode() >= 400 && answer.statusCode() < 500) {
        throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
      }
      return answer.statusCode() == 200;
    } catch (IOException killed) {
      return false;
    }
  }
}
