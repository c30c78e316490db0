package ai.profithack.monetization;

import ai.profithack.monetization.Tiers.Moment;
import ai.profithack.monetization.Tiers.Standing;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// The rows of tiers.
@Repository
class TierRepository {
  /// What the tables may hold as a tier; an earlier installation could write anything else, which
  /// is passed over.
  private static final String[] CODES =
      Arrays.stream(Tier.values()).map(Tier::code).toArray(String[]::new);

  private final DSLContext db;

  TierRepository(DSLContext db) {
    this.db = db;
  }

  /// What the newest row before each moment says; nothing for those without one.
  Map<Moment, Standing> at(Collection<Moment> moments) {
    return db.resultQuery(
            """
            select m.creator_id, m.at, t.tier, t.earned_at, t.rules_version
            from unnest(?::bigint[], ?::timestamptz[]) as m (creator_id, at)
            cross join lateral (
              select lower(c.tier) as tier, c.earned_at, coalesce(c.rules_version, 1) as rules_version
              from public.creator_tiers as c
              where c.creator_id = m.creator_id and c.earned_at <= m.at and lower(c.tier) = any (?::text[])
              order by c.earned_at desc, c.id desc
              limit 1
            ) as t
            """,
            moments.stream().map(Moment::creatorId).toArray(Long[]::new),
            moments.stream().map(moment -> moment.at().toString()).toArray(String[]::new),
            CODES)
        .fetchMap(
            row -> new Moment(row.get(0, Long.class), row.get(1, Instant.class)),
            row ->
                Standing.of(
                    Tier.of(row.get(2, String.class)),
                    row.get(3, Instant.class),
                    row.get(4, Integer.class)));
  }
}
