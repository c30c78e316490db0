package ai.profithack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Kills the weekly payout run, the server beside it and now and then PostgreSQL, again and again,
/// until the run has gone through all creators; and then counts: each creator has exactly one
/// payout, of everything that was available, in exactly one batch, and the books are sound.
///
///     java -cp … ai.profithack.bench.PayoutCrashTrial JAR CREATORS [SEED [KILLS]]
///
/// At most so many `KILLS`, 40 unless given; with 0 it measures a run that nothing disturbs.
/// `JAR` is `server/target/app/profithack.jar`. Everything happens in a data folder of its own that
/// is deleted when the trial succeeds. Exit code 0: nothing was lost and nobody is paid twice.
public final class PayoutCrashTrial {
  private static final int KILLS_MAX = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ServerProcess server;
  private final int creators;
  private final Random random;
  private final int killsMax;
  private int runKills;
  private int serverKills;
  private int databaseKills;

  private PayoutCrashTrial(ServerProcess server, int creators, Random random, int killsMax) {
    this.server = server;
    this.creators = creators;
    this.random = random;
    this.killsMax = killsMax;
  }

  public static void main(String[] arguments) throws Exception {
    var jar = Path.of(arguments[0]).toAbsolutePath();
    var creators = Integer.parseInt(arguments[1]);
    var seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    var kills = arguments.length > 3 ? Integer.parseInt(arguments[3]) : KILLS_MAX;
    var home = Files.createTempDirectory("payout-crash-trial-");
    System.out.printf("%d creators with seed %d in %s%n", creators, seed, home);
    var begun = Instant.now();
    var trial =
        new PayoutCrashTrial(new ServerProcess(jar, home), creators, new Random(seed), kills);
    var mistakes = trial.run();
    mistakes.forEach(mistake -> System.out.println("WRONG: " + mistake));
    System.out.printf(
        "%d run kills, %d server kills, %d database kills, %d mistakes, %d s%n",
        trial.runKills,
        trial.serverKills,
        trial.databaseKills,
        mistakes.size(),
        Duration.between(begun, Instant.now()).toSeconds());
    System.exit(mistakes.isEmpty() ? 0 : 1);
  }

  private List<String> run() throws Exception {
    server.run("db", "push");
    server.start();
    prepare();
    while (!finished() && runKills < killsMax) {
      var before = decided();
      var run = server.begin("job", "run", "payouts");
      if (!underWay(run, before) || run.waitFor(random.nextInt(1_500), TimeUnit.MILLISECONDS)) {
        continue;
      }
      if (random.nextInt(3) == 0) {
        server.killDatabase();
        databaseKills++;
      }
      run.destroyForcibly().waitFor();
      runKills++;
      if (random.nextInt(2) == 0) {
        server.kill();
        serverKills++;
        server.start();
      }
      System.out.printf(
          "%d of %d creators decided after %d kills%n", decided(), creators, runKills);
    }
    var begun = Instant.now();
    server.run("job", "run", "payouts");
    System.out.printf(
        "the undisturbed run took %d s with the start of its process%n",
        Duration.between(begun, Instant.now()).toSeconds());
    server.run("job", "run", "payouts");
    var mistakes = count();
    server.stop();
    if (mistakes.isEmpty()) {
      server.delete();
    }
    return mistakes;
  }

