package ai.profithack.media;

import static ai.profithack.media.schema.Bank.BANK;
import static ai.profithack.media.schema.Comparison.COMPARISON;
import static ai.profithack.media.schema.Item.ITEM;
import static ai.profithack.media.schema.ItemFrame.ITEM_FRAME;
import static ai.profithack.media.schema.ItemSound.ITEM_SOUND;
import static ai.profithack.media.schema.Revision.REVISION;
import static java.util.Objects.requireNonNull;

import ai.profithack.media.BankItem.State;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
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
    void item(long itemId, VideoHash hash);
  }

  /// Takes what the items sound like one by one.
  @FunctionalInterface
  interface Sounds {
    void item(long itemId, SoundHash sound);
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
    var active = DSL.count().filterWhere(ITEM.STATE.eq(State.ACTIVE.word()));
    var quarantined = DSL.count().filterWhere(ITEM.STATE.eq(State.QUARANTINED.word()));
    return db.select(BANK.NAME, BANK.KIND, active, quarantined)
        .from(BANK)
        .leftJoin(ITEM)
        .on(ITEM.BANK_ID.eq(BANK.BANK_ID))
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

  long itemId(long bankId, String source, String sourceKey) {
    return requireNonNull(
        db.select(ITEM.ITEM_ID)
            .from(ITEM)
            .where(ITEM.BANK_ID.eq(bankId))
            .and(ITEM.SOURCE.eq(source))
            .and(ITEM.SOURCE_KEY.eq(sourceKey))
            .fetchSingle(ITEM.ITEM_ID));
  }

  void insertFrames(long itemId, List<FrameHash> frames) {
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
            select ?, f.place - 1, f.from_ms, f.to_ms, f.quality, f.hashes
            from unnest(?::int[], ?::int[], ?::smallint[], ?::bytea[]) with ordinality
              as f (from_ms, to_ms, quality, hashes, place)
            """,
            itemId,
            from,
            to,
            quality,
            hashes)
        .execute();
  }

  void insertSound(long itemId, SoundHash sound) {
    db.insertInto(ITEM_SOUND)
        .set(ITEM_SOUND.ITEM_ID, itemId)
        .set(ITEM_SOUND.LENGTH_MS, sound.lengthMillis())
        .set(ITEM_SOUND.PEAKS, sound.bytes())
        .execute();
  }

  long revision() {
    return requireNonNull(
        db.select(REVISION.REVISION_).from(REVISION).fetchSingle(REVISION.REVISION_));
  }

  /// Everything that is searched.
  List<BankItem> found() {
    return items(ITEM.STATE.ne(State.REMOVED.word()), Integer.MAX_VALUE);
  }

  List<BankItem> items(String bank, long beforeItemId, int atMost) {
    return items(
        BANK.NAME
            .eq(bank)
            .and(ITEM.STATE.ne(State.REMOVED.word()))
            .and(ITEM.ITEM_ID.lt(beforeItemId)),
        atMost);
  }

  private List<BankItem> items(Condition condition, int atMost) {
    return db.select(ITEM.fields())
        .select(BANK.NAME, BANK.KIND)
        .from(ITEM)
        .join(BANK)
        .on(BANK.BANK_ID.eq(ITEM.BANK_ID))
        .where(condition)
        .orderBy(ITEM.ITEM_ID.desc())
        .limit(atMost)
        .fetch(BankRepository::item);
  }

  /// The hashes of everything that is searched, or of a bank's active items.
  void hashes(@Nullable Long bankId, Hashes each) {
    var frames = new ArrayList<FrameHash>();
    var current = 0L;
    var length = 0L;
    try (var rows =
        db.select(
                ITEM.ITEM_ID,
                ITEM.LENGTH_MS,
                ITEM_FRAME.FROM_MS,
                ITEM_FRAME.TO_MS,
                ITEM_FRAME.QUALITY,
                ITEM_FRAME.HASHES)
            .from(ITEM)
            .join(ITEM_FRAME)
            .on(ITEM_FRAME.ITEM_ID.eq(ITEM.ITEM_ID))
            .where(searched(bankId))
            .orderBy(ITEM.ITEM_ID, ITEM_FRAME.FRAME)
            .fetchSize(FETCH)
            .fetchLazy()) {
      for (var row : rows) {
        var itemId = requireNonNull(row.value1());
        if (itemId != current && !frames.isEmpty()) {
          each.item(current, new VideoHash(length, frames));
          frames.clear();
        }
        current = itemId;
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
      each.item(current, new VideoHash(length, frames));
    }
  }

  /// What everything that is searched, or a bank's active items, sound like.
  void sounds(@Nullable Long bankId, Sounds each) {
    try (var rows =
        db.select(ITEM.ITEM_ID, ITEM_SOUND.LENGTH_MS, ITEM_SOUND.PEAKS)
            .from(ITEM)
            .join(ITEM_SOUND)
            .on(ITEM_SOUND.ITEM_ID.eq(ITEM.ITEM_ID))
            .where(searched(bankId))
            .orderBy(ITEM.ITEM_ID)
            .fetchSize(FETCH)
            .fetchLazy()) {
      for (var row : rows) {
        each.item(
            requireNonNull(row.value1()),
            SoundHash.of(requireNonNull(row.value2()), requireNonNull(row.value3())));
      }
    }
  }

  private static Condition searched(@Nullable Long bankId) {
    return bankId == null
        ? ITEM.STATE.ne(State.REMOVED.word())
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
