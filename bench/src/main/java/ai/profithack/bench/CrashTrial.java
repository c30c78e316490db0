package ai.profithack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Kills the server and its PostgreSQL, again and again, while events come in and days are rolled
/// up, and then counts: every acknowledged event is there once, and the daily figures are those of
/// an independent count.
///
///     java -cp … ai.profithack.bench.CrashTrial JAR ROUNDS [SEED]
///
/// `JAR` is `server/target/app/profithack.jar`. Everything happens in a data folder of its own that
/// is deleted when the trial succeeds. Exit code 0: nothing was lost and nothing counted twice.
public final class CrashTrial {
  private static final int SENDERS = 3;

  private final ServerProcess server;
  private final Load load = new Load();
  private final Random random;
  private int serverKills;
  private int databaseKills;

  private CrashTrial(ServerProcess server, Random random) {
    this.server = server;
    this.random = random;
  }

  public static void main(String[] arguments) throws Exception {
    var jar = Path.of(arguments[0]).toAbsolutePath();
    var rounds = Integer.parseInt(arguments[1]);
    var seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    var home = Files.createTempDirectory("crash-trial-");
    System.out.printf("%d rounds with seed %d in %s%n", rounds, seed, home);
    var begun = Instant.now();
    var trial = new CrashTrial(new ServerProcess(jar, home), new Random(seed));
    var mistakes = trial.run(rounds);
    mistakes.forEach(mistake -> System.out.println("WRONG: " + mistake));
    System.out.printf(
        "%d server kills, %d database kills, %d events acknowledged, %d mistakes, %d s%n",
        trial.serverKills,
        trial.databaseKills,
        trial.load.acknowledged().size(),
        mistakes.size(),
        Duration.between(begun, Instant.now()).toSeconds());
    System.exit(mistakes.isEmpty() ? 0 : 1);
  }

  private List<String> run(int rounds) throws Exception {
    var mistakes = new ArrayList<String>();
    server.run("db", "push");
    var key = server.run("token", "create", "--role", "service", "--label", "crash trial").strip();
    for (var round = 1; round <= rounds; round++) {
      server.start();
      var lost = lost();
      if (lost > 0) {
        mistakes.add(lost + " acknowledged events are gone before round " + round);
      }
      round(key);
      System.out.printf(
          "round %d: %d acknowledged, %d killed with the server, %d with PostgreSQL%n",
          round, load.acknowledged().size(), serverKills, databaseKills);
    }
    server.start();
    load.send(server.port(), key, random.nextLong(), Load.UNTIL_NOTHING_IS_OPEN);
    for (var day : Load.DAYS) {
      server.run("job", "run", "daily-analytics", "--date", day.toString());
    }
    mistakes.addAll(Count.differences(server, load.acknowledged().values()));
    server.stop();
    if (mistakes.isEmpty()) {
      server.delete();
    }
    return mistakes;
  }

  /// Sends from several threads, and kills something at a random moment of it; perhaps a rollup
  /// runs meanwhile.
  private void round(String key) throws IOException, InterruptedException {
    var port = server.port();
    var until = new Load.Until();
    var senders = new ArrayList<Thread>();
    for (var sender = 0; sender < SENDERS; sender++) {
      var seed = random.nextLong();
      senders.add(Thread.ofVirtual().start(() -> load.send(port, key, seed, until)));
    }
    var rollup =
        random.nextInt(3) == 0
            ? server.begin(
                "job", "run", "daily-analytics", "--date", Load.DAYS.getFirst().toString())
            : null;
    Thread.sleep(300 + random.nextInt(4_000));
    if (random.nextBoolean()) {
      server.killDatabase();
      databaseKills++;
      Thread.sleep(random.nextInt(4_000));
    }
    server.kill();
    serverKills++;
    until.stop();
    for (var sender : senders) {
      sender.join();
    }
    if (rollup != null && !rollup.waitFor(60, TimeUnit.SECONDS)) {
      rollup.destroyForcibly();
    }
  }

  private long lost() throws SQLException, IOException {
    var there = Count.ids(server);
    return load.acknowledged().keySet().stream().filter(id -> !there.contains(id)).count();
  }
}
