package ai.profithack.platform;

import ai.profithack.kernel.ReportingFrame;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The rows that the platform writes into its own tables, as far as they were not taken over yet.
///
/// Rows are noticed by bucket: number and checksum of 10,000 ids at a time, compared with what was
/// taken. So a row is found whenever it commits and whatever its id, and nothing is read twice
/// without need.
@Component
public class PlatformRows {
  private static final int BUCKET = 10_000;

  /// Before every id there can be.
  public static final long FIRST_BUCKET = Long.MIN_VALUE / BUCKET;

  /// So many of the newest buckets hold the ids that a platform hands out now, also those of
  /// transactions that commit a little late.
  private static final int NEWEST = 5;

  private final DSLContext db;
  private final PlatformColumns columns;
  private final ReportingFrame frame;

  PlatformRows(DSLContext db, PlatformColumns columns, ReportingFrame frame) {
    this.db = db;
    this.columns = columns;
    this.frame = frame;
  }

  /// The tables that are taken over.
  public enum Table {
    USERS,
    VIDEOS,
    VIRTUAL_GIFTS;

    String sqlName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// 10,000 ids of a table, as they were when they were compared.
  public record Bucket(Table table, long number, long rows, long checksum) {
    long from() {
      return number * BUCKET;
    }

    long until() {
      return from() + BUCKET;
    }
  }

  /// A row of `virtual_gifts`; the amount is in the reporting currency.
  public record GiftRow(
      long id, long senderId, long recipientId, @Nullable BigDecimal amount, Instant created) {}

  /// A row of `videos` that no event has published.
  public record VideoRow(long id, long creatorId, Instant created) {}

  /// Where the newest buckets that were taken begin; [#FIRST_BUCKET] while there are few.
  public long newestBucket(Table table) {
    return db.resultQuery(
            """
            select min(bucket) from (
              select bucket from platform.taken_bucket where table_name = ? order by bucket desc limit ?
            ) as newest having count(*) = ?
            """,
            table.sqlName(),
            NEWEST,
            NEWEST)
        .fetchOptional(0, Long.class)
        .orElse(FIRST_BUCKET);
  }

  /// The first `limit` buckets, from bucket `first` on, whose rows are not what was taken.
  public List<Bucket> changed(Table table, long first, int limit) {
    return db.resultQuery(
            """
            with now as (
              select case when id >= 0 then id / %1$d else (id + 1) / %1$d - 1 end::bigint as bucket,
                count(*) as row_count, bit_xor(hashtextextended(%3$s, 0)) as checksum
              from public.%2$s where id >= ? group by 1
            ), taken as (
              select bucket, row_count, checksum from platform.taken_bucket where table_name = ? and bucket >= ?
            )
            select bucket, coalesce(now.row_count, 0), coalesce(now.checksum, 0)
            from now full join taken using (bucket)
            where coalesce(now.row_count, 0) is distinct from taken.row_count
              or coalesce(now.checksum, 0) is distinct from taken.checksum
            order by bucket limit ?
            """
                .formatted(
                    BUCKET,
                    table.sqlName(),
                    table == Table.USERS ? "concat(id, ' ', created_at)" : "id::text"),
            first * BUCKET,
            table.sqlName(),
            first,
            limit)
        .fetch(row ->
            new Bucket(
                table, row.get(0, Long.class), row.get(1, Long.class), row.get(2, Long.class)));
  }

  /// Remembers that the bucket's rows, as they were when it was compared, are taken over.
  public void taken(Bucket bucket) {
    db.query(
            """
            insert into platform.taken_bucket (table_name, bucket, row_count, checksum) values (?, ?, ?, ?)
            on conflict (table_name, bucket)
            do update set row_count = excluded.row_count, checksum = excluded.checksum
            """,
            bucket.table().sqlName(),
            bucket.number(),
            bucket.rows(),
            bucket.checksum())
        .execute();
  }

  public List<GiftRow> gifts(Bucket bucket) {
    return db.resultQuery(
            """
            select id::bigint, sender_id::bigint, recipient_id::bigint, nullif(amount::numeric, 'NaN'), %s
            from public.virtual_gifts
            where id >= ? and id < ? and created_at is not null and sender_id is not null and recipient_id is not null
            order by id
            """
                .formatted(columns.instant("virtual_gifts", "created_at")),
            bucket.from(),
            bucket.until())
        .fetch(row ->
            new GiftRow(
                row.get(0, Long.class),
                row.get(1, Long.class),
                row.get(2, Long.class),
                row.get(3, BigDecimal.class),
                row.get(4, Instant.class)));
  }

  public List<VideoRow> videos(Bucket bucket) {
    return db.resultQuery(
            """
            select id::bigint, creator_id::bigint, %s from public.videos as v
            where id >= ? and id < ? and created_at is not null and creator_id is not null
              and not exists (
                select 1 from platform.video_detail as d where d.video_id = v.id and d.published_at is not null)
            order by id
            """
                .formatted(columns.instant("videos", "v.created_at")),
            bucket.from(),
            bucket.until())
        .fetch(row ->
            new VideoRow(
                row.get(0, Long.class), row.get(1, Long.class), row.get(2, Instant.class)));
  }

  /// Compares the registrations of the bucket's users with the known ones and keeps them; returns
  /// the days that a registration was added to, moved to or moved away from.
  public Set<LocalDate> noteRegistrations(Bucket users) {
    var days = new HashSet<LocalDate>();
    db.resultQuery(
            """
            with now as (
              select id::bigint as user_id, (%s at time zone ?)::date as day from public.users
              where id >= ? and id < ? and created_at is not null
            ), known as (
              select user_id, registered_on as day from platform.known_registration
              where user_id >= ? and user_id < ?
            ), changed as (
              select coalesce(now.user_id, known.user_id) as user_id, now.day as new_day, known.day as old_day
              from now full join known on known.user_id = now.user_id
              where now.day is distinct from known.day
            ), gone as (
              delete from platform.known_registration as k using changed
              where k.user_id = changed.user_id and changed.new_day is null
            ), kept as (
              insert into platform.known_registration (user_id, registered_on)
              select user_id, new_day from changed where new_day is not null
              on conflict (user_id) do update set registered_on = excluded.registered_on
            )
            select new_day from changed where new_day is not null
            union select old_day from changed where old_day is not null
            """
                .formatted(columns.instant("users", "created_at")),
            frame.zone().getId(),
            users.from(),
            users.until(),
            users.from(),
            users.until())
        .forEach(row -> days.add(row.get(0, LocalDate.class)));
    return days;
  }
}
