package ai.profithack.bench;

import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.Payouts;
import ai.profithack.payouts.PlainDestinations;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/// A weekly run of 10,000 payouts to a bank file, from the reserve to the bytes of the file.
///
/// In turn, on one embedded PostgreSQL with durable settings: (A) as many bare entries of two lines,
/// each account bounded as a creator's is, booked through [Ledger] a hundred to a transaction, as the
/// run does it; (B) the job `payouts` on a Friday, and the file of its batch: a decision, a hold with
/// its entry, a payout with its steps, a key, and a payment in pain.001 to a sealed account for each.
///
///     mvn -P payouts -pl codegen,server,bench process-classes
public final class PayoutBenchmark {
  private static final Asset EUR = Asset.of(Currency.getInstance("EUR"));
  private static final int AT_A_TIME = 100;

  private final LocalServer server;
  private final int payouts;

  private PayoutBenchmark(LocalServer server, int payouts) {
    this.server = server;
    this.payouts = payouts;
  }

  public static void main(String[] arguments) throws Exception {
    var payouts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    try (var server =
        LocalServer.start(
            "--PROFITHACK_BANK_HOLDER=Benchmark GmbH",
            "--PROFITHACK_BANK_IBAN=DE89370400440532013000")) {
      new PayoutBenchmark(server, payouts).compare(rounds);
    }
  }

  private void compare(int rounds) throws Exception {
    prepare();
    var last = server.bean(PayoutRuns.class).lastDue();
    var bare = new double[rounds];
    var run = new double[rounds];
    for (var round = 0; round <= rounds; round++) {
      var entries = bareEntries(round);
      earn(round);
      var seconds = run(last.minusWeeks(rounds - round));
      if (round == 0) {
        continue; // to warm up
      }
      bare[round - 1] = entries;
      run[round - 1] = seconds;
      say(
          "round %d: %,d bare entries %.1f s, the run to its file %.1f s (%.2f)"
              .formatted(round, payouts, entries, seconds, seconds / entries));
    }
    say(
        "medians: %,d payouts to a bank file in %.1f s, %.0f a second; run : bare entries = %.2f"
            .formatted(payouts, median(run), payouts / median(run), median(run) / median(bare)));
  }

  private double bareEntries(int round) {
    var ledger = server.bean(Ledger.class);
    var begun = System.nanoTime();
    for (var from = 0; from < payouts; from += AT_A_TIME) {
      var batch = new ArrayList<Entry>();
      for (var i = from; i < Math.min(payouts, from + AT_A_TIME); i++) {
        batch.add(
            new Entry(
                "bare:%d:%d".formatted(round, i),
                "bare",
                Instant.now(),
                List.of(
                    new Line(Account.debit("assets:bare:" + i, EUR), 5_000),
                    new Line(Account.credit("liabilities:bare:" + i, EUR), -5_000)),
                Map.of("round", round)));
      }
      ledger.bookAll(batch);
    }
    return seconds(begun);
  }

  private double run(LocalDate friday) throws SQLException {
    var begun = System.nanoTime();
    var ending = server.bean(JobRunner.class).run("payouts", friday, "benchmark");
    var people = server.bean(Payouts.class);
    var batch = people.batches(1).getFirst();
    var file = (Payouts.Making.Made) people.file(batch.batchId(), false);
    var seconds = seconds(begun);
    if (!(ending instanceof JobEnding.Succeeded)
        || people.ofBatch(batch.batchId()).size() != payouts) {
      throw new IllegalStateException("not everybody is in the file: " + ending);
    }
    say("%s: %,d bytes".formatted(file.name(), file.bytes().length));
    return seconds;
  }

  private void prepare() throws SQLException {
    execute(
        """
        insert into public.users (id, is_creator, created_at) select g, true, '2024-01-01Z' from generate_series(1, %1$d) as g;
        insert into payouts.payee (creator_id, identity_reviewed_at, of_age_confirmed_at, tax_form_until)
          select g, '2024-01-01Z', '2024-01-01Z', '2099-12-31' from generate_series(1, %1$d) as g;
        insert into payouts.method (creator_id, rail, holder, account, changed_at, changed_by, verified_at, verified_by)
          select g, 'bank-file', 'Creator ' || g, 'DE89370400440532013000', '2024-01-01Z', 'who names', '2024-01-01Z', 'who verifies'
          from generate_series(1, %1$d) as g;
        insert into ledger.asset (asset, exponent) values ('EUR', 2) on conflict do nothing;
        insert into ledger.account (path, asset, bound) select 'liabilities:creators:' || g || ':available', 'EUR', -1 from generate_series(1, %1$d) as g;
        insert into ledger.account (path, asset, bound) values ('assets:benchmark', 'EUR', 0);
        """
            .formatted(payouts));
    if (PlainDestinations.seal(server::bean) != payouts) {
      throw new IllegalStateException("not every destination is sealed");
    }
  }

  /// From 50.00 EUR on for everybody.
  private void earn(int round) throws SQLException {
    execute(
        """
        with written as (
          insert into ledger.entry (key, body_sha256, kind, effective_at, line_count)
          select 'benchmark:%2$d:' || g, '\\x00', 'benchmark', now(), 2 from generate_series(1, %1$d) as g
          returning entry_id, split_part(key, ':', 3)::bigint as creator_id
        )
        insert into ledger.posting (entry_id, line, account_id, amount_minor)
        select w.entry_id, l.line, a.account_id, case l.line when 1 then 1 else -1 end * (5000 + w.creator_id)
        from written as w cross join (values (1), (2)) as l (line)
        join ledger.account as a on a.asset = 'EUR'
          and a.path = case l.line when 1 then 'assets:benchmark' else 'liabilities:creators:' || w.creator_id || ':available' end
        """
            .formatted(payouts, round));
    execute("analyze");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(server.databaseUrl());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
