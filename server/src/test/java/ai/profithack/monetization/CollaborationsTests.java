package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.monetization.Collaborations.Collaboration;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.monetization.Splits.Moment;
import ai.profithack.monetization.Splits.Recoupment;
import ai.profithack.monetization.Splits.Split;
import ai.profithack.monetization.Splits.Weight;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;

/// An agreement holds when both have accepted the same words, from then on, and to the cent.
@GrowthServer
@DirtiesContext
class CollaborationsTests {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  @Autowired private Collaborations collaborations;
  @Autowired private Splits splits;
  @Autowired private CreatorFacts facts;
  @Autowired private SettableClock clock;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcClient db;

  private long ada;
  private long bob;
  private long video;

  @BeforeEach
  void twoCreatorsAndAVideo() {
    clock.set(NOON);
    ada = facts.creator();
    bob = facts.creator();
    video = facts.video(ada);
    tier(ada, "gold");
    tier(bob, "bronze");
  }

  @Test
  void whatOneProposedHoldsWhenTheOtherAcceptsAndNotBefore() {
    var id = proposed(terms("60"));
    assertThat(splitAt(NOON.plusSeconds(5))).isEmpty();

    clock.advance(Duration.ofHours(1));
    var agreed = done(collaborations.accept(bob, id, 1));

    assertThat(agreed.status()).isEqualTo("active");
    assertThat(splitAt(NOON.plusSeconds(3599))).isEmpty();
    assertThat(splitAt(NOON.plusSeconds(3600)))
        .contains(new Split(id, 1, List.of(new Weight(ada, 6000), new Weight(bob, 4000)), null));
    assertThat(contractRow(id)).isEqualTo("active 0.00 60.00 40.00");
  }

  @Test
  void onlyTheOtherOneAnswersAndOnlyOnce() {
    var id = proposed(terms("60"));
    var stranger = facts.creator();

    assertThat(collaborations.accept(ada, id, 1)).isInstanceOf(Change.Conflict.class);
    assertThat(collaborations.accept(stranger, id, 1)).isEqualTo(new Change.Unknown());
    assertThat(collaborations.withdraw(bob, id, 1)).isInstanceOf(Change.Conflict.class);
    assertThat(collaborations.accept(bob, id, 2)).isInstanceOf(Change.Conflict.class);
    assertThat(done(collaborations.decline(bob, id, 1)).status()).isEqualTo("declined");
    assertThat(collaborations.accept(bob, id, 1)).isInstanceOf(Change.Conflict.class);
    assertThat(splitAt(NOON.plusSeconds(9))).isEmpty();

    var again = proposed(terms("50"));
    assertThat(done(collaborations.withdraw(ada, again, 1)).status()).isEqualTo("withdrawn");
  }

