package ai.profithack.imports;

import ai.profithack.imports.Draft.CaptureDraft;
import ai.profithack.imports.Draft.SeriesKey;
import ai.profithack.kernel.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// SQL on series and their captures.
@Repository
class SeriesRepository {
  private final DSLContext db;

  SeriesRepository(DSLContext db) {
    this.db = db;
  }

  /// A series as it was begun; the rules of its beginning hold for all its captures.
  record Series(
      long id,
      SeriesKey key,
      Draft.Behaviour behaviour,
      @Nullable String eventType,
      Mapping.First first,
      Mapping.Gaps gaps,
      @Nullable Instant published,
      long revision,
      @Nullable Long videoId,
      @Nullable Long creatorId) {}

  /// A series to begin if it is new, with ids of the platform.
  record Beginning(
      CaptureDraft draft,
      @Nullable Long videoId,
      @Nullable Long creatorId,
      @Nullable Long userId,
      @Nullable Long giftId) {}

  /// Captures that are known around those that are to be added.
  record Window(NavigableMap<Instant, Long> captures, boolean fromBeginning) {}

  /// Which captures of a series matter when captures from `first` to `last` are added.
  record Span(long seriesId, Instant first, Instant last) {}

  record Capture(long seriesId, Instant at, long value) {}

  record TrendMovement(long seriesId, LocalDate day, long movement) {}

  /// A streak with taps that are not in the event log yet.
  record UnsentStreak(
      long id,
      String namespace,
      String key,
      Instant begun,
      long userId,
      @Nullable Long videoId,
      long creatorId,
      long giftId,
      @Nullable String giftName,
      Money unit,
      long sent,
      long peak) {}

  /// Begins what is new and locks all of them, in the order of their keys, so that concurrent
  /// imports never wait for each other in a circle.
  ///
  /// What is begun here has no capture yet and gets its first in this transaction: that is its
  /// revision 0, counted at once.
  Locked lock(String namespace, SortedMap<SeriesKey, Beginning> wanted) {
    var begun = begin(namespace, wanted.values());
    var rest = new TreeMap<>(wanted);
    rest.keySet().removeAll(begun.keySet());
    var known = rest.isEmpty() ? Map.<SeriesKey, Series>of() : lockKnown(namespace, rest.values());
    var all = new HashMap<>(begun);
    all.putAll(known);
    var begunIds = new HashSet<Long>();
    begun.values().forEach(series -> begunIds.add(series.id()));
    return new Locked(all, begunIds);
  }

  /// The series of a batch, locked; `begun` are the ids of those that are new.
  record Locked(Map<SeriesKey, Series> all, Set<Long> begun) {}

  private Map<SeriesKey, Series> begin(String namespace, Collection<Beginning> all) {
    return db.resultQuery(
            """
            insert into imports.series (namespace, subject_kind, subject_key, measure, behaviour, event_type, label, first_rule,
              gap_rule, published_at, video_id, creator_id, user_id, gift_id, gift_name, unit_minor, unit_currency, revision)
            select ?, u.kind, u.key, u.measure, u.behaviour, u.event, u.label, u.first, u.gap, u.published, u.video, u.creator, u.usr,
              u.gift, u.name, u.minor, u.currency, case u.behaviour when 'counter' then 1 else 0 end
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
              ?::timestamptz[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::text[])
              with ordinality as u (kind, key, measure, behaviour, event, label, first, gap, published, video, creator, usr, gift, name, minor, currency, place)
            order by u.place
            on conflict (namespace, subject_kind, subject_key, measure) do nothing
            returning series_id, subject_kind, subject_key, measure, behaviour, event_type, first_rule, gap_rule,
              published_at::timestamptz, 0::bigint, video_id, creator_id
            """,
            namespace,
            texts(all, one -> one.draft().series().subject()),
            texts(all, one -> one.draft().series().key()),
            texts(all, one -> one.draft().series().measure()),
            texts(all, one -> one.draft().behaviour().name().toLowerCase(Locale.ROOT)),
            texts(all, one -> one.draft().event() == null ? null : one.draft().event().wireName()),
            texts(all, one -> one.draft().label()),
            texts(all, one -> one.draft().first().name()),
            texts(all, one -> one.draft().gaps().name()),
            texts(
                all,
                one -> one.draft().published() == null ? null : one.draft().published().toString()),
            longs(all, Beginning::videoId),
            longs(all, Beginning::creatorId),
            longs(all, Beginning::userId),
            longs(all, Beginning::giftId),
            texts(
                all, one -> one.draft().streak() == null ? null : one.draft().streak().giftName()),
            longs(
                all,
                one -> one.draft().streak() == null ? null : one.draft().streak().unit().minor()),
            texts(
                all,
                one ->
                    one.draft().streak() == null
                        ? null
                        : one.draft().streak().unit().currency().getCurrencyCode()))
        .fetchMap(SeriesRepository::key, SeriesRepository::series);
  }

