package ai.profithack.platform;

import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// The brands of creators as they were set, whether they may be used now or not.
@Repository
class BrandRepository {
  private final DSLContext db;

  BrandRepository(DSLContext db) {
    this.db = db;
  }

  Optional<Brands.Brand> find(long creatorId) {
    return db.resultQuery(
            "select name, accent from platform.creator_brand where creator_id = ?", creatorId)
        .fetchOptional(row ->
            new Brands.Brand(row.get("name", String.class), row.get("accent", String.class)));
  }

  void save(long creatorId, Brands.Brand brand, String by, Instant at) {
    db.query(
            """
            insert into platform.creator_brand (creator_id, name, accent, changed_at, changed_by) values (?, ?, ?, ?::timestamptz, ?)
            on conflict (creator_id) do update set name = excluded.name, accent = excluded.accent,
              changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """,
            creatorId,
            brand.name(),
            brand.accent(),
            at.toString(),
            by)
        .execute();
  }

  boolean remove(long creatorId) {
    return db.query("delete from platform.creator_brand where creator_id = ?", creatorId).execute()
        == 1;
  }
}