  @Test
  void whatNobodyAnswersForFourteenDaysExpiresOnceAndMakesRoomForAnother() throws Exception {
    var id = proposed(terms("60"));
    var waits = collaborations.find(id).orElseThrow().open().orElseThrow();
    assertThat(collaborations.waitsUntil(waits)).isEqualTo(NOON.plus(Duration.ofDays(14)));
    clock.set(NOON.plus(Duration.ofDays(14)).minusNanos(1_000));
    assertThat(collaborations.expire()).isZero();
    clock.advance(Duration.ofNanos(1_000));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var expired = 0;
      for (var each :
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<Integer>>mapToObj(_ -> () -> collaborations.expire())
                  .toList())) {
        expired += Objects.requireNonNull(each.get());
      }
      assertThat(expired).isEqualTo(1);
    }
    assertThat(collaborations.find(id).orElseThrow().status()).isEqualTo("expired");
    assertThat(
            db.sql(
                    "select count(*) from access.audit_entry where action = 'collaboration.expired' and subject = ?")
                .param(Long.toString(id))
                .query(Long.class)
                .single())
        .isEqualTo(1);
    assertThat(collaborations.accept(bob, id, 1)).isInstanceOf(Change.Conflict.class);
    assertThat(proposed(terms("50"))).isNotEqualTo(id);
  }

  @Test
  void whatExpiredIsNotAcceptedAlsoBeforeARunComesBy() {
    var id = accepted(terms("60"));
    done(collaborations.amend(ada, id, terms("70")));
    clock.advance(Duration.ofDays(14));

    assertThat(collaborations.accept(bob, id, 2)).isInstanceOf(Change.Conflict.class);
    assertThat(collaborations.find(id).orElseThrow().status())
        .as("what both agreed on holds")
        .isEqualTo("active");
    assertThat(percentOfAda(NOON.plus(Duration.ofDays(20)))).isEqualTo(6000);
    done(collaborations.amend(ada, id, terms("80")));
    done(collaborations.accept(bob, id, 3));
    assertThat(percentOfAda(NOON.plus(Duration.ofDays(20)))).isEqualTo(8000);
  }

  @Test
  void aVideoHasOneOpenAgreementHoweverManyProposeAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var written = 0;
      for (var ending :
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<Change>>mapToObj(
                      _ -> () -> collaborations.propose(ada, video, bob, terms("60")))
                  .toList())) {
        written += ending.get() instanceof Change.Done ? 1 : 0;
      }
      assertThat(written).isEqualTo(1);
    }
  }

  /// The old words hold until both have accepted the new ones, and for what was earned under them.
  @Test
  void aChangeIsAVersionOfItsOwnFromItsDayOn() {
    var id = accepted(terms("60"));
    clock.advance(Duration.ofDays(1));
    done(
        collaborations.amend(
            ada, id, new Terms(new BigDecimal("70.5"), null, LocalDate.of(2026, 3, 20))));
    assertThat(percentOfAda(NOON.plus(Duration.ofDays(15)))).isEqualTo(6000);
    assertThat(collaborations.amend(bob, id, terms("50"))).isInstanceOf(Change.Conflict.class);

    done(collaborations.accept(bob, id, 2));

    assertThat(percentOfAda(Instant.parse("2026-03-19T23:59:59.999999Z"))).isEqualTo(6000);
    assertThat(percentOfAda(Instant.parse("2026-03-20T00:00:00Z"))).isEqualTo(7050);
    assertThat(contractRow(id)).isEqualTo("active 0.00 70.50 29.50");
  }

  @Test
  void aDayThatIsStillToComeIsAcceptedAndThenActive() {
    var id = accepted(new Terms(new BigDecimal("60"), null, LocalDate.of(2026, 4, 1)));
    assertThat(collaborations.find(id).orElseThrow().status()).isEqualTo("accepted");
    assertThat(collaborations.begin()).isZero();
    clock.set(Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(collaborations.begin()).isEqualTo(1);
    assertThat(collaborations.find(id).orElseThrow().status()).isEqualTo("active");
  }

  /// Agreed on 10 March: 60 %. Then 70 % from 1 April on, and after that 50 % at once: the last
  /// word of both holds, in April too.
  @Test
  void whatWasAgreedOnLastHoldsAlsoFromADayThatAnEarlierVersionNamed() {
    var id = accepted(terms("60"));
    done(
        collaborations.amend(
            ada, id, new Terms(new BigDecimal("70"), null, LocalDate.of(2026, 4, 1))));
    done(collaborations.accept(bob, id, 2));
    clock.advance(Duration.ofDays(1));
    done(collaborations.amend(ada, id, terms("50")));
    done(collaborations.accept(bob, id, 3));

    assertThat(percentOfAda(NOON.plusSeconds(60))).isEqualTo(6000);
    assertThat(percentOfAda(NOON.plus(Duration.ofDays(2)))).isEqualTo(5000);
    assertThat(percentOfAda(Instant.parse("2026-04-02T00:00:00Z"))).isEqualTo(5000);
  }

  @Test
  void anAskedEndIsForgottenWhenBothAgreeOnOtherTermsAndCanBeTakenBack() {
    var id = accepted(terms("60"));
    done(collaborations.end(ada, id));
    done(collaborations.amend(ada, id, terms("50")));
    done(collaborations.accept(bob, id, 2));
    assertThat(done(collaborations.end(bob, id)).status()).isEqualTo("active");
    assertThat(collaborations.find(id).orElseThrow().endAskedBy()).isEqualTo(bob);

    assertThat(collaborations.stay(ada, id)).isInstanceOf(Change.Conflict.class);
    assertThat(collaborations.stay(facts.creator(), id)).isEqualTo(new Change.Unknown());
    assertThat(done(collaborations.stay(bob, id)).endAskedBy()).isNull();
    assertThat(done(collaborations.end(ada, id)).status()).isEqualTo("active");
    assertThat(done(collaborations.end(bob, id)).status()).isEqualTo("ended");
    assertThat(collaborations.stay(ada, id)).isInstanceOf(Change.Conflict.class);
  }

  @Test
  void itEndsWhenBothSaySoAndTheVideoIsItsOwnersAgain() {
    var id = accepted(terms("60"));
    clock.advance(Duration.ofDays(1));
    assertThat(done(collaborations.end(ada, id)).status()).isEqualTo("active");
    assertThat(collaborations.end(ada, id)).isInstanceOf(Change.Conflict.class);
    clock.advance(Duration.ofDays(1));
    assertThat(done(collaborations.end(bob, id)).status()).isEqualTo("ended");

    assertThat(splitAt(NOON.plus(Duration.ofDays(2)).minusNanos(1000))).isPresent();
    assertThat(splitAt(NOON.plus(Duration.ofDays(2)))).isEmpty();
    assertThat(collaborations.amend(ada, id, terms("50"))).isInstanceOf(Change.Conflict.class);
  }

  @Test
  void whatDoesNotAddUpOrIsNotInTheTierIsRefused() {
    for (var percent : List.of("0", "100", "-1", "33.333")) {
      assertThat(collaborations.propose(ada, video, bob, terms(percent)))
          .as(percent)
          .isInstanceOf(Change.Invalid.class);
    }
    assertThat(collaborations.propose(ada, video, ada, terms("50")))
        .isInstanceOf(Change.Invalid.class);
    assertThat(collaborations.propose(ada, 999_999_999, bob, terms("50")))
        .isInstanceOf(Change.Invalid.class);
    var starter = facts.creator();
    assertThat(collaborations.propose(starter, facts.video(starter), bob, terms("50")))
        .isEqualTo(new Change.NotInTier(Benefit.COLLABORATION_TOOLS));
    assertThat(
            collaborations.propose(
                bob, video, ada, new Terms(new BigDecimal("40"), null, LocalDate.of(2026, 4, 1))))
        .isEqualTo(new Change.NotInTier(Benefit.ADVANCED_COLLABORATIONS));
  }

  /// 100.00 go to Bob first. At 55 % the first gift of 100.00 brings 55.00 of it, the second 45.00
  /// and shares its rest; a refund opens it again.
  @Test
  void whatRecoupsGoesFirstToTheCentAndARefundOpensItAgain() {
    var id =
        accepted(
            new Terms(
                new BigDecimal("60"),
                new Collaborations.Recoupment(bob, new BigDecimal("100.00")),
                null));

    assertThat(book("one-" + id, 10_000)).isEqualTo("0 5500");
    assertThat(left()).isEqualTo(4_500);
    // 81.82 of the gift bring Bob 45.00; of the other 18.18 he has 40 % of 55 %, Ada 60 %.
    assertThat(book("two-" + id, 10_000)).isEqualTo("600 4900");
    assertThat(left()).isZero();
    assertThat(book("three-" + id, 10_000)).isEqualTo("3300 2200");
    assertThat(book("three-" + id, 10_000)).isEqualTo("3300 2200");
    assertThat(contractRow(id)).isEqualTo("active 165.00 60.00 40.00");

    takeBack("back-1-" + id, "one-" + id, 2_000);
    assertThat(left()).isEqualTo(2_000);
    takeBack("back-1-" + id, "one-" + id, 2_000);
    takeBack("back-2-" + id, "one-" + id, 3_500);
    assertThat(left()).isEqualTo(5_500);
    takeBack("back-3-" + id, "two-" + id, 5_500);
    assertThat(left()).isEqualTo(10_000);
    assertThat(contractRow(id)).isEqualTo("active 55.00 60.00 40.00");
  }

  @Test
  void twoBookingsAtOnceNeverRecoupTheSameAmount() throws Exception {
    var id =
        accepted(
            new Terms(
                new BigDecimal("60"),
                new Collaborations.Recoupment(bob, new BigDecimal("100.00")),
                null));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var ending :
          threads.invokeAll(
              IntStream.range(0, 12)
                  .<Callable<String>>mapToObj(i -> () -> book("race-" + id + "-" + i, 3_000))
                  .toList())) {
        ending.get();
      }
    }
    assertThat(
            db.sql(
                    "select sum(recouped_minor) from monetization.collaboration_booking where collaboration_id = ?")
                .param(id)
                .query(Long.class)
                .single())
        .isEqualTo(10_000);
  }

  /// Books a gift at 55 % for both, as whoever books earnings does; returns what Ada and Bob have.
  private String book(String key, long amountMinor) {
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          var moment = new Moment(video, NOON.plus(Duration.ofDays(1)));
          var split = Objects.requireNonNull(splits.forBooking(List.of(moment)).get(moment));
          var shares =
              SharingRules.divide(
                  amountMinor,
                  split.weightsOf(amountMinor, 55).stream()
                      .map(each ->
                          new SharingRules.Party(each.creatorId(), each.weight(), "gold", 55))
                      .toList());
          var ofAda = part(shares, ada);
          var ofBob = part(shares, bob);
          splits.note(key, split, ofAda + ofBob, ofBob);
          return ofAda + " " + ofBob;
        }));
  }

  private void takeBack(String key, String booked, long minor) {
    transaction.executeWithoutResult(_ -> splits.takeBack(key, booked, minor));
  }

  private static long part(SharingRules.Shares shares, long creator) {
    return shares.parts().stream()
        .filter(part -> part.creatorId() == creator)
        .mapToLong(SharingRules.Part::minor)
        .sum();
  }

  private long left() {
    return splitAt(NOON.plus(Duration.ofDays(1)))
        .map(Split::recoupment)
        .map(Recoupment::leftMinor)
        .orElseThrow();
  }

  private Optional<Split> splitAt(Instant at) {
    var moment = new Moment(video, at);
    return Optional.ofNullable(splits.of(List.of(moment)).get(moment));
  }

  private long percentOfAda(Instant at) {
    return splitAt(at).orElseThrow().weights().getFirst().weight();
  }

  private static Terms terms(String percent) {
    return new Terms(new BigDecimal(percent), null, null);
  }

  private long proposed(Terms terms) {
    return done(collaborations.propose(ada, video, bob, terms)).id();
  }

  private long accepted(Terms terms) {
    var id = proposed(terms);
    done(collaborations.accept(bob, id, 1));
    return id;
  }

  private static Collaboration done(@Nullable Change change) {
    if (change instanceof Change.Done(var collaboration)) {
      return collaboration;
    }
    throw new AssertionError("not done: " + change);
  }

  /// The contract's row as `status revenue ada bob`.
  private String contractRow(long id) {
    return db.sql(
            "select concat_ws(' ', status, revenue, split ->> ?::text, split ->> ?::text) from creator_collaborations where id = ?")
        .params(Long.toString(ada), Long.toString(bob), id)
        .query(String.class)
        .single();
  }

  private void tier(long creator, String tier) {
    db.sql(
            """
            insert into creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at) values (?, ?, 0, 0, 0, '2026-01-01T00:00Z')
            """)
        .params(creator, tier)
        .update();
  }
}