  private Map<SeriesKey, Series> lockKnown(String namespace, Collection<Beginning> wanted) {
    return db.resultQuery(
            """
            select s.series_id, s.subject_kind, s.subject_key, s.measure, s.behaviour, s.event_type, s.first_rule, s.gap_rule,
              s.published_at::timestamptz, s.revision, s.video_id, s.creator_id
            from unnest(?::text[], ?::text[], ?::text[]) as k (kind, key, measure)
            join imports.series as s on s.namespace = ? and s.subject_kind = k.kind and s.subject_key = k.key and s.measure = k.measure
            order by s.series_id for update of s
            """,
            texts(wanted, one -> one.draft().series().subject()),
            texts(wanted, one -> one.draft().series().key()),
            texts(wanted, one -> one.draft().series().measure()),
            namespace)
        .fetchMap(SeriesRepository::key, SeriesRepository::series);
  }

  private static SeriesKey key(Record row) {
    return new SeriesKey(
        row.get(1, String.class), row.get(2, String.class), row.get(3, String.class));
  }

  private static Series series(Record row) {
    return new Series(
        row.get(0, Long.class),
        key(row),
        Draft.Behaviour.valueOf(row.get(4, String.class).toUpperCase(Locale.ROOT)),
        row.get(5, String.class),
        Mapping.First.valueOf(row.get(6, String.class)),
        Mapping.Gaps.valueOf(row.get(7, String.class)),
        row.get(8, Instant.class),
        row.get(9, Long.class),
        row.get(10, Long.class),
        row.get(11, Long.class));
  }

  /// Of each series the captures within its span, the one before and the one after. `begun` have
  /// none and are not asked for.
  Map<Long, Window> windows(Collection<Span> spans, Set<Long> begun) {
    var captures = new HashMap<Long, NavigableMap<Instant, Long>>();
    var firsts = new HashMap<Long, Instant>();
    for (var span : spans) {
      captures.put(span.seriesId(), new TreeMap<>());
      firsts.put(span.seriesId(), span.first());
    }
    var asked = spans.stream().filter(span -> !begun.contains(span.seriesId())).toList();
    if (!asked.isEmpty()) {
      fetchCaptures(asked, captures);
    }
    var windows = new HashMap<Long, Window>();
    captures.forEach((id, known) -> {
      var first = firsts.get(id);
      windows.put(id, new Window(known, known.isEmpty() || !known.firstKey().isBefore(first)));
    });
    return windows;
  }

  private void fetchCaptures(
      Collection<Span> spans, Map<Long, NavigableMap<Instant, Long>> captures) {
    db.resultQuery(
            """
            select w.series_id, c.captured_at::timestamptz, c.value
            from unnest(?::bigint[], ?::timestamptz[], ?::timestamptz[]) as w (series_id, low, high)
            cross join lateral (
              (select captured_at, value from imports.capture
                where series_id = w.series_id and captured_at < w.low order by captured_at desc limit 1)
              union all
              (select captured_at, value from imports.capture
                where series_id = w.series_id and captured_at between w.low and w.high)
              union all
              (select captured_at, value from imports.capture
                where series_id = w.series_id and captured_at > w.high order by captured_at limit 1)
            ) as c
            """,
            longs(spans, Span::seriesId),
            texts(spans, span -> span.first().toString()),
            texts(spans, span -> span.last().toString()))
        .fetch()
        .forEach(row -> {
          var known = captures.get(row.get(0, Long.class));
          if (known != null) {
            known.put(row.get(1, Instant.class), row.get(2, Long.class));
          }
        });
  }

  void add(Collection<Capture> captures) {
    db.query(
            """
            insert into imports.capture (series_id, captured_at, value)
            select * from unnest(?::bigint[], ?::timestamptz[], ?::bigint[])
            on conflict (series_id, captured_at) do update set value = excluded.value
            """,
            longs(captures, Capture::seriesId),
            texts(captures, capture -> capture.at().toString()),
            longs(captures, Capture::value))
        .execute();
  }

