package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.profithack.ledger.Hledger;
import ai.profithack.ledger.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/// Everything that happens to money, at random, in processes that die at every step, over a
/// provider that loses, repeats, delays and forgets; and after each operation an auditor beside the
/// database who knows what every account must hold.
///
/// Worlds follow each other on one database, each with people of its own and a reporting currency
/// without, with two, or with three decimals. `-Dmoney.operations=N` sets how many operations there
/// are (2,100 unless set), `-Dmoney.world=N` how many a world has (700), `-Dmoney.batch=N` the most
/// that come in at once, `-Dmoney.minutes=N` after how long no other world is begun,
/// `-Dmoney.seed=S` the first world's seed; every next world has the next one, and
/// `-Dmoney.journal=FILE` keeps the journal that hledger added up. A failure names the seed and the
/// operation, and fewer operations are the same ones up to there. What the worlds before it left
/// behind has a part in it: a later world may take another way when it is run alone.
@PayoutServer
@Import(CrashingTransactions.Installation.class)
@TestPropertySource(
    properties = {
      "own.world=simulation",
      // One after another, so that a seed is the same world again.
      "profithack.stripe.at-once=1",
      // It is processes that die here, not the database.
      "spring.datasource.hikari.connection-init-sql=set synchronous_commit to off"
    })
@DirtiesContext
class MoneySimulationTests {
  private static final int OPERATIONS = Integer.getInteger("money.operations", 2_100);
  private static final int OPERATIONS_A_WORLD = Integer.getInteger("money.world", 700);
  private static final Duration MOST_TIME =
      Duration.ofMinutes(Integer.getInteger("money.minutes", 24 * 60));
  private static final int LARGEST_BATCH = Integer.getInteger("money.batch", 40);
  private static final long FIRST_SEED = 20_260_301L;
  private static final long SEED = Long.getLong("money.seed", FIRST_SEED);

  @TempDir Path folder;

  @Autowired private Verification verification;
  @Autowired private SimulatedRail rail;
  @Autowired private ListableBeanFactory server;

  private final Reckoning reckoning = new Reckoning();
  private final Map<String, Integer> happened = new TreeMap<>();

  @Test
  void whateverHappensTheBooksSayWhatTheAuditorSays() throws Exception {
    var begun = Instant.now();
    var done = 0;
    var verified = 0;
    var until = begun.plus(MOST_TIME);
    for (var seed = SEED; done < OPERATIONS && Instant.now().isBefore(until); seed++) {
      done += world(seed, Math.min(OPERATIONS_A_WORLD, OPERATIONS - done));
      if (done - verified >= OPERATIONS / 5) {
        assertThat(verification.verify(null).problems()).isEmpty();
        verified = done;
      }
      if (OPERATIONS > 100_000) {
        System.out.printf(
            "%,d operations after %d s%n",
            done, Duration.between(begun, Instant.now()).toSeconds());
      }
    }
    System.out.printf(
        "%,d operations from seed %d on in %d s, %d calls of the provider, %d payments there; %s%n",
        done,
        SEED,
        Duration.between(begun, Instant.now()).toSeconds(),
        rail.calls(),
        rail.payments().size(),
        happened);
    assumeTrue(Hledger.isInstalled(), "needs Debian's hledger, which .ci/run installs");
    var journal = System.getProperty("money.journal");
    System.out.println(
        new Hledger(server)
            .addsUpToOurBalances(
                journal == null ? folder.resolve("money.journal") : Path.of(journal)));
  }

  private int world(long seed, int operations) {
    var done = 0;
    try {
      var beginning = Creators.BEGINNING.plus(Duration.ofDays(7 * 16 * (seed - FIRST_SEED)));
      var world = new MoneyWorld(seed, beginning, LARGEST_BATCH, reckoning, happened, server);
      for (var step = 1; done < operations; step++) {
        done += world.step();
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
