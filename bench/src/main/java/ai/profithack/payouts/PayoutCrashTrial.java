package ai.profithack.payouts;

import ai.profithack.database.EmbeddedPostgres;
import ai.profithack.ledger.Verification;
import ai.profithack.payouts.ProviderBook.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Two servers at once on one PostgreSQL run the same Friday, and each is killed -9 at a step of it:
/// after the reserve, after keys are saved, when the call is sent or in the provider's book, when
/// the answer is read, when a part of it is kept, when a later question is answered. Two others go
/// on, until the Friday is through; then the next one, of which now and then one is left out and
/// made up for, or run again.
///
/// The provider is in a third process, this one, and its book is the judge: each creator was paid
/// once for each Friday, everything that was available.
///
///     mvn -P payout-trial -pl codegen,server,bench process-classes -Dtrial.kills=100
///
/// Arguments: how many creators, how many kills at least, a seed, and after how many minutes to kill
/// no more. Everything happens in a folder of its own that is deleted when the trial succeeds. Exit code 0: nobody is paid twice, nobody is
/// left out, and the books are sound.
public final class PayoutCrashTrial {
  private static final int FRIDAYS_MAX = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path home;
  private final EmbeddedPostgres postgres;
  private final ProviderBook book;
  private final int creators;
  private final Random random;
  private int rounds;

  private PayoutCrashTrial(
      Path home, EmbeddedPostgres postgres, ProviderBook book, int creators, Random random) {
    this.home = home;
    this.postgres = postgres;
    this.book = book;
    this.creators = creators;
    this.random = random;
  }

  public static void main(String[] arguments) throws Exception {
    var creators = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
    var kills = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    var seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    var minutes = arguments.length > 3 ? Long.parseLong(arguments[3]) : 120;
    var home = Files.createTempDirectory("payout-crash-trial-");
    System.out.printf("%d creators, %d kills, seed %d, in %s%n", creators, kills, seed, home);
    List<String> mistakes;
    try (var postgres = EmbeddedPostgres.startOrJoin(home);
        var book = new ProviderBook()) {
      mistakes =
          new PayoutCrashTrial(home, postgres, book, creators, new Random(seed))
              .run(kills, Instant.now().plus(Duration.ofMinutes(minutes)));
    }
    mistakes.stream().limit(20).forEach(mistake -> System.out.println("WRONG: " + mistake));
    if (mistakes.isEmpty()) {
      delete(home);
    }
    System.exit(mistakes.isEmpty() ? 0 : 1);
  }

  private List<String> run(int kills, Instant until) throws Exception {
    var begun = Instant.now();
    try (var server = TrialServer.start(databaseUrl(), book.url())) {
      var last = server.getBean(PayoutRuns.class).lastDue();
      prepare();
      var fridays = 0;
      LocalDate missed = null;
      // A Friday on which nobody has anything; what it loads is kept, so that others start faster.
      book.startTogether(1);
      await(begin(last.minusWeeks(FRIDAYS_MAX + 1)));
      while (killed() < kills && fridays < FRIDAYS_MAX && Instant.now().isBefore(until)) {
        var friday = last.minusWeeks(FRIDAYS_MAX - fridays);
        if (missed == null && fridays % 4 == 2) {
          missed = friday;
          friday = friday.plusWeeks(1);
        } else if (missed != null) {
          friday = missed;
          missed = null;
        }
        earn(++fridays);
        untilThrough(friday, fridays, kills, until);
        System.out.printf(
            "%s is through: %d Fridays, %d kills %s after %d s%n",
            friday,
            fridays,
            killed(),
            book.kills(),
            Duration.between(begun, Instant.now()).toSeconds());
      }
      var mistakes = new ArrayList<>(judge(fridays));
      mistakes.addAll(server.getBean(Verification.class).verify(null).problems());
      System.out.printf(
          "%d creators, %d Fridays, %d payments, %d kills %s, %d pairs of servers, %d orders came again under their key, %d mistakes, %d s%n",
          creators,
          fridays,
          creators * fridays,
          killed(),
          book.kills(),
          rounds,
          book.repeated(),
          mistakes.size(),
          Duration.between(begun, Instant.now()).toSeconds());
      return mistakes;
    }
  }

