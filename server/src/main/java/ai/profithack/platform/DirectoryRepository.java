package ai.profithack.platform;

import ai.profithack.platform.Directory.GiftName;
import ai.profithack.platform.Directory.KnownUser;
import ai.profithack.platform.Directory.KnownVideo;
import ai.profithack.platform.Directory.Sighting;
import ai.profithack.platform.Directory.VideoDescription;
import ai.profithack.platform.Directory.VideoSighting;
import ai.profithack.platform.Directory.VideoWords;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Set-based SQL on users, videos and gift types. The platform's own tables may be narrower than
/// ours (`integer` for `bigint`, `timestamp` for `timestamptz`, which is then read as UTC), so what
/// is read from them is cast.
@Repository
class DirectoryRepository {
  private final DSLContext db;
  private final PlatformColumns columns;

  DirectoryRepository(DSLContext db, PlatformColumns columns) {
    this.db = db;
    this.columns = columns;
  }

  List<KnownUser> users(Collection<Long> ids, boolean lock) {
    return db.resultQuery(
            """
            select u.id::bigint, %s, coalesce(r.reported, true), u.is_creator
            from public.users as u left join platform.registration as r on r.user_id = u.id
            where u.id = any (?::bigint[]) order by u.id %s
            """
                .formatted(columns.instant("users", "u.created_at"), lock ? "for update of u" : ""),
            (Object) ids.toArray(Long[]::new))
        .fetch(row ->
            new KnownUser(
                row.get(0, Long.class),
                row.get(1, Instant.class),
                row.get(2, Boolean.class),
                row.get(3, Boolean.class)));
  }

  List<KnownVideo> videos(Collection<Long> ids) {
    return db.resultQuery(
            "select v.id::bigint, v.creator_id::bigint, %s from public.videos as v where v.id = any (?::bigint[])"
                .formatted(columns.instant("videos", "v.created_at")),
            (Object) ids.toArray(Long[]::new))
        .fetch(DirectoryRepository::video);
  }

  /// Returns those that did not exist before. In the order of ids, so that concurrent callers never
  /// wait for each other in a circle.
  List<KnownUser> insertUsers(Collection<Sighting> sightings) {
    if (sightings.isEmpty()) {
      return List.of();
    }
    var created =
        db.resultQuery(
                """
                insert into public.users (id, is_creator, created_at)
                select s.id, s.creator, s.at
                from unnest(?::bigint[], ?::boolean[], ?::timestamptz[]) as s (id, creator, at) order by s.id
                on conflict (id) do nothing
                returning id, created_at, is_creator
                """,
                array(sightings, Sighting::userId, Long[]::new),
                array(sightings, Sighting::creator, Boolean[]::new),
                array(sightings, DirectoryRepository::registrationOf, String[]::new))
            .fetch();
    if (created.isEmpty()) {
      return List.of();
    }
    var reported =
        sightings.stream()
            .filter(sighting -> sighting.registered() != null)
            .map(Sighting::userId)
            .collect(Collectors.toSet());
    var users =
        created.map(row ->
            new KnownUser(
                row.get(0, Long.class),
                row.get(1, Instant.class),
                reported.contains(row.get(0, Long.class)),
                row.get(2, Boolean.class)));
    writeRegistrations(users);
    return users;
  }

  void updateUsers(Collection<KnownUser> users) {
    if (users.isEmpty()) {
      return;
    }
    db.query(
            """
            update public.users as u set created_at = s.at, is_creator = s.creator
            from unnest(?::bigint[], ?::timestamptz[], ?::boolean[]) as s (id, at, creator) where u.id = s.id
            """,
            array(users, KnownUser::id, Long[]::new),
            array(users, user -> user.registered().toString(), String[]::new),
            array(users, KnownUser::creator, Boolean[]::new))
        .execute();
    writeRegistrations(users);
  }

  private void writeRegistrations(Collection<KnownUser> users) {
    db.query(
            """
            insert into platform.registration (user_id, reported)
            select * from unnest(?::bigint[], ?::boolean[])
            on conflict (user_id) do update set reported = excluded.reported
            """,
            array(users, KnownUser::id, Long[]::new),
            array(users, KnownUser::reported, Boolean[]::new))
        .execute();
  }

