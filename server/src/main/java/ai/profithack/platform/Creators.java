package ai.profithack.platform;

import static ai.profithack.platform.schema.GiftType.GIFT_TYPE;
import static ai.profithack.platform.schema.UserName.USER_NAME;
import static ai.profithack.platform.schema.Users.USERS;

import ai.profithack.access.KnownCreators;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who publishes on the platform, and the names that people and gift types are shown under.
@Component
public class Creators implements KnownCreators {
  private final DSLContext db;

  Creators(DSLContext db) {
    this.db = db;
  }

  /// A user, with the name to show where one is known.
  public record Person(long id, @Nullable String name, boolean isCreator) {}

  /// Since when a user is known: the earliest that was reported or seen of them.
  public Optional<Instant> knownSince(long userId) {
    return db.select(USERS.CREATED_AT)
        .from(USERS)
        .where(USERS.ID.eq(userId))
        .fetchOptional(row -> row.get(USERS.CREATED_AT));
  }

  public Optional<Person> find(long userId) {
    return db.select(USERS.ID, USER_NAME.NAME, USERS.IS_CREATOR)
        .from(USERS)
        .leftJoin(USER_NAME)
        .on(USER_NAME.USER_ID.eq(USERS.ID))
        .where(USERS.ID.eq(userId))
        .fetchOptional(row ->
            new Person(
                row.get(USERS.ID),
                row.get(USER_NAME.NAME),
                Boolean.TRUE.equals(row.get(USERS.IS_CREATOR))));
  }

  @Override
  public boolean isCreator(long userId) {
    return find(userId).filter(Person::isCreator).isPresent();
  }

  /// Those of these users who publish.
  public Set<Long> publishing(Collection<Long> userIds) {
    return db.select(USERS.ID)
        .from(USERS)
        .where(USERS.IS_CREATOR)
        .and(USERS.ID.in(userIds))
        .fetchSet(USERS.ID);
  }

  /// The names that are known of these users.
  public Map<Long, String> names(Collection<Long> userIds) {
    return db.select(USER_NAME.USER_ID, USER_NAME.NAME)
        .from(USER_NAME)
        .where(USER_NAME.USER_ID.in(userIds))
        .fetchMap(USER_NAME.USER_ID, USER_NAME.NAME);
  }

  /// The names that are known of these gift types.
  public Map<Long, String> giftNames(Collection<Long> giftIds) {
    return db.select(GIFT_TYPE.GIFT_ID, GIFT_TYPE.NAME)
        .from(GIFT_TYPE)
        .where(GIFT_TYPE.GIFT_ID.in(giftIds))
        .fetchMap(GIFT_TYPE.GIFT_ID, GIFT_TYPE.NAME);
  }

  /// Up to `limit` creators whose id is `text` or whose name contains it in any case, lowest id
  /// first.
  public List<Long> matching(String text, int limit) {
    var named =
        DSL.exists(
            db.selectOne()
                .from(USER_NAME)
                .where(USER_NAME.USER_ID.eq(USERS.ID))
                .and(USER_NAME.NAME.containsIgnoreCase(text)));
    var numbered = text.matches("\\d{1,18}") ? USERS.ID.eq(Long.valueOf(text)) : DSL.noCondition();
    return db.select(USERS.ID)
        .from(USERS)
        .where(USERS.IS_CREATOR)
        .and(DSL.or(named, numbered))
        .orderBy(USERS.ID)
        .limit(limit)
        .fetch(USERS.ID);
  }
}
