package ai.profithack.access;

import static ai.profithack.access.schema.ApiKey.API_KEY;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Repository;

/// API keys and the hashes of their secrets.
@Repository
class ApiKeyRepository {
  private static final Duration COARSE = Duration.ofMinutes(5);

  private final DSLContext db;

  ApiKeyRepository(DSLContext db) {
    this.db = db;
  }

  /// A key that was not revoked, and the hash of its secret.
  @SuppressWarnings("ArrayRecordComponent")
  record Stored(ApiKey key, byte[] secretHash) {}

  void insert(ApiKey key, byte[] secretHash) {
    db.insertInto(API_KEY)
        .set(API_KEY.KEY_ID, key.id())
        .set(API_KEY.SECRET_SHA256, secretHash)
        .set(API_KEY.LABEL, key.label())
        .set(API_KEY.ROLE, PersonRepository.name(key.role()))
        .set(API_KEY.CREATOR_ID, key.creatorId())
        .set(API_KEY.CREATED_AT, key.createdAt())
        .set(API_KEY.CREATED_BY, key.createdBy())
        .execute();
  }

  Optional<Stored> active(String id) {
    return db.selectFrom(API_KEY)
        .where(API_KEY.KEY_ID.eq(id))
        .and(API_KEY.REVOKED_AT.isNull())
        .fetchOptional(row -> new Stored(key(row), row.get(API_KEY.SECRET_SHA256)));
  }

  List<ApiKey> all() {
    return db.selectFrom(API_KEY)
        .orderBy(API_KEY.REVOKED_AT.desc().nullsFirst(), API_KEY.CREATED_AT.desc(), API_KEY.KEY_ID)
        .fetch(ApiKeyRepository::key);
  }

  /// Notes a use, at most once in five minutes: a busy key must not write at every request.
  void used(ApiKey key, Instant now) {
    if (key.lastUsedAt() == null || key.lastUsedAt().isBefore(now.minus(COARSE))) {
      db.update(API_KEY)
          .set(API_KEY.LAST_USED_AT, now)
          .where(API_KEY.KEY_ID.eq(key.id()))
          .and(API_KEY.LAST_USED_AT.isNull().or(API_KEY.LAST_USED_AT.lt(now.minus(COARSE))))
          .execute();
    }
  }

  /// False where there is no such key, or it was revoked before.
  boolean revoke(String id, Instant now) {
    return db.update(API_KEY)
            .set(API_KEY.REVOKED_AT, now)
            .where(API_KEY.KEY_ID.eq(id))
            .and(API_KEY.REVOKED_AT.isNull())
            .execute()
        == 1;
  }

  private static ApiKey key(Record row) {
    return new ApiKey(
        Objects.requireNonNull(row.get(API_KEY.KEY_ID)),
        Objects.requireNonNull(row.get(API_KEY.LABEL)),
        PersonRepository.role(Objects.requireNonNull(row.get(API_KEY.ROLE))),
        row.get(API_KEY.CREATOR_ID),
        Objects.requireNonNull(row.get(API_KEY.CREATED_AT)),
        Objects.requireNonNull(row.get(API_KEY.CREATED_BY)),
        row.get(API_KEY.LAST_USED_AT),
        row.get(API_KEY.REVOKED_AT));
  }
}
