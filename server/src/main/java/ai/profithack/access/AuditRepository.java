package ai.profithack.access;

import static ai.profithack.access.schema.AuditEntry.AUDIT_ENTRY;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/// The audit chain's rows.
@Repository
class AuditRepository {
  private static final long CHAIN = 0x61756469745f6331L;

  private final DSLContext db;

  AuditRepository(DSLContext db) {
    this.db = db;
  }

  /// An entry, the hash before it, and its own.
  @SuppressWarnings("ArrayRecordComponent")
  record Link(AuditEntry entry, byte[] previous, byte[] hash) {}

  /// Until the transaction ends, nobody else appends.
  void lock() {
    db.select(DSL.field("pg_advisory_xact_lock({0})", Object.class, DSL.val(CHAIN))).execute();
  }

  Optional<Link> last() {
    return db.selectFrom(AUDIT_ENTRY)
        .orderBy(AUDIT_ENTRY.ENTRY_ID.desc())
        .limit(1)
        .fetchOptional(AuditRepository::link);
  }

  /// The form in which the database gives a JSON text back: the form that is hashed.
  String canonical(String json) {
    return Objects.requireNonNull(
        db.select(DSL.field("{0}::jsonb::text", String.class, DSL.val(json)))
            .fetchSingle()
            .value1());
  }

  void append(Link link) {
    var entry = link.entry();
    db.insertInto(AUDIT_ENTRY)
        .set(AUDIT_ENTRY.ENTRY_ID, entry.id())
        .set(AUDIT_ENTRY.OCCURRED_AT, entry.occurredAt())
        .set(AUDIT_ENTRY.ACTOR, entry.actor())
        .set(AUDIT_ENTRY.ACTION, entry.action())
        .set(AUDIT_ENTRY.SUBJECT, entry.subject())
        .set(AUDIT_ENTRY.DETAIL, JSONB.valueOf(entry.detail()))
        .set(AUDIT_ENTRY.PREVIOUS_HASH, link.previous())
        .set(AUDIT_ENTRY.HASH, link.hash())
        .execute();
  }

  List<Link> after(long id, int limit) {
    return db.selectFrom(AUDIT_ENTRY)
        .where(AUDIT_ENTRY.ENTRY_ID.gt(id))
        .orderBy(AUDIT_ENTRY.ENTRY_ID)
        .limit(limit)
        .fetch(AuditRepository::link);
  }

  List<AuditEntry> page(String filter, long before, int limit) {
    var condition = before > 0 ? AUDIT_ENTRY.ENTRY_ID.lt(before) : DSL.noCondition();
    if (!filter.isBlank()) {
      condition =
          condition.and(
              AUDIT_ENTRY
                  .ACTOR
                  .containsIgnoreCase(filter)
                  .or(AUDIT_ENTRY.ACTION.containsIgnoreCase(filter))
                  .or(AUDIT_ENTRY.SUBJECT.containsIgnoreCase(filter)));
    }
    return db.selectFrom(AUDIT_ENTRY)
        .where(condition)
        .orderBy(AUDIT_ENTRY.ENTRY_ID.desc())
        .limit(limit)
        .fetch(AuditRepository::entry);
  }

  List<AuditEntry> newest(String action, String subject, int limit) {
    return db.selectFrom(AUDIT_ENTRY)
        .where(AUDIT_ENTRY.ACTION.eq(action))
        .and(AUDIT_ENTRY.SUBJECT.eq(subject))
        .orderBy(AUDIT_ENTRY.ENTRY_ID.desc())
        .limit(limit)
        .fetch(AuditRepository::entry);
  }

  private static Link link(Record row) {
    return new Link(
        entry(row),
        Objects.requireNonNull(row.get(AUDIT_ENTRY.PREVIOUS_HASH)),
        Objects.requireNonNull(row.get(AUDIT_ENTRY.HASH)));
  }

  private static AuditEntry entry(Record row) {
    return new AuditEntry(
        Objects.requireNonNull(row.get(AUDIT_ENTRY.ENTRY_ID)),
        Objects.requireNonNull(row.get(AUDIT_ENTRY.OCCURRED_AT)),
        Objects.requireNonNull(row.get(AUDIT_ENTRY.ACTOR)),
        Objects.requireNonNull(row.get(AUDIT_ENTRY.ACTION)),
        Objects.requireNonNull(row.get(AUDIT_ENTRY.SUBJECT)),
        Objects.requireNonNull(row.get(AUDIT_ENTRY.DETAIL)).data());
  }
}
