package ai.profithack.analytics;

import ai.profithack.analytics.Facts.Fact;
import ai.profithack.events.EventType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the daily tables must hold, worked out one fact at a time by loops over lists. Slow,
/// obvious, and without a line in common with the product.
///
/// Rows are written as text, values joined by bars.
final class Oracle {
  private final Facts facts;
  private final LocalDate today;
  private final List<LocalDate> history;
  private final int digits;

  Oracle(Facts facts, LocalDate today) {
    this.facts = facts;
    this.today = today;
    this.digits = facts.frame.currency().getDefaultFractionDigits();
    this.history =
        Stream.concat(
                facts.log.stream().map(Fact::day),
                facts.registrations.keySet().stream().map(this::registered))
            .filter(day -> !day.isAfter(today))
            .min(Comparator.naturalOrder())
            .orElse(today)
            .datesUntil(today.plusDays(1))
            .toList();
  }

  List<String> dailyAnalytics() {
    return eachDay(day -> {
      var gifts = count(on(day), EventType.GIFT);
      var gross = minor(on(day), EventType.GIFT);
      var total = total(on(day));
      var creators = earnings(on(day));
      var users =
          facts.registrations.keySet().stream().filter(id -> !registered(id).isAfter(day)).count();
      return row(
          day,
          users,
          active(day),
          facts.registrations.keySet().stream().filter(id -> registered(id).equals(day)).count(),
          gifts,
          money(total),
          money(creators),
          money(total.subtract(creators)),
          gifts.signum() == 0 ? "0.00" : divided(decimal(gross), gifts).toPlainString(),
          topSpark(day),
          rate(BigInteger.valueOf(active(day)), BigInteger.valueOf(users)));
    });
  }

  List<String> revenueBreakdown() {
    return eachDay(day -> {
      var paid = BigInteger.ZERO;
      for (var payout : facts.payouts) {
        if (payout.status().equals("paid") && facts.frame.dayOf(payout.paid()).equals(day)) {
          paid = paid.add(BigInteger.valueOf(payout.minor()));
        }
      }
      return row(
          day,
          money(minor(on(day), EventType.SUBSCRIPTION)),
          money(minor(on(day), EventType.GIFT).subtract(minor(on(day), EventType.GIFT_REFUNDED))),
          money(minor(on(day), EventType.AD_REVENUE)),
          money(paid),
          money(total(on(day)).subtract(earnings(on(day)))));
    });
  }

  List<String> creatorMetrics() {
    var rows = new ArrayList<String>();
    var followers = new TreeMap<Long, BigInteger>();
    for (var day : history) {
      for (var creator : facts.registrations.keySet()) {
        var own = on(day).stream().filter(fact -> Objects.equals(fact.creator(), creator)).toList();
        if (own.isEmpty()) {
          continue;
        }
        var views = count(own, EventType.VIEW);
        var likes = count(own, EventType.LIKE).subtract(count(own, EventType.UNLIKE));
        var comments = count(own, EventType.COMMENT);
        var shares = count(own, EventType.SHARE);
        var gained = count(own, EventType.FOLLOW).subtract(count(own, EventType.UNFOLLOW));
        var atEnd = followers.getOrDefault(creator, BigInteger.ZERO).add(gained);
        followers.put(creator, atEnd);
        rows.add(
            row(
                day,
                creator,
                views,
                likes,
                comments,
                shares,
                count(own, EventType.GIFT),
                money(minor(own, EventType.GIFT).subtract(minor(own, EventType.GIFT_REFUNDED))),
                atEnd,
                gained,
                rate(likes.add(comments).add(shares), views)));
      }
    }
    return rows;
  }

  List<String> giftAnalytics() {
    var rows = new ArrayList<String>();
    for (var day : history) {
      var all = count(on(day), EventType.GIFT);
      for (var type : giftTypes(day)) {
        var own = ofType(day, type);
        rows.add(
            row(
                day,
                type,
                type == 0 ? "Gift" : type == 1 ? "Rose" : "Gift " + type,
                count(own, EventType.GIFT),
                money(minor(own, EventType.GIFT).subtract(minor(own, EventType.GIFT_REFUNDED))),
                money(earnings(own)),
                rate(count(own, EventType.GIFT), all)));
      }
    }
    return rows;
  }

  List<String> userEngagement() {
    var rows = new ArrayList<String>();
    for (var day : history) {
      for (var user : facts.registrations.keySet()) {
        var did = on(day).stream().filter(fact -> Objects.equals(fact.user(), user)).toList();
        var received =
            count(
                on(day).stream().filter(fact -> Objects.equals(fact.creator(), user)).toList(),
                EventType.GIFT);
        if (did.isEmpty() && received.signum() == 0) {
          continue;
        }
        var seconds = 0L;
        for (var fact : did) {
          seconds += fact.seconds() == null ? 0 : fact.seconds();
        }
        rows.add(
            row(
                day,
                user,
                count(did, EventType.SESSION),
                seconds,
                count(did, EventType.VIEW),
                count(did, EventType.VIDEO_PUBLISHED),
                received,
                count(did, EventType.GIFT),
                count(did, EventType.COMMENT),
                count(did, EventType.SHARE)));
      }
    }
    return rows;
  }

