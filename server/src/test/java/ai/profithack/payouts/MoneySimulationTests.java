package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.profithack.ledger.Hledger;
import ai.profithack.ledger.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.TestPropertySource;

/// Everything that happens to money, at random, in processes that die at every step, over a
/// provider that loses, repeats, delays and forgets; and after each operation an auditor beside the
/// database who knows what every account must hold.
///
/// Each world has a server and a database of its own, so that its seed alone makes it what it is,
/// and a reporting currency without, with two, or with three decimals. `-Dmoney.operations=N` sets
/// how many operations there are (2,100 unless set), `-Dmoney.world=N` how many a world has (700),
/// `-Dmoney.batch=N` the most that come in at once, `-Dmoney.minutes=N` after how long no other
/// world is begun, and `-Dmoney.seed=S` the first world's seed; every next world has the next one.
/// A failure names what to run it again with; what each world was is added to
/// `target/money-simulation.txt` when it is over.
@PayoutServer
@Import(CrashingTransactions.Installation.class)
@TestPropertySource(
    properties = {
      "own.world=simulation",
      // One after another, so that a seed is the same world again.
      "profithack.stripe.at-once=1"
    })
@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
class MoneySimulationTests {
  private static final int OPERATIONS = Integer.getInteger("money.operations", 2_100);
  private static final int OPERATIONS_A_WORLD = Integer.getInteger("money.world", 700);
  private static final Duration MOST_TIME =
      Duration.ofMinutes(Integer.getInteger("money.minutes", 24 * 60));
  private static final int LARGEST_BATCH = Integer.getInteger("money.batch", 40);
  private static final long SEED = Long.getLong("money.seed", 20_260_301L);

  private static final Map<String, Integer> HAPPENED = new TreeMap<>();
  private static Instant begun = Instant.MIN;
  private static int allDone;
  private static int looks;
  private static long bytesAddedUp;
  private static int balancesAddedUp;

  @TempDir Path folder;

  @Autowired private Verification verification;
  @Autowired private SimulatedRail rail;
  @Autowired private ListableBeanFactory server;

  @BeforeAll
  static void begin() {
    begun = Instant.now();
  }

  static LongStream worlds() {
    return LongStream.range(SEED, SEED + Math.ceilDiv(OPERATIONS, OPERATIONS_A_WORLD));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void whateverHappensTheBooksSayWhatTheAuditorSays(long seed) throws Exception {
    assumeTrue(
        Instant.now().isBefore(begun.plus(MOST_TIME)), "the time that was given for it is over");
    var operations = Math.min(OPERATIONS_A_WORLD, OPERATIONS - allDone);
    var done = world(seed, operations);
    allDone += done;
    assertThat(verification.verify(null).problems()).isEmpty();
    say(
        "seed %d: %,d operations, %d calls of the provider, %d payments there"
            .formatted(seed, done, rail.calls(), rail.payments().size()));
    assumeTrue(Hledger.isInstalled(), "needs Debian's hledger, which .ci/run installs");
    var sums = new Hledger(server).addsUpToOurBalances(folder.resolve("money.journal"));
    bytesAddedUp += sums.bytes();
    balancesAddedUp += sums.accounts();
  }

  @AfterAll
  static void sayWhatHappened() throws IOException {
    say(
        "%,d operations from seed %d on, looked at %,d times, in %d s; hledger added up %,d bytes to the same %,d balances; %s"
            .formatted(
                allDone,
                SEED,
                looks,
                Duration.between(begun, Instant.now()).toSeconds(),
                bytesAddedUp,
                balancesAddedUp,
                HAPPENED));
  }

  /// Into a file as well: among the servers' own output lines get lost.
  private static void say(String line) throws IOException {
    System.out.println(line);
    Files.writeString(
        Path.of("target", "money-simulation.txt"),
        line + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private int world(long seed, int operations) {
    var done = 0;
    try {
      var world = new MoneyWorld(seed, LARGEST_BATCH, HAPPENED, server);
      for (var step = 1; done < operations; step++) {
        done += world.step();
        looks++;
        if (step % 100 == 0) {
          world.lookAtAll();
        }
      }
      world.settle();
      return done;
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed %d, after operation %d: rerun with -Dmoney.seed=%d -Dmoney.operations=%d -Dmoney.world=%d -Dmoney.batch=%d"
              .formatted(seed, done, seed, done + 1, OPERATIONS_A_WORLD, LARGEST_BATCH),
          failure);
    }
  }
}
