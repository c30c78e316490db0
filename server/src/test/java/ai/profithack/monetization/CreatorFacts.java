package ai.profithack.monetization;

import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Writes what happened to creators: their figures by day into the table, their earnings into the
/// ledger.
public final class CreatorFacts {
  private static final Asset USD = Asset.of(Currency.getInstance("USD"));
  private static final AtomicLong CREATORS = new AtomicLong(5_000);
  private static final AtomicLong ENTRIES = new AtomicLong();

  private final JdbcClient db;
  private final Ledger ledger;

  CreatorFacts(JdbcClient db, Ledger ledger) {
    this.db = db;
    this.ledger = ledger;
  }

  /// A creator whom no other test has.
  public long creator() {
    var id = CREATORS.incrementAndGet();
    db.sql("insert into users (id, is_creator, created_at) values (?, true, '2025-01-01T00:00Z')")
        .param(id)
        .update();
    return id;
  }

  /// A creator's video.
  public long video(long creator) {
    return db.sql(
            "insert into videos (creator_id, created_at) values (?, '2025-01-01T00:00Z') returning id")
        .param(creator)
        .query(Long.class)
        .single();
  }

  /// A day's views, and reactions as likes.
  public void day(long creator, LocalDate day, long views, long reactions) {
    db.sql(
            """
            insert into creator_metrics (creator_id, date, video_views, video_likes) values (?, ?, ?, ?)
            """)
        .params(creator, day, views, reactions)
        .update();
  }

  /// What a gift earned the creator; a negative amount is what a refund took back.
  public void earned(long creator, Instant at, long minor) {
    var places = new CreatorAccounts(creator, USD);
    ledger
        .book(
            new Entry(
                "facts:" + ENTRIES.incrementAndGet(),
                minor > 0 ? "gift" : "gift_refunded",
                at,
                List.of(
                    new Line(Account.free("assets:receivable:viewers:1", USD), minor),
                    new Line(places.pending(), -minor)),
                Map.of()))
        .entryIdOrThrow();
  }

  /// What moves within a creator's accounts, and earns nothing.
  public void released(long creator, Instant at, long minor) {
    var places = new CreatorAccounts(creator, USD);
    ledger
        .book(
            new Entry(
                "facts:" + ENTRIES.incrementAndGet(),
                "release",
                at,
                List.of(new Line(places.pending(), minor), new Line(places.available(), -minor)),
                Map.of()))
        .entryIdOrThrow();
  }

  /// The creator's rows of tiers as `tier earnings engagement views version`, oldest first.
  public List<String> tiers(long creator) {
    return db.sql(
            """
            select concat_ws(' ', tier, monthly_earnings_required, engagement_required, monthly_views_required, rules_version)
            from creator_tiers where creator_id = ? order by earned_at, id
            """)
        .param(creator)
        .query(String.class)
        .list();
  }
}
