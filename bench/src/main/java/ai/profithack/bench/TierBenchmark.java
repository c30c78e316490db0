package ai.profithack.bench;

import ai.profithack.monetization.TierEvaluation;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;

/// A day's decision of 100,000 creators' tiers beside one statement written by hand over the same
/// rows.
///
/// Each creator has figures on ten of the 30 days and earnings on five. In turn, on one embedded
/// PostgreSQL with durable settings: (A) one `insert … select` that adds up and finds the tier, into
/// a table with a primary key; (B) [TierEvaluation#catchUp]: the same, with the last 14 decisions
/// looked at, the inputs of each decision kept, and a row of the contract for each tier that
/// changes. Both must find the same tiers.
///
///     mvn -P tiers -pl codegen,server,bench process-classes
public final class TierBenchmark {
  private final LocalServer server;
  private final int creators;

  private TierBenchmark(LocalServer server, int creators) {
    this.server = server;
    this.creators = creators;
  }

  public static void main(String[] arguments) throws Exception {
    var creators = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    try (var server = LocalServer.start("--PROFITHACK_ZONE=UTC")) {
      new TierBenchmark(server, creators).compare(rounds);
    }
  }

  private void compare(int rounds) throws SQLException {
    prepare();
    var byHand = new double[rounds];
    var product = new double[rounds];
    for (var round = 0; round <= rounds; round++) {
      forget();
      var begun = System.nanoTime();
      byHand();
      var hand = seconds(begun);
      begun = System.nanoTime();
      var decided = server.bean(TierEvaluation.class).catchUp();
      var seconds = seconds(begun);
      requireSameTiers();
      if (round == 0) {
        continue; // to warm up
      }
      byHand[round - 1] = hand;
      product[round - 1] = seconds;
      say(
          "round %d: by hand %.2f s, evaluation %.2f s (%.2f): %s"
              .formatted(round, hand, seconds, seconds / hand, decided));
    }
    say(
        "medians: %,d creators by hand %.2f s, by evaluation %.2f s; evaluation : by hand = %.2f"
            .formatted(
                creators, median(byHand), median(product), median(product) / median(byHand)));
  }

  private void prepare() throws SQLException {
    execute(
        """
        insert into public.users (id, is_creator, created_at) select g, true, '2024-01-01Z' from generate_series(1, %1$d) as g;
        insert into public.creator_metrics (creator_id, date, video_views, video_likes, video_comments, video_shares)
          select g, date '%2$s' - 1 - d, (1000000000.0 / (g + 100))::bigint + d, (g %% 13) * 10000000 / (g + 100), g %% 7, g %% 3
          from generate_series(1, %1$d) as g cross join generate_series(0, 29, 3) as d;
        insert into monetization.earned_day (creator_id, day, asset, net_minor)
          select g, date '%2$s' - 1 - d, 'USD', 30000000 / (g + 100) from generate_series(1, %1$d) as g cross join generate_series(0, 29, 6) as d;
        create table public.by_hand (creator_id bigint primary key, earnings_minor bigint, views bigint, reactions bigint, tier text);
        analyze;
        """
            .formatted(creators, today()));
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  private void forget() throws SQLException {
    execute(
        """
        set session_replication_role = replica;
        truncate public.by_hand, public.creator_tiers, monetization.tier_decision, monetization.tier_run;
        set session_replication_role = origin;
        vacuum analyze monetization.tier_decision;
        """);
  }

  private void byHand() throws SQLException {
    execute(
        """
        insert into public.by_hand
        select creator_id, earnings, views, reactions,
          case when earnings >= 500000 and 100 * reactions >= 8 * views and views >= 3000000 then 'platinum'
            when earnings >= 200000 and 100 * reactions >= 6 * views and views >= 1500000 then 'gold'
            when earnings >= 50000 and 100 * reactions >= 4 * views and views >= 300000 then 'silver'
            when earnings >= 10000 and 100 * reactions >= 2 * views and views > 0 then 'bronze'
            else 'starter' end
        from (
          select creator_id, sum(video_views)::bigint as views, sum(video_likes + video_comments + video_shares)::bigint as reactions
          from public.creator_metrics where date >= date '%1$s' - 30 and date < date '%1$s' group by creator_id
        ) as figures
        join (
          select creator_id, sum(net_minor)::bigint as earnings
          from monetization.earned_day where day >= date '%1$s' - 30 and day < date '%1$s' and asset = 'USD' group by creator_id
        ) as earned using (creator_id)
        """
            .formatted(today()));
  }

  private void requireSameTiers() throws SQLException {
    try (var connection = DriverManager.getConnection(server.databaseUrl());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select count(*), count(*) filter (where h.tier = d.met_tier::text), count(distinct d.met_tier)
                from public.by_hand as h join monetization.tier_decision as d using (creator_id)
                """)) {
      rows.next();
      if (rows.getLong(1) != creators || rows.getLong(2) != creators || rows.getLong(3) < 4) {
        throw new IllegalStateException(
            "of %d decisions %d are the same, in %d tiers"
                .formatted(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(server.databaseUrl());
        var statement = connection.createStatement()) {
      for (var one : sql.split(";", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
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