  void countRevision(Collection<Long> seriesIds) {
    if (seriesIds.isEmpty()) {
      return;
    }
    db.query(
            "update imports.series set revision = revision + 1 where series_id = any (?::bigint[])",
            (Object) seriesIds.toArray(Long[]::new))
        .execute();
  }

  void addTrend(Collection<TrendMovement> movements) {
    if (movements.isEmpty()) {
      return;
    }
    db.query(
            """
            insert into imports.trend_day as t (series_id, day, movement)
            select * from unnest(?::bigint[], ?::date[], ?::bigint[])
            on conflict (series_id, day) do update set movement = t.movement + excluded.movement
            """,
            longs(movements, TrendMovement::seriesId),
            texts(movements, movement -> movement.day().toString()),
            longs(movements, TrendMovement::movement))
        .execute();
  }

  /// Raises the peaks of streaks to the highest count that was captured.
  void raisePeaks(long runId, Collection<Long> seriesIds) {
    if (seriesIds.isEmpty()) {
      return;
    }
    db.query(
            """
            update imports.series as s set run_id = ?,
              peak_value = (select max(c.value) from imports.capture as c where c.series_id = s.series_id)
            where s.series_id = any (?::bigint[])
            """,
            runId,
            seriesIds.toArray(Long[]::new))
        .execute();
  }

  List<UnsentStreak> unsentStreaks(long runId, int limit) {
    return db.resultQuery(
            """
            select s.series_id, s.namespace, s.subject_key,
              (select min(c.captured_at) from imports.capture as c where c.series_id = s.series_id)::timestamptz,
              s.user_id, s.video_id, s.creator_id, s.gift_id, s.gift_name, s.unit_minor, s.unit_currency, s.sent_value, s.peak_value
            from imports.series as s
            where s.behaviour = 'streak' and s.peak_value > s.sent_value and s.run_id = ?
            order by s.series_id limit ?
            """,
            runId,
            limit)
        .fetch(row ->
            new UnsentStreak(
                row.get(0, Long.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, Instant.class),
                row.get(4, Long.class),
                row.get(5, Long.class),
                row.get(6, Long.class),
                row.get(7, Long.class),
                row.get(8, String.class),
                new Money(row.get(9, Long.class), Currency.getInstance(row.get(10, String.class))),
                row.get(11, Long.class),
                row.get(12, Long.class)));
  }

  void markSent(Collection<UnsentStreak> streaks) {
    db.query(
            """
            update imports.series as s set sent_value = greatest(s.sent_value, u.peak)
            from unnest(?::bigint[], ?::bigint[]) as u (id, peak) where s.series_id = u.id
            """,
            longs(streaks, UnsentStreak::id),
            longs(streaks, UnsentStreak::peak))
        .execute();
  }

  /// Keeps what a catalogue says. Returns the places of those that were new.
  List<Integer> addListings(List<GiftListing> listings) {
    var places =
        new ArrayList<Integer>(
            db.resultQuery(
                    """
                    with given as (
                      select distinct on (g.id, g.at) g.* from unnest(?::bigint[], ?::timestamptz[], ?::text[], ?::bigint[], ?::text[])
                        with ordinality as g (id, at, name, minor, currency, place)
                      order by g.id, g.at, g.place
                    ),
                    added as (
                      insert into imports.gift_listing (gift_id, stated_at, name, price_minor, currency)
                      select id, at, name, minor, currency from given order by id, at
                      on conflict (gift_id, stated_at) do nothing
                      returning gift_id, stated_at
                    )
                    select given.place::integer - 1 from given join added on added.gift_id = given.id and added.stated_at = given.at
                    """,
                    longs(listings, GiftListing::giftId),
                    texts(listings, one -> one.at().toString()),
                    texts(listings, GiftListing::name),
                    longs(listings, one -> one.price() == null ? null : one.price().minor()),
                    texts(
                        listings,
                        one ->
                            one.price() == null ? null : one.price().currency().getCurrencyCode()))
                .fetch(0, Integer.class));
    return places;
  }

  record GiftListing(long giftId, Instant at, String name, @Nullable Money price) {}

  private static <T> Object texts(Collection<T> rows, Function<T, @Nullable String> column) {
    IntFunction<String[]> array = String[]::new;
    return rows.stream().map(column).toArray(array);
  }

  private static <T> Object longs(Collection<T> rows, Function<T, @Nullable Long> column) {
    IntFunction<Long[]> array = Long[]::new;
    return rows.stream().map(column).toArray(array);
  }
}
