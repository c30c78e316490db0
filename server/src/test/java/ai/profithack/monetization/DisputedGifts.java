package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.analytics.Rollups;
import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.events.MoneyEvent;
import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.ledger.Verification;
import ai.profithack.risk.RiskCases;
import ai.profithack.testing.ServerTest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;

/// A server on which gifts are disputed, and what of them is where.
@ServerTest
abstract class DisputedGifts {
  static final Currency USD = Currency.getInstance("USD");
  static final Asset DOLLARS = Asset.of(USD);
  static final Instant NOON = Instant.parse("2025-03-10T12:00:00Z");
  static final Instant RELEASED = NOON.plus(Duration.ofDays(8));

  @Autowired EventLog log;
  @Autowired EarningBooks books;
  @Autowired JobRunner jobs;
  @Autowired RiskCases cases;
  @Autowired CreatorEarnings earnings;
  @Autowired Ledger ledger;
  @Autowired Verification verification;
  @Autowired Rollups rollups;
  @Autowired DSLContext db;

  @AfterEach
  void theBooksAreSound() {
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  void settle() {
    books.book();
    assertThat(jobs.run("decided-refunds", null, "test")).isInstanceOf(JobEnding.Succeeded.class);
  }

  void reach(long creator, String tier) {
    db.execute(
        "insert into public.users (id, is_creator, created_at) values (%d, true, now()) on conflict do nothing"
            .formatted(creator));
    db.execute(
        """
        insert into public.creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
          monthly_earnings_required, earned_at) values (%d, '%s', 0, 0, 0, '2025-01-01T00:00Z')
        """
            .formatted(creator, tier));
  }

  String revenue(LocalDate day) {
    var row =
        db.fetchSingle(
            "select total_revenue, creator_earnings from public.daily_analytics where date = ?::date",
            day.toString());
    return row.get(0) + " " + row.get(1);
  }

  String state(String gift) {
    return db.fetchSingle("select state from monetization.dispute where gift_event_id = ?", gift)
        .get(0, String.class);
  }

  /// Amount, unmatched and repeated minor units of a refund.
  String refund(String id) {
    var row =
        db.fetchSingle(
            "select amount_minor, unmatched_minor, repeated_minor from monetization.refund where event_id = ?",
            id);
    return row.get(0) + " " + row.get(1) + " " + row.get(2);
  }

  String refundOf(String gift) {
    return refund("refund-of:" + MoneyEvent.keyOf(gift));
  }

  /// Where a creator has something, in words.
  String places(long creator) {
    var accounts = new CreatorAccounts(creator, DOLLARS);
    var places = new ArrayList<String>();
    add(places, "pending", -balance(accounts.pending()));
    add(places, "available", -balance(accounts.available()));
    add(places, "in-payout", -balance(accounts.inPayout()));
    add(places, "withheld", -balance(accounts.withheld()));
    add(places, "debt", balance(accounts.debt()));
    return String.join(", ", places);
  }

  static void add(List<String> places, String name, long minor) {
    if (minor != 0) {
      places.add(name + " " + minor);
    }
  }

  long receivable(long viewer) {
    return balance(Account.free("assets:receivable:viewers:" + viewer, DOLLARS));
  }

  long balance(Account account) {
    return ledger.balance(account);
  }

  void move(long creator, String from, @Nullable String to, long minor) {
    var accounts = new CreatorAccounts(creator, DOLLARS);
    var places = Map.of("available", accounts.available(), "in-payout", accounts.inPayout());
    ledger
        .book(
            new Entry(
                "test:" + UUID.randomUUID(),
                "test",
                NOON,
                List.of(
                    new Line(java.util.Objects.requireNonNull(places.get(from)), minor),
                    new Line(
                        to == null
                            ? Account.free("assets:bank", DOLLARS)
                            : java.util.Objects.requireNonNull(places.get(to)),
                        -minor)),
                Map.of()))
        .entryIdOrThrow();
  }

  void send(Event... events) {
    assertThat(log.accept(List.of(events), "test").refusals()).isEmpty();
  }

  static Event gift(String id, long creator, long minor) {
    return event(id, EventType.GIFT, NOON, 71_000 + creator, creator, minor, null, null);
  }

  static Event refund(String id, String gift, long creator, long minor) {
    return event(
        id,
        EventType.GIFT_REFUNDED,
        NOON.plusSeconds(600),
        71_000 + creator,
        creator,
        minor,
        gift,
        null);
  }

  static Event disputed(String gift, int minutes) {
    return word("disputed", gift, minutes, "");
  }

  static Event won(String gift, int minutes) {
    return word("won", gift, minutes, "");
  }

  static Event lost(String gift, int minutes) {
    return word("lost", gift, minutes, "");
  }

  static Event word(String word, String gift, int minutes, String suffix) {
    var type =
        switch (word) {
          case "disputed" -> EventType.GIFT_DISPUTED;
          case "won" -> EventType.GIFT_DISPUTE_WON;
          default -> EventType.GIFT_DISPUTE_LOST;
        };
    return event(
        "%s-%s-%d%s".formatted(gift, word, minutes, suffix),
        type,
        NOON.plusSeconds(minutes * 60L),
        null,
        null,
        0,
        null,
        gift);
  }

  static Event event(
      String id,
      EventType type,
      Instant at,
      @Nullable Long viewer,
      @Nullable Long creator,
      long minor,
      @Nullable String refundOf,
      @Nullable String disputeOf) {
    return Event.of(id, type, at)
        .user(viewer)
        .creator(creator)
        .amount(minor == 0 ? null : new Money(minor, USD))
        .refundOf(refundOf)
        .disputeOf(disputeOf)
        .build();
  }
}
