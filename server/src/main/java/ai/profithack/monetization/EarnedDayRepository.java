package ai.profithack.monetization;

import ai.profithack.kernel.ReportingFrame;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/// What creators earned by day, folded from the ledger: the one place where tiers, profiles and
/// progress learn about earnings.
///
/// An entry counts that gives to a creator, or takes back, what the outside world paid; moves
/// between a creator's own accounts and payouts do not. Its day is that of event time in the
/// reporting zone. Sealed entries are numbered without gaps and never change, so that each is
/// folded exactly once; what is not sealed yet comes with the next fold.
@Repository
class EarnedDayRepository {
  private static final int AT_A_TIME = 100_000;

  /// The kinds of entries by which creators earn; an entry that takes one of them back counts too.
  private static final String[] KINDS = {"gift", "gift_refunded", "subscription", "ad_revenue"};

  private final DSLContext db;
  private final ReportingFrame frame;

  EarnedDayRepository(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Adds up to 100,000 newly sealed entries; returns how many it looked at. One caller at a time
  /// folds, the others wait for it.
  @Transactional
  public int fold() {
    var from =
        db.resultQuery("select sealed_sequence from monetization.earned_fold for update")
            .fetchSingle(0, Long.class);
    var to =
        db.resultQuery(
                "select coalesce(max(sequence), ?) from ledger.seal where sequence > ? and sequence <= ?",
                from,
                from,
                from + AT_A_TIME)
            .fetchSingle(0, Long.class);
    if (to.equals(from)) {
      return 0;
    }
    db.query(
            """
            insert into monetization.earned_day as d (creator_id, day, asset, net_minor)
            select split_part(a.path, ':', 3)::bigint, (e.effective_at at time zone ?)::date, a.asset, -sum(p.amount_minor)
            from ledger.seal as s
            join ledger.entry as e on e.entry_id = s.entry_id
            left join ledger.entry as taken on taken.entry_id = e.reverses
            join ledger.posting as p on p.entry_id = e.entry_id
            join ledger.account as a on a.account_id = p.account_id
            where s.sequence > ? and s.sequence <= ?
              and (e.kind = any (?::text[]) or taken.kind = any (?::text[]))
              and a.path ~ '^(liabilities|assets):creators:[0-9]+:'
            group by 1, 2, 3
            on conflict (creator_id, day, asset) do update set net_minor = d.net_minor + excluded.net_minor
            """,
            frame.zone().getId(),
            from,
            to,
            KINDS,
            KINDS)
        .execute();
    db.query("update monetization.earned_fold set sealed_sequence = ?", to).execute();
    return (int) (to - from);
  }
}