  List<String> retentionCohorts() {
    var rows = new ArrayList<String>();
    for (var day : history) {
      var members =
          facts.registrations.keySet().stream().filter(id -> registered(id).equals(day)).toList();
      if (members.isEmpty() || !day.isBefore(today)) {
        continue;
      }
      var row = row(day, members.size());
      for (var age : List.of(0, 7, 14, 30, 60, 90)) {
        var then = day.plusDays(age);
        if (then.isBefore(today)) {
          var back = members.stream().filter(id -> did(id, then)).count();
          row += row("", back, rate(BigInteger.valueOf(back), BigInteger.valueOf(members.size())));
        } else {
          row += "|null|0.00";
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private long active(LocalDate day) {
    return facts.registrations.keySet().stream().filter(id -> did(id, day)).count();
  }

  private boolean did(Long user, LocalDate day) {
    return facts.log.stream()
        .anyMatch(fact -> fact.day().equals(day) && Objects.equals(fact.user(), user));
  }

  private String topSpark(LocalDate day) {
    var best = BigInteger.ZERO;
    var top = "null";
    for (var type : giftTypes(day)) {
      var own = ofType(day, type);
      var net = minor(own, EventType.GIFT).subtract(minor(own, EventType.GIFT_REFUNDED));
      if (net.compareTo(best) > 0) {
        best = net;
        top = type.toString();
      }
    }
    return top;
  }

  private List<Long> giftTypes(LocalDate day) {
    return on(day).stream()
        .filter(Oracle::isGift)
        .map(Oracle::giftType)
        .distinct()
        .sorted()
        .toList();
  }

  private List<Fact> ofType(LocalDate day, long type) {
    return on(day).stream().filter(fact -> isGift(fact) && giftType(fact) == type).toList();
  }

  private static boolean isGift(Fact fact) {
    return fact.type() == EventType.GIFT || fact.type() == EventType.GIFT_REFUNDED;
  }

  private static long giftType(Fact fact) {
    return fact.gift() == null ? 0 : fact.gift();
  }

  private LocalDate registered(long user) {
    return Objects.requireNonNull(facts.registrations.get(user))
        .atZone(facts.frame.zone())
        .toLocalDate();
  }

  private List<Fact> on(LocalDate day) {
    return facts.log.stream()
        .filter(fact -> fact.time().atZone(facts.frame.zone()).toLocalDate().equals(day))
        .toList();
  }

  private List<String> eachDay(Function<LocalDate, String> row) {
    return history.stream().map(row).toList();
  }

  private static BigInteger count(List<Fact> facts, EventType type) {
    return sum(facts, fact -> fact.type() == type, Fact::quantity);
  }

  private static BigInteger minor(List<Fact> facts, EventType type) {
    return sum(facts, fact -> fact.type() == type, Fact::minor);
  }

  private static BigInteger total(List<Fact> facts) {
    return sum(
        facts,
        fact -> true,
        fact -> fact.type() == EventType.GIFT_REFUNDED ? -fact.minor() : fact.minor());
  }

  /// 55 % of each amount that names a creator, rounded half up; refunds take theirs back.
  private static BigInteger earnings(List<Fact> facts) {
    return sum(
        facts,
        fact -> fact.creator() != null,
        fact -> {
          var share =
              new BigDecimal(fact.minor())
                  .multiply(new BigDecimal("0.55"))
                  .setScale(0, RoundingMode.HALF_UP)
                  .longValueExact();
          return fact.type() == EventType.GIFT_REFUNDED ? -share : share;
        });
  }

  private static BigInteger sum(
      List<Fact> facts, Predicate<Fact> which, Function<Fact, Long> what) {
    var sum = BigInteger.ZERO;
    for (var fact : facts) {
      if (which.test(fact)) {
        sum = sum.add(BigInteger.valueOf(what.apply(fact)));
      }
    }
    return sum;
  }

  private BigDecimal decimal(BigInteger minor) {
    return new BigDecimal(minor, digits);
  }

  private String money(BigInteger minor) {
    return decimal(minor).setScale(2).toPlainString();
  }

  private static BigDecimal divided(BigDecimal numerator, BigInteger denominator) {
    return numerator.divide(new BigDecimal(denominator), 2, RoundingMode.HALF_UP);
  }

  private static String rate(BigInteger numerator, BigInteger denominator) {
    if (denominator.signum() <= 0) {
      return "0.00";
    }
    var limit = new BigDecimal("999.99");
    var rate = divided(new BigDecimal(numerator).movePointRight(2), denominator);
    return rate.min(limit).max(limit.negate()).setScale(2).toPlainString();
  }

  private static String row(Object... values) {
    var row = new StringBuilder();
    for (var value : values) {
      row.append(row.isEmpty() && value == values[0] ? "" : "|").append(value);
    }
    return row.toString();
  }
}