  private int killed() {
    return book.kills().values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Pairs of servers that are killed, until nothing of the Friday is left to be done; then one
  /// pair that finds nothing to do.
  private void untilThrough(LocalDate friday, int fridays, int kills, Instant until)
      throws Exception {
    for (var next = 0; ; next++) {
      var undecided = (long) creators * fridays - number("select count(*) from payouts.payout");
      var unsent = number("select count(*) from payouts.payout where state = 'reserved'");
      var unanswered =
          number("select count(*) from payouts.payout where state in ('submitting', 'unknown')");
      if (undecided + unsent + unanswered == 0) {
        break;
      }
      lookSoon();
      var steps = within(undecided > 0, undecided + unsent > 0, unanswered > 0);
      if (killed() >= kills || next > 12 || Instant.now().isAfter(until)) {
        pair(friday, null, null);
      } else {
        pair(friday, steps.getFirst(), steps.size() > 1 ? steps.get(1) : null);
      }
    }
    if (fridays % 3 == 0) {
      pair(friday, null, null);
    }
  }

  /// The steps that can come now, first those at which fewest were killed so far.
  private List<Step> within(boolean deciding, boolean sending, boolean asking) {
    var steps = new ArrayList<Step>();
    for (var step : Step.values()) {
      var comes =
          switch (step) {
            case RESERVED -> deciding;
            case KEY_SAVED, CALL_SENT, BOOKED, RESPONSE_READ, STATE_SAVED -> sending;
            case LOOKED_UP -> asking;
          };
      if (comes) {
        steps.add(step);
      }
    }
    java.util.Collections.shuffle(steps, random);
    var kills = book.kills();
    steps.sort(Comparator.comparingInt(step -> kills.getOrDefault(step, 0)));
    return steps;
  }

  private void pair(LocalDate friday, @Nullable Step first, @Nullable Step second)
      throws Exception {
    rounds++;
    book.startTogether(2);
    var both = List.of(begin(friday), begin(friday));
    if (first != null) {
      book.sentence(both.getFirst().pid(), first);
    }
    if (second != null) {
      book.sentence(both.getLast().pid(), second);
    }
    for (var process : both) {
      await(process);
    }
  }

  private void await(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("a server of the trial hangs; see " + home);
    }
  }

  private Process begin(LocalDate friday) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + home.resolve("servers.jsa"),
            "-cp",
            System.getProperty("java.class.path"),
            TrialServer.class.getName(),
            databaseUrl(),
            book.url(),
            friday.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("servers.txt").toFile()))
        .start();
  }

  /// Creators to whom nothing stands in the way.
  private void prepare() throws SQLException {
    execute(
        """
        insert into public.users (id, is_creator, created_at) select g, true, '2025-01-01Z' from generate_series(1, %1$d) as g;
        insert into payouts.payee (creator_id, identity_reviewed_at, of_age_confirmed_at, tax_form_until)
          select g, '2025-01-01Z', '2025-01-01Z', '2099-12-31' from generate_series(1, %1$d) as g;
        insert into payouts.method (creator_id, rail, holder, account, changed_at, changed_by, verified_at, verified_by)
          select g, 'trial', 'Creator ' || g, 'Account ' || g, '2025-01-01Z', 'who names', '2025-01-01Z', 'who verifies' from generate_series(1, %1$d) as g;
        insert into ledger.asset (asset, exponent) values ('USD', 2) on conflict do nothing;
        insert into ledger.account (path, asset, bound) select 'liabilities:creators:' || g || ':available', 'USD', -1 from generate_series(1, %1$d) as g;
        insert into ledger.account (path, asset, bound) values ('assets:trial', 'USD', 0);
        """
            .formatted(creators));
  }

  /// What each earns for a Friday: 50.00 USD, their number and the Friday's in cents.
  private void earn(int friday) throws SQLException {
    execute(
        """
        with written as (
          insert into ledger.entry (key, body_sha256, kind, effective_at, line_count)
          select 'trial:%2$d:' || g, '\\x00', 'trial', now(), 2 from generate_series(1, %1$d) as g
          returning entry_id, split_part(key, ':', 3)::bigint as creator_id
        )
        insert into ledger.posting (entry_id, line, account_id, amount_minor)
        select w.entry_id, l.line, a.account_id, case l.line when 1 then 1 else -1 end * (5000 + %2$d + w.creator_id)
        from written as w cross join (values (1), (2)) as l (line)
        join ledger.account as a on a.asset = 'USD'
          and a.path = case l.line when 1 then 'assets:trial' else 'liabilities:creators:' || w.creator_id || ':available' end
        """
            .formatted(creators, friday));
  }

  /// As if the minutes had passed after which a call is taken for lost.
  private void lookSoon() throws SQLException {
    execute(
        "update payouts.payout set next_look_at = now() where state in ('submitting', 'unknown')");
  }

  private List<String> judge(int fridays) throws SQLException {
    var mistakes =
        new ArrayList<>(
            book.judge(
                creators,
                fridays,
                creator -> fridays * (5_000L + creator) + fridays * (fridays + 1L) / 2));
    expect(
        mistakes,
        "weekly runs with payouts",
        fridays,
        "select count(distinct run_id) from payouts.payout");
    expect(
        mistakes,
        "payouts that the provider has",
        (long) creators * fridays,
        "select count(*) from payouts.payout where state = 'accepted'");
    expect(mistakes, "keys", (long) creators * fridays, "select count(*) from payouts.attempt");
    expect(
        mistakes,
        "minor units available or in payout",
        0,
        "select coalesce(sum(-amount_minor), 0) from ledger.account_balance where path ~ ':(available|in-payout)$'");
    return mistakes;
  }

  private void expect(List<String> mistakes, String what, long expected, String sql)
      throws SQLException {
    var found = number(sql);
    if (found != expected) {
      mistakes.add("%d %s, not %d".formatted(found, what, expected));
    }
  }

  private String databaseUrl() {
    return postgres.jdbcUrl("postgres")
        + "?user="
        + postgres.user()
        + "&password="
        + postgres.password();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(databaseUrl());
  }

  private long number(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
