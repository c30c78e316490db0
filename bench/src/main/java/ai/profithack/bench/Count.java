package ai.profithack.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The independent count: plain loops over what was acknowledged.
final class Count {
  private Count() {}

  /// The ids in the log, each once however often it is there.
  static Set<String> ids(ServerProcess server) throws SQLException, IOException {
    var ids = new HashSet<String>();
    try (var connection = server.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select id from events.event")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  static List<String> differences(ServerProcess server, Collection<Load.Sent> sent)
      throws SQLException, IOException {
    var differences = new ArrayList<String>();
    compare(
        differences, server, "events in the log", sent.size(), "select count(*) from events.event");
    compare(
        differences,
        server,
        "different events in the log",
        sent.size(),
        "select count(distinct id) from events.event");
    for (var day : Load.DAYS) {
      var events = sent.stream().filter(event -> event.day().equals(day)).toList();
      var gifts = events.stream().filter(event -> event.type().equals("gift")).toList();
      var revenueMinor = gifts.stream().mapToLong(Load.Sent::amountMinor).sum();
      var where = " where date::date = '" + day + "' and not superseded";
      compare(
          differences,
          server,
          day + " gifts",
          gifts.size(),
          "select total_gifts_sent from daily_analytics" + where);
      compare(
          differences,
          server,
          day + " revenue",
          revenueMinor,
          "select total_revenue * 100 from daily_analytics" + where);
      compare(
          differences,
          server,
          day + " earnings and share",
          revenueMinor,
          "select (creator_earnings + platform_earnings) * 100 from daily_analytics" + where);
      compare(
          differences,
          server,
          day + " active users",
          events.stream().map(Load.Sent::user).distinct().count(),
          "select active_users from daily_analytics" + where);
      compare(
          differences,
          server,
          day + " views",
          count(events, "view"),
          "select sum(video_views) from creator_metrics" + where);
      compare(
          differences,
          server,
          day + " likes",
          count(events, "like"),
          "select sum(video_likes) from creator_metrics" + where);
      compare(
          differences,
          server,
          day + " comments",
          count(events, "comment"),
          "select sum(comments_posted) from user_engagement" + where);
      compare(
          differences,
          server,
          day + " revenue by gift",
          revenueMinor,
          "select sum(revenue) * 100 from gift_analytics" + where);
      compare(
          differences,
          server,
          day + " revenue by source",
          revenueMinor,
          "select gift_revenue * 100 from revenue_breakdown" + where);
    }
    return differences;
  }

  private static long count(List<Load.Sent> events, String type) {
    return events.stream().filter(event -> event.type().equals(type)).count();
  }

  private static void compare(
      List<String> differences, ServerProcess server, String what, long expected, String sql)
      throws SQLException, IOException {
    try (var connection = server.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = rows.next() ? rows.getBigDecimal(1) : null;
      if (found == null || found.compareTo(BigDecimal.valueOf(expected)) != 0) {
        differences.add(what + ": " + found + " instead of " + expected);
      }
    }
  }
}
