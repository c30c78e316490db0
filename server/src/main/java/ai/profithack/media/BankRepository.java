package ai.profithack.media;

import static ai.profithack.media.schema.Bank.BANK;
import static ai.profithack.media.schema.Comparison.COMPARISON;
import static ai.profithack.media.schema.Item.ITEM;
import static ai.profithack.media.schema.ItemFrame.ITEM_FRAME;
import static ai.profithack.media.schema.ItemSound.ITEM_SOUND;
import static ai.profithack.media.schema.Revision.REVISION;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import ai.profithack.media.BankItem.State;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Banks, their items and hashes, and what was seen of them.
@Repository
class BankRepository {
  private static final int FETCH = 1_000;

  private final DSLContext db;

  BankRepository(DSLContext db) {
    this.db = db;
  }

  /// Takes the items with their hashes one by one.
  @FunctionalInterface
  interface Hashes {
    void item(long itemId, BankKind kind, VideoHash hash);
  }

  /// Takes what the items sound like one by one.
  @FunctionalInterface
  interface Sounds {
    void item(long itemId, BankKind kind, SoundHash sound);
  }

  boolean insertBank(String name, BankKind kind, Instant now, String by) {
    return db.insertInto(BANK)
            .set(BANK.NAME, name)
            .set(BANK.KIND, kind.word())
            .set(BANK.CREATED_AT, now)
            .set(BANK.CREATED_BY, by)
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  Optional<Long> bankId(String name) {
    return db.select(BANK.BANK_ID)
        .from(BANK)
        .where(BANK.NAME.eq(name))
        .fetchOptional(row -> requireNonNull(row.value1()));
  }

  List<Bank> banks() {
    return banks(DSL.noCondition());
  }

  Optional<Bank> bank(String name) {
    return banks(BANK.NAME.eq(name)).stream().findFirst();
  }

  private List<Bank> banks(Condition which) {
    var active = DSL.count().filterWhere(ITEM.STATE.eq(State.ACTIVE.word()));
    var quarantined = DSL.count().filterWhere(ITEM.STATE.eq(State.QUARANTINED.word()));
    return db.select(BANK.NAME, BANK.KIND, active, quarantined)
        .from(BANK)
        .leftJoin(ITEM)
        .on(ITEM.BANK_ID.eq(BANK.BANK_ID))
        .where(which)
        .groupBy(BANK.BANK_ID)
        .orderBy(BANK.NAME)
        .fetch(row ->
            new Bank(
                requireNonNull(row.value1()),
                BankKind.of(requireNonNull(row.value2())),
                requireNonNull(row.value3()),
                requireNonNull(row.value4())));
  }

  /// Empty where the source had added it before.
  Optional<Long> insertItem(
      long bankId,
      String source,
      String sourceKey,
      String note,
      long lengthMillis,
      Instant now,
      String by) {
    return db.insertInto(ITEM)
        .set(ITEM.BANK_ID, bankId)
        .set(ITEM.SOURCE, source)
        .set(ITEM.SOURCE_KEY, sourceKey)
        .set(ITEM.NOTE, note)
        .set(ITEM.LENGTH_MS, lengthMillis)
        .set(ITEM.ADDED_AT, now)
        .set(ITEM.ADDED_BY, by)
        .set(ITEM.STATE_AT, now)
        .set(ITEM.STATE_BY, by)
        .set(ITEM.STATE_REASON, "")
        .onConflictDoNothing()
        .returning(ITEM.ITEM_ID)
        .fetchOptional(ITEM.ITEM_ID);
  }

  Adding.AlreadyThere alreadyThere(long bankId, String source, String sourceKey) {
    return db.select(ITEM.ITEM_ID, ITEM.STATE)
        .from(ITEM)
        .where(ITEM.BANK_ID.eq(bankId))
        .and(ITEM.SOURCE.eq(source))
        .and(ITEM.SOURCE_KEY.eq(sourceKey))
        .fetchSingle(row ->
            new Adding.AlreadyThere(
                requireNonNull(row.value1()), State.of(requireNonNull(row.value2()))));
  }

  /// Inserts items of a list, and returns the new ones' ids by their keys there. What the source
  /// had added before, or names twice, is not inserted again.
  Map<String, Long> insertItems(
      long bankId,
      String source,
      Collection<ExchangeFormat.Entry> entries,
      Instant now,
      String by) {
    // In the order of the keys: two who read the same list wait for each other only one way round.
    return db.resultQuery(
            """
            insert into media.item
              (bank_id, source, source_key, note, length_ms, added_at, added_by, state_at, state_by, state_reason)
            select ?, ?, e.source_key, '', e.length_ms, ?::timestamptz, ?, ?::timestamptz, ?, ''
            from unnest(?::text[], ?::bigint[]) as e (source_key, length_ms) order by e.source_key
            on conflict do nothing
            returning source_key, item_id
            """,
            bankId,
            source,
            now,
            by,
            now,
            by,
            entries.stream().map(ExchangeFormat.Entry::key).toArray(String[]::new),
            entries.stream().map(entry -> entry.prints().lengthMillis()).toArray(Long[]::new))
        .fetchMap(
            row -> requireNonNull(row.get("source_key", String.class)),
            row -> requireNonNull(row.get("item_id", Long.class)));
  }

  /// How many of these are there but removed.
  long removed(long bankId, String source, Collection<String> keys) {
    return db.fetchCount(
        ITEM,
        ITEM.BANK_ID
            .eq(bankId)
            .and(ITEM.SOURCE.eq(source))
            .and(ITEM.STATE.eq(State.REMOVED.word()))
            .and(ITEM.SOURCE_KEY.eq(DSL.any(keys.toArray(String[]::new)))));
  }

  /// Begins to count with [#news], until the transaction ends.
  void beginCounting() {
    db.execute("create temporary table counted_key (source_key text primary key) on commit drop");
  }

  /// How many of these the source has neither added before nor named to this method before.
  long news(long bankId, String source, Collection<String> keys) {
    return requireNonNull(
        db.resultQuery(
                """
                with named as (
                  insert into pg_temp.counted_key select unnest(?::text[]) on conflict do nothing returning source_key)
                select count(*) from named as n where not exists (
                  select 1 from media.item as i
                  where i.bank_id = ? and i.source = ? and i.source_key = n.source_key)
                """,
                keys.toArray(String[]::new),
                bankId,
                source)
            .fetchOne(0, Long.class));
  }

  /// The moments of items, in the order of time.
  void insertFrames(Map<Long, VideoHash> items) {
    var ids = new ArrayList<Long>();
    var places = new ArrayList<Integer>();
    var frames = new ArrayList<FrameHash>();
    items.forEach((itemId, hash) -> {
      for (var place = 0; place < hash.frames().size(); place++) {
        ids.add(itemId);
        places.add(place);
        frames.add(hash.frames().get(place));
      }
    });
    var count = frames.size();
    var from = new Integer[count];
    var to = new Integer[count];
    var quality = new Integer[count];
    var hashes = new byte[count][];
    for (var i = 0; i < count; i++) {
      var frame = frames.get(i);
      from[i] = frame.fromMillis();
      to[i] = frame.toMillis();
      quality[i] = frame.quality();
      hashes[i] = bytes(frame.hashes());
    }
    db.query(
            """
            insert into media.item_frame (item_id, frame, from_ms, to_ms, quality, hashes)
            select * from unnest(?::bigint[], ?::int[], ?::int[], ?::int[], ?::smallint[], ?::bytea[])
            """,
            ids.toArray(Long[]::new),
            places.toArray(Integer[]::new),
            from,
            to,
            quality,
            hashes)
        .execute();
  }

  /// What items sound like.
  void insertSounds(Map<Long, SoundHash> items) {
    var sounds = List.copyOf(items.values());
    db.query(
            """
            insert into media.item_sound (item_id, length_ms, peaks)
            select * from unnest(?::bigint[], ?::bigint[], ?::bytea[])
            """,
            items.keySet().toArray(Long[]::new),
            sounds.stream().map(SoundHash::lengthMillis).toArray(Long[]::new),
            sounds.stream().map(SoundHash::bytes).toArray(byte[][]::new))
        .execute();
  }

  long revision() {
    return requireNonNull(
        db.select(REVISION.REVISION_).from(REVISION).fetchSingle(REVISION.REVISION_));
  }

  /// Those of the items that were not removed, by their ids.
  Map<Long, BankItem> found(Collection<Long> itemIds) {
    return items(
            ITEM.ITEM_ID
                .eq(DSL.any(itemIds.toArray(Long[]::new)))
                .and(ITEM.STATE.ne(State.REMOVED.word())),
            List.of(ITEM.ITEM_ID),
            Integer.MAX_VALUE)
        .stream()
        .collect(toMap(BankItem::itemId, item -> item));
  }

  List<BankItem> items(
      String bank, String text, @Nullable State state, long beforeItemId, int atMost) {
    var condition =
        BANK.NAME
            .eq(bank)
            .and(state == null ? ITEM.STATE.ne(State.REMOVED.word()) : ITEM.STATE.eq(state.word()))
            .and(ITEM.ITEM_ID.lt(beforeItemId));
    if (!text.isBlank()) {
      condition =
          condition.and(
              DSL.concat(ITEM.NOTE, DSL.val(" "), ITEM.SOURCE, DSL.val(" "), ITEM.SOURCE_KEY)
                  .containsIgnoreCase(text.strip()));
    }
    return items(condition, List.of(ITEM.ITEM_ID.desc()), atMost);
  }

  List<BankItem> doubted(int atMost) {
    return items(
        // As a constant: the index is of these items alone.
        ITEM.STATE.eq(DSL.inline(State.QUARANTINED.word())),
        List.of(ITEM.STATE_AT.desc(), ITEM.ITEM_ID.desc()),
        atMost);
  }

  Optional<BankItem> item(long itemId) {
    return items(ITEM.ITEM_ID.eq(itemId), List.of(ITEM.ITEM_ID.desc()), 1).stream().findFirst();
  }

  private List<BankItem> items(
      Condition condition, List<? extends OrderField<?>> order, int atMost) {
    return db.select(ITEM.fields())
        .select(BANK.NAME, BANK.KIND)
        .from(ITEM)
        .join(BANK)
        .on(BANK.BANK_ID.eq(ITEM.BANK_ID))
        .where(condition)
        .orderBy(order)
        .limit(atMost)
        .fetch(BankRepository::item);
  }

  /// The hashes of everything that is searched, or of a bank's active items.
  void hashes(@Nullable Long bankId, Hashes each) {
    var frames = new ArrayList<FrameHash>();
    var current = 0L;
    var kind = BankKind.NEGATIVE;
    var length = 0L;
    try (var rows =
        db.select(
                ITEM.ITEM_ID,
                ITEM.LENGTH_MS,
                ITEM_FRAME.FROM_MS,
                ITEM_FRAME.TO_MS,
                ITEM_FRAME.QUALITY,
                ITEM_FRAME.HASHES,
                BANK.KIND)
            .from(ITEM)
            .join(BANK)
            .on(BANK.BANK_ID.eq(ITEM.BANK_ID))
            .join(ITEM_FRAME)
            .on(ITEM_FRAME.ITEM_ID.eq(ITEM.ITEM_ID))
            .where(searched(bankId))
            .orderBy(ITEM.ITEM_ID, ITEM_FRAME.FRAME)
            .fetchSize(FETCH)
            .fetchLazy()) {
      for (var row : rows) {
        var itemId = requireNonNull(row.value1());
        if (itemId != current && !frames.isEmpty()) {
          each.item(current, kind, new VideoHash(length, frames));
          frames.clear();
        }
        current = itemId;
        kind = BankKind.of(requireNonNull(row.value7()));
        length = requireNonNull(row.value2());
        frames.add(
            new FrameHash(
                requireNonNull(row.value3()),
                requireNonNull(row.value4()),
                requireNonNull(row.value5()),
                hashes(requireNonNull(row.value6()))));
      }
    }
    if (!frames.isEmpty()) {
      each.item(current, kind, new VideoHash(length, frames));
    }
  }

  /// What everything that is searched, or a bank's active items, sound like.
  void sounds(@Nullable Long bankId, Sounds each) {
    try (var rows =
        db.select(ITEM.ITEM_ID, ITEM_SOUND.LENGTH_MS, ITEM_SOUND.PEAKS, BANK.KIND)
            .from(ITEM)
            .join(BANK)
            .on(BANK.BANK_ID.eq(ITEM.BANK_ID))
            .join(ITEM_SOUND)
            .on(ITEM_SOUND.ITEM_ID.eq(ITEM.ITEM_ID))
            .where(searched(bankId))
            .orderBy(ITEM.ITEM_ID)
            .fetchSize(FETCH)
            .fetchLazy()) {
      for (var row : rows) {
        each.item(
            requireNonNull(row.value1()),
            BankKind.of(requireNonNull(row.value4())),
            SoundHash.of(requireNonNull(row.value2()), requireNonNull(row.value3())));
      }
    }
  }

  private static Condition searched(@Nullable Long bankId) {
    return bankId == null
        // What hides other things and is doubted hides nothing.
        ? ITEM.STATE
            .eq(State.ACTIVE.word())
            .or(ITEM.STATE.eq(State.QUARANTINED.word()).and(BANK.KIND.ne(BankKind.NEGATIVE.word())))
        : ITEM.BANK_ID.eq(bankId).and(ITEM.STATE.eq(State.ACTIVE.word()));
  }

  void noteComparison(String subject, Instant now) {
    db.insertInto(COMPARISON)
        .set(COMPARISON.SUBJECT, subject)
        .set(COMPARISON.COMPARED_AT, now)
        .onConflict(COMPARISON.SUBJECT)
        .doUpdate()
        .set(COMPARISON.COMPARED_AT, now)
        .execute();
  }

  void noteSightings(Collection<Long> itemIds, String subject, Instant now) {
    db.query(
            """
            insert into media.sighting (item_id, subject, seen_at)
            select i.id, ?, ?::timestamptz from unnest(?::bigint[]) as i (id) order by i.id
            on conflict do nothing
            """,
            subject,
            now,
            itemIds.toArray(Long[]::new))
        .execute();
  }

  /// What the flood rule asks, of the active ones of these items, each from its last change of
  /// state on.
  List<FloodRule.Count> floods(Collection<Long> itemIds, Instant now) {
    var window = now.minus(FloodRule.WINDOW);
    return db.resultQuery(
            """
            select i.item_id,
              (select count(*) from media.sighting as s
               where s.item_id = i.item_id and s.seen_at > greatest(?::timestamptz, i.state_at)) as seen,
              (select count(*) from media.comparison as c where c.compared_at > ?::timestamptz) as compared,
              (select count(*) from media.sighting as s
               where s.item_id = i.item_id and s.seen_at > ?::timestamptz and s.seen_at <= ?::timestamptz) as before
            from media.item as i where i.item_id = any (?::bigint[]) and i.state = 'active' order by i.item_id
            """,
            window,
            window,
            window.minus(FloodRule.BASELINE),
            window,
            itemIds.toArray(Long[]::new))
        .fetch(row ->
            new FloodRule.Count(
                requireNonNull(row.get("item_id", Long.class)),
                requireNonNull(row.get("seen", Long.class)),
                requireNonNull(row.get("compared", Long.class)),
                requireNonNull(row.get("before", Long.class))));
  }

  boolean quarantine(long itemId, String reason, Instant now, String by) {
    return move(itemId, List.of(State.ACTIVE), State.QUARANTINED, reason, now, by);
  }

  boolean release(long itemId, String reason, Instant now, String by) {
    return move(itemId, List.of(State.QUARANTINED), State.ACTIVE, reason, now, by);
  }

  boolean remove(long itemId, String reason, Instant now, String by) {
    return move(itemId, List.of(State.ACTIVE, State.QUARANTINED), State.REMOVED, reason, now, by);
  }

  private boolean move(
      long itemId, List<State> from, State to, String reason, Instant now, String by) {
    return db.update(ITEM)
            .set(ITEM.STATE, to.word())
            .set(ITEM.STATE_REASON, reason)
            .set(ITEM.STATE_AT, now)
            .set(ITEM.STATE_BY, by)
            .where(ITEM.ITEM_ID.eq(itemId))
            .and(ITEM.STATE.in(from.stream().map(State::word).toList()))
            .execute()
        == 1;
  }

  private static BankItem item(Record row) {
    return new BankItem(
        requireNonNull(row.get(ITEM.ITEM_ID)),
        requireNonNull(row.get(BANK.NAME)),
        BankKind.of(requireNonNull(row.get(BANK.KIND))),
        requireNonNull(row.get(ITEM.SOURCE)),
        requireNonNull(row.get(ITEM.SOURCE_KEY)),
        requireNonNull(row.get(ITEM.NOTE)),
        requireNonNull(row.get(ITEM.LENGTH_MS)),
        requireNonNull(row.get(ITEM.ADDED_AT)),
        requireNonNull(row.get(ITEM.ADDED_BY)),
        State.of(requireNonNull(row.get(ITEM.STATE))),
        requireNonNull(row.get(ITEM.STATE_REASON)));
  }

  private static byte[] bytes(List<PdqHash> hashes) {
    var bytes = ByteBuffer.allocate(hashes.size() * PdqHash.BYTES);
    for (var hash : hashes) {
      bytes
          .putLong(hash.first())
          .putLong(hash.second())
          .putLong(hash.third())
          .putLong(hash.fourth());
    }
    return bytes.array();
  }

  private static List<PdqHash> hashes(byte[] bytes) {
    var words = ByteBuffer.wrap(bytes).asLongBuffer();
    var hashes = new ArrayList<PdqHash>();
    while (words.hasRemaining()) {
      hashes.add(new PdqHash(words.get(), words.get(), words.get(), words.get()));
    }
    return hashes;
  }
}