  void upsertVideos(Collection<VideoSighting> sightings) {
    db.query(
            """
            insert into public.videos as v (id, creator_id, created_at)
            select s.id, s.creator_id, s.at
            from unnest(?::bigint[], ?::bigint[], ?::timestamptz[]) as s (id, creator_id, at) order by s.id
            on conflict (id) do update
            set creator_id = coalesce(v.creator_id, excluded.creator_id),
              created_at = least(v.created_at, excluded.created_at)
            where v.created_at > excluded.created_at or v.creator_id is null
            """,
            array(sightings, VideoSighting::videoId, Long[]::new),
            array(sightings, VideoSighting::creatorId, Long[]::new),
            array(sightings, sighting -> sighting.seen().toString(), String[]::new))
        .execute();
  }

  List<KnownVideo> newestVideos(long creatorId, int limit) {
    return db.resultQuery(
            "select v.id::bigint, v.creator_id::bigint, %s from public.videos as v where v.creator_id = ? order by v.created_at desc, v.id desc limit ?"
                .formatted(columns.instant("videos", "v.created_at")),
            creatorId,
            limit)
        .fetch(DirectoryRepository::video);
  }

  private static KnownVideo video(Record row) {
    return new KnownVideo(
        row.get(0, Long.class), row.get(1, Long.class), row.get(2, Instant.class));
  }

  Map<Long, String> titles(Collection<Long> videoIds) {
    return db.resultQuery(
            "select video_id, title from platform.video_detail where video_id = any (?::bigint[]) and title is not null",
            (Object) videoIds.toArray(Long[]::new))
        .fetchMap(row -> row.get(0, Long.class), row -> row.get(1, String.class));
  }

  Optional<VideoWords> words(long videoId) {
    return db.resultQuery(
            "select coalesce(title, ''), hashtags from platform.video_detail where video_id = ?",
            videoId)
        .fetchOptional(
            row -> new VideoWords(row.get(0, String.class), List.of(row.get(1, String[].class))));
  }

  void upsertDetails(Collection<VideoDescription> descriptions) {
    var ordered =
        descriptions.stream().sorted(Comparator.comparingLong(VideoDescription::videoId)).toList();
    db.query(
            """
            insert into platform.video_detail as d (video_id, title, hashtags, sound, category, published_at)
            select s.video_id, s.title, s.hashtags::text[], s.sound, s.category, s.published_at
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
              with ordinality as s (video_id, title, hashtags, sound, category, published_at, place)
            order by s.place
            on conflict (video_id) do update
            set title = coalesce(excluded.title, d.title),
              hashtags = case when cardinality(excluded.hashtags) > 0 then excluded.hashtags else d.hashtags end,
              sound = coalesce(excluded.sound, d.sound),
              category = coalesce(excluded.category, d.category),
              published_at = excluded.published_at
            where d.published_at is null or d.published_at <= excluded.published_at
            """,
            array(ordered, VideoDescription::videoId, Long[]::new),
            array(ordered, VideoDescription::title, String[]::new),
            array(ordered, video -> literal(video.hashtags()), String[]::new),
            array(ordered, VideoDescription::sound, String[]::new),
            array(ordered, VideoDescription::category, String[]::new),
            array(ordered, video -> video.published().toString(), String[]::new))
        .execute();
  }

  /// Texts as PostgreSQL writes an array of them, since lists of differing lengths cannot be passed
  /// as one array.
  private static String literal(List<String> texts) {
    return texts.stream()
        .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  void upsertGiftNames(Collection<GiftName> names) {
    db.query(
            """
            insert into platform.gift_type as g (gift_id, name, named_at)
            select * from unnest(?::bigint[], ?::text[], ?::timestamptz[])
            on conflict (gift_id) do update set name = excluded.name, named_at = excluded.named_at
            where (g.named_at, g.name) < (excluded.named_at, excluded.name)
            """,
            array(names, GiftName::giftId, Long[]::new),
            array(names, GiftName::name, String[]::new),
            array(names, name -> name.named().toString(), String[]::new))
        .execute();
  }

  private static String registrationOf(Sighting sighting) {
    var reported = sighting.registered();
    return (reported == null ? sighting.seen() : reported).toString();
  }

  private static <T, V> Object array(
      Collection<T> rows,
      Function<T, ? extends @Nullable V> column,
      java.util.function.IntFunction<V[]> type) {
    return rows.stream().map(column).toArray(type);
  }
}