  /// Creators to whom nothing stands in the way, with 50.00 USD and their number in cents each.
  private void prepare() throws SQLException, IOException {
    execute(
        """
        insert into public.users (id, is_creator, created_at) select g, true, '2026-01-01Z' from generate_series(1, %1$d) as g;
        insert into payouts.payee (creator_id, identity_reviewed_at, of_age_confirmed_at, tax_form_until)
          select g, '2026-01-01Z', '2026-01-01Z', '2099-12-31' from generate_series(1, %1$d) as g;
        insert into payouts.method (creator_id, rail, holder, account, changed_at, changed_by, verified_at, verified_by)
          select g, 'by-hand', 'Creator ' || g, 'Account ' || g, '2026-01-01Z', 'trial', '2026-01-01Z', 'trial' from generate_series(1, %1$d) as g;
        insert into ledger.asset (asset, exponent) values ('USD', 2) on conflict do nothing;
        insert into ledger.account (path, asset, bound) select 'liabilities:creators:' || g || ':available', 'USD', -1 from generate_series(1, %1$d) as g;
        insert into ledger.account (path, asset, bound) values ('assets:trial', 'USD', 0);
        with written as (
          insert into ledger.entry (key, body_sha256, kind, effective_at, line_count)
          select 'trial:' || g, '\\x00', 'trial', now(), 2 from generate_series(1, %1$d) as g returning entry_id, split_part(key, ':', 2)::bigint as creator_id
        )
        insert into ledger.posting (entry_id, line, account_id, amount_minor)
        select w.entry_id, l.line, a.account_id, case l.line when 1 then 5000 + w.creator_id else -5000 - w.creator_id end
        from written as w cross join (values (1), (2)) as l (line)
        join ledger.account as a on a.asset = 'USD'
          and a.path = case l.line when 1 then 'assets:trial' else 'liabilities:creators:' || w.creator_id || ':available' end;
        """
            .formatted(creators));
  }

  private long decided() throws SQLException, IOException, InterruptedException {
    return number("select count(*) from payouts.payout");
  }

  /// Waits until a run has decided something; false where it ended before that showed.
  private boolean underWay(Process run, long before)
      throws SQLException, IOException, InterruptedException {
    while (run.isAlive()) {
      if (decided() > before) {
        return true;
      }
      Thread.sleep(50);
    }
    return false;
  }

  private boolean finished() throws SQLException, IOException, InterruptedException {
    return number("select count(*) from payouts.run where finished_at is not null") > 0
        && number("select count(*) from payouts.payout where state = 'reserved'") == 0;
  }

  private List<String> count() throws Exception {
    var mistakes = new ArrayList<String>();
    expect(mistakes, "weekly runs", 1, "select count(*) from payouts.run");
    expect(mistakes, "payouts", creators, "select count(*) from payouts.payout");
    expect(
        mistakes,
        "creators with a payout",
        creators,
        "select count(distinct creator_id) from payouts.payout");
    expect(
        mistakes,
        "payouts of another amount than was available",
        0,
        "select count(*) from payouts.payout where amount_minor <> 5000 + creator_id");
    expect(mistakes, "payouts with a batch", creators, "select count(*) from payouts.attempt");
    expect(
        mistakes,
        "rows of the contract",
        creators,
        "select count(*) from public.creator_payouts where status = 'processing'");
    expect(
        mistakes,
        "minor units still available",
        0,
        "select coalesce(sum(-amount_minor), 0) from ledger.account_balance where path like '%:available'");
    expect(
        mistakes,
        "minor units in payout",
        creators * 5_000L + creators * (creators + 1L) / 2,
        "select sum(-amount_minor) from ledger.account_balance where path like '%:in-payout'");
    var findings = server.begin("ledger", "verify");
    if (findings.waitFor() != 0) {
      mistakes.add("ledger verify found something");
    }
    return mistakes;
  }

  private void expect(List<String> mistakes, String what, long expected, String sql)
      throws SQLException, IOException, InterruptedException {
    var found = number(sql);
    if (found != expected) {
      mistakes.add("%d %s, not %d".formatted(found, what, expected));
    }
  }

  /// A killed PostgreSQL comes back by itself; it is waited for.
  private long number(String sql) throws SQLException, IOException, InterruptedException {
    var deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try (var connection = server.connect();
          var statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getLong(1);
      } catch (SQLException | NoSuchElementException | NoSuchFileException away) {
        if (Instant.now().isAfter(deadline)) {
          throw away;
        }
        Thread.sleep(200);
      }
    }
  }

  private void execute(String sql) throws SQLException, IOException {
    try (var connection = server.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
