package ai.profithack.monetization;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.Splits.Moment;
import ai.profithack.monetization.Splits.Recoupment;
import ai.profithack.monetization.Splits.Split;
import ai.profithack.monetization.Splits.Weight;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The rows of what was booked under agreements.
@Repository
class SplitRepository {
  private static final int REVENUE_DECIMALS = 2;

  private final DSLContext db;
  private final ReportingFrame frame;

  SplitRepository(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// A booking under an agreement, and what refunds have left of it.
  record Booking(long collaborationId, int version, long leftMinor, long leftRecoupedMinor) {}

  /// The agreements in force; `lock` keeps them from other bookings until the transaction ends.
  Map<Moment, Split> of(Collection<Moment> moments, boolean lock) {
    if (lock) {
      // In one order for everybody, before anything of them is read.
      db.resultQuery(
              """
              select id from public.creator_collaborations
              where video_id = any (?::bigint[]) and proposed_by is not null
              order by id for update
              """,
              (Object) moments.stream().map(Moment::videoId).distinct().toArray(Long[]::new))
          .fetch();
    }
    return db.resultQuery(
            """
            select m.video_id, m.at, s.*,
              s.recoup_minor - coalesce((select sum(b.recouped_minor) from monetization.collaboration_booking as b
                where b.collaboration_id = s.collaboration_id and b.version = s.version), 0)::bigint as left_minor
            from unnest(?::bigint[], ?::timestamptz[]) as m (video_id, at)
            cross join lateral (
              select v.collaboration_id, v.version, c.creator_id_1, c.creator_id_2, v.percent_1, v.percent_2,
                v.recoup_creator_id, v.recoup_minor
              from public.creator_collaborations as c
              join monetization.collaboration_version as v on v.collaboration_id = c.id
              where c.video_id = m.video_id and c.proposed_by is not null and v.state = 'accepted'
                and v.in_force_from <= m.at and (c.ended_at is null or c.ended_at > m.at)
              order by v.collaboration_id desc, v.version desc
              limit 1
            ) as s
            """,
            moments.stream().map(Moment::videoId).toArray(Long[]::new),
            moments.stream().map(moment -> moment.at().toString()).toArray(String[]::new))
        .fetchMap(
            row -> new Moment(row.get("video_id", Long.class), row.get("at", Instant.class)),
            SplitRepository::split);
  }

  Set<Long> withPartners(Set<Long> creators) {
    var ids = creators.toArray(Long[]::new);
    return db.resultQuery(
            """
            select unnest(?::bigint[])
            union select creator_id_2 from public.creator_collaborations where creator_id_1 = any (?::bigint[])
            union select creator_id_1 from public.creator_collaborations where creator_id_2 = any (?::bigint[])
            """,
            ids,
            ids,
            ids)
        .fetchSet(0, Long.class);
  }

  private static Split split(Record row) {
    var recouper = row.get("recoup_creator_id", Long.class);
    return new Split(
        row.get("collaboration_id", Long.class),
        row.get("version", Integer.class),
        Stream.of(
                weight(row, "creator_id_1", "percent_1"), weight(row, "creator_id_2", "percent_2"))
            .sorted(Comparator.comparingLong(Weight::creatorId))
            .toList(),
        recouper == null
            ? null
            : new Recoupment(recouper, Math.max(0, row.get("left_minor", Long.class))));
  }

  private static Weight weight(Record row, String creator, String percent) {
    return new Weight(
        row.get(creator, Long.class),
        Objects.requireNonNull(row.get(percent, BigDecimal.class))
            .movePointRight(2)
            .longValueExact());
  }

  boolean isKnown(String key) {
    return db.resultQuery(
            "select exists (select 1 from monetization.collaboration_booking where booking_key = ?)",
            key)
        .fetchSingle(0, Boolean.class);
  }

  /// A booking with its agreement locked; empty where it was under none.
  Optional<Booking> lockBooking(String key) {
    db.resultQuery(
            """
            select c.id from public.creator_collaborations as c
            join monetization.collaboration_booking as b on b.collaboration_id = c.id
            where b.booking_key = ? for update of c
            """,
            key)
        .fetch();
    return db.resultQuery(
            """
            select b.collaboration_id, b.version,
              (b.minor + coalesce(sum(t.minor), 0))::bigint, (b.recouped_minor + coalesce(sum(t.recouped_minor), 0))::bigint
            from monetization.collaboration_booking as b
            left join monetization.collaboration_booking as t on t.takes_back = b.booking_key
            where b.booking_key = ?
            group by b.booking_key
            """,
            key)
        .fetchOptional(row ->
            new Booking(
                row.get(0, Long.class),
                row.get(1, Integer.class),
                row.get(2, Long.class),
                row.get(3, Long.class)));
  }

  /// Keeps a booking and brings the contract's row up to date; false where the key is known.
  boolean insert(
      String key,
      long collaborationId,
      int version,
      @Nullable String takesBack,
      long minor,
      long recoupedMinor) {
    var inserted =
        db.query(
                """
                insert into monetization.collaboration_booking
                  (booking_key, collaboration_id, version, takes_back, minor, recouped_minor)
                values (?, ?, ?, ?, ?, ?) on conflict (booking_key) do nothing
                """,
                key,
                collaborationId,
                version,
                takesBack,
                minor,
                recoupedMinor)
            .execute();
    if (inserted == 1) {
      addToRevenue(collaborationId, minor);
    }
    return inserted == 1;
  }

  /// The contract's column has two decimals: with a currency of more, each change is what it makes
  /// of the rounded sum, so that roundings do not add up.
  private void addToRevenue(long collaborationId, long minor) {
    var decimals = frame.currency().getDefaultFractionDigits();
    if (decimals <= REVENUE_DECIMALS) {
      db.query(
              "update public.creator_collaborations set revenue = revenue + ? where id = ?",
              BigDecimal.valueOf(minor, decimals),
              collaborationId)
          .execute();
      return;
    }
    db.query(
            """
            update public.creator_collaborations
            set revenue = (select sum(minor) from monetization.collaboration_booking where collaboration_id = id) * 10.0 ^ ?
            where id = ?
            """,
            -decimals,
            collaborationId)
        .execute();
  }
}
