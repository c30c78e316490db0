package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/// From the event to the accounts of two creators who agreed: nobody books a split by hand.
@GrowthServer
@DirtiesContext
class CollaborationBookingTests {
  private static final Currency USD = Currency.getInstance("USD");
  private static final Instant AGREED = Instant.parse("2026-03-10T12:00:00Z");

  @Autowired private EventLog log;
  @Autowired private EarningBooks books;
  @Autowired private Collaborations collaborations;
  @Autowired private Ledger ledger;
  @Autowired private CreatorFacts facts;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient db;
  @Autowired private ListableBeanFactory server;

  private long ada;
  private long bob;
  private long video;

  @BeforeEach
  void twoCreatorsAndAVideo() {
    clock.set(AGREED);
    ada = facts.creator();
    bob = facts.creator();
    video = facts.video(ada);
    reach(ada, "platinum");
  }

  /// Ada has 60 % of each gift by her tier, Bob 55 %; they share 50:50. Of 1000, 500 are Ada's side
  /// and 500 Bob's: 300 and 275; the platform has the rest.
  @Test
  void aGiftIsSplitAtEachOnesOwnTierFromTheMomentOfAgreementOn() {
    agree(new Terms(new BigDecimal("50"), null, null));
    send(gift("before", AGREED.minusMillis(1), 1000), gift("after", AGREED, 1000));
    books.book();

    assertThat(pending(ada)).isEqualTo(600 + 300);
    assertThat(pending(bob)).isEqualTo(275);
    assertThat(revenue()).isEqualTo("5.75");

    send(
        refund("back-part", "after", 400),
        refund("back-rest", "after", 600),
        refund("back-before", "before", 1000));
    books.book();
    assertThat(pending(ada)).isZero();
    assertThat(pending(bob)).isZero();
    assertThat(revenue()).isEqualTo("0.00");
  }

  /// Ten gifts of 10.00 in one batch: 22.00 go to Bob first, which are four of them; the other six
  /// are shared.
  @Test
  void withinOneBatchNothingIsRecoupedTwice() {
    agree(
        new Terms(
            new BigDecimal("50"),
            new Collaborations.Recoupment(bob, new BigDecimal("22.00")),
            null));
    var gifts = new Event[10];
    for (var i = 0; i < 10; i++) {
      gifts[i] = gift("first-" + i, AGREED.plusSeconds(i), 1000);
    }
    send(gifts);
    send(gifts);
    books.book();

    assertThat(pending(bob)).isEqualTo(4 * 550 + 6 * 275);
    assertThat(pending(ada)).isEqualTo(6 * 300);
    assertThat(
            db.sql(
                    "select sum(recouped_minor) from monetization.collaboration_booking where booking_key like ?")
                .param("event:" + video + "-first-%")
                .query(Long.class)
                .single())
        .isEqualTo(2_200);

    send(refund("undo", "first-0", 1000));
    books.book();
    send(gift("again", AGREED.plus(Duration.ofHours(1)), 1000));
    books.book();
    assertThat(pending(bob)).isEqualTo(4 * 550 + 6 * 275);
  }

  /// Ten gifts of 13 fils, of which 4 each are Ada's and Bob's: 0.080 dinars, which a row with two
  /// decimals shows as 0.08 and not as ten times 0.01.
  @Test
  void revenueInThreeDecimalsIsRoundedOnceAndNotAtEachGift() {
    agree(new Terms(new BigDecimal("50"), null, null));
    for (var i = 0; i < 10; i++) {
      db.sql(
              """
              insert into events.money_event (id, type, occurred_at, user_id, video_id, creator_id, amount_minor)
              values (?, 10, ?::timestamptz, 7, ?, ?, 13)
              """)
          .params(video + "-fils-" + i, AGREED.plusSeconds(i).toString(), video, ada)
          .update();
    }

    new BooksIn(Currency.getInstance("KWD"), "", server).book();

    assertThat(revenue()).isEqualTo("0.08");
  }

  private void agree(Terms terms) {
    var change = collaborations.propose(ada, video, bob, terms);
    if (!(change instanceof Collaborations.Change.Done(var proposed))) {
      throw new AssertionError("not proposed: " + change);
    }
    assertThat(collaborations.accept(bob, proposed.id(), 1))
        .isInstanceOf(Collaborations.Change.Done.class);
    clock.advance(Duration.ofDays(1));
  }

  private Event gift(String id, Instant time, long minor) {
    return event(video + "-" + id, EventType.GIFT, time, ada, minor, null);
  }

  private Event refund(String id, String gift, long minor) {
    return event(
        video + "-" + id,
        EventType.GIFT_REFUNDED,
        AGREED.plusSeconds(900),
        ada,
        minor,
        video + "-" + gift);
  }

  private Event event(
      String id,
      EventType type,
      Instant time,
      long creator,
      long minor,
      @Nullable String refundOf) {
    return Event.of(id, type, time)
        .user(7L)
        .video(video)
        .creator(creator)
        .amount(new Money(minor, USD))
        .refundOf(refundOf)
        .build();
  }

  private void send(Event... events) {
    assertThat(log.accept(List.of(events), "test").refusals()).isEmpty();
  }

  private long pending(long creator) {
    return -ledger.balance(new CreatorAccounts(creator, Asset.of(USD)).pending());
  }

  private String revenue() {
    return db.sql("select revenue::text from creator_collaborations where video_id = ?")
        .param(video)
        .query(String.class)
        .single();
  }

  private void reach(long creator, String tier) {
    db.sql(
            """
            insert into creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at) values (?, ?, 0, 0, 0, '2026-01-01T00:00Z')
            """)
        .params(creator, tier)
        .update();
  }
}
