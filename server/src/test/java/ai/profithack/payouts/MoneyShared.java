package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.monetization.BooksIn;
import ai.profithack.monetization.Collaborations;
import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.payouts.SharingReckoning.Agreement;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jooq.DSLContext;

/// Tiers, and collaborations of two creators.
final class MoneyShared {
  private final MoneyStage stage;
  private final Random random;
  private final Currency currency;
  private final Reckoning reckoning;
  private final SettableClock clock;
  private final DSLContext db;
  private final Map<Long, Long> ownerOfVideo;
  private final BooksIn books;
  private final CreditReckoning credited;
  private final Map<Long, Long> collaborations = new TreeMap<>();
  private final Map<Long, List<Agreement>> agreements = new HashMap<>();
  private static final List<String> TIERS =
      List.of("starter", "bronze", "silver", "gold", "platinum");

  MoneyShared(MoneyStage stage, BooksIn books, CreditReckoning credited) {
    this.stage = stage;
    this.random = stage.random;
    this.currency = stage.currency;
    this.reckoning = stage.reckoning;
    this.clock = stage.clock;
    this.db = stage.db;
    this.ownerOfVideo = stage.ownerOfVideo;
    this.books = books;
    this.credited = credited;
  }

  void tier() {
    moveTo(stage.someCreator(), random.nextInt(TIERS.size()));
  }

  private void moveTo(long creator, int tier) {
    var now = clock.instant();
    db.query(
            """
            insert into public.creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at) values (?, ?, 0, 0, 0, ?::timestamptz)
            """,
            creator,
            TIERS.get(tier),
            now.toString())
        .execute();
    reckoning.sharing.tier(creator, now, tier == 4 ? 60 : 55);
    credited.tier(creator, now, tier);
  }

  void collaborate() {
    var video = stage.some(List.copyOf(ownerOfVideo.keySet())).orElseThrow();
    var owner = Objects.requireNonNull(ownerOfVideo.get(video));
    var running = collaborations.get(video);
    if (running != null && random.nextInt(3) == 0) {
      assertThat(books.end(running)).isInstanceOf(Change.Done.class);
      Objects.requireNonNull(agreements.get(running))
          .forEach(agreement -> agreement.until = clock.instant());
      collaborations.remove(video);
      return;
    }
    var partner = stage.someCreator();
    if (partner == owner) {
      return;
    }
    var percent = 1 + random.nextLong(9_999);
    var first = random.nextBoolean() ? null : random.nextBoolean() ? owner : partner;
    var toRecoup = first == null ? 0 : stage.amount();
    var terms =
        new Collaborations.Terms(
            BigDecimal.valueOf(percent, 2),
            first == null
                ? null
                : new Collaborations.Recoupment(
                    first, BigDecimal.valueOf(toRecoup, currency.getDefaultFractionDigits())),
            null);
    if (running != null) {
      return;
    }
    var change = books.propose(owner, video, partner, terms);
    if (credited.tierAt(owner, stage.now()) < (first == null ? 1 : 3)) {
      assertThat(change).isInstanceOf(Change.NotInTier.class);
      return;
    }
    var proposed = done(change);
    var accepted = done(books.accept(partner, proposed.id(), 1));
    var agreement =
        new Agreement(
            Objects.requireNonNull(accepted.versions().getFirst().inForceFrom()),
            Map.of(owner, percent, partner, 10_000 - percent),
            first,
            toRecoup);
    reckoning.sharing.agree(video, agreement);
    collaborations.put(video, accepted.id());
    agreements.computeIfAbsent(accepted.id(), _ -> new ArrayList<>()).add(agreement);
  }

  private static Collaborations.Collaboration done(Change change) {
    assertThat(change).isInstanceOf(Change.Done.class);
    return ((Change.Done) change).collaboration();
  }

  /// What each collaboration came to, in the contract's table.
  void lookAtAll() {
    agreements.forEach((id, all) ->
        assertThat(
                db.resultQuery("select revenue from public.creator_collaborations where id = ?", id)
                    .fetchSingle(0, BigDecimal.class))
            .as("revenue of collaboration %d in %s", id, currency)
            .isEqualByComparingTo(
                BigDecimal.valueOf(
                        all.stream().mapToLong(agreement -> agreement.booked).sum(),
                        currency.getDefaultFractionDigits())
                    .setScale(2, RoundingMode.HALF_UP)));
  }
}
