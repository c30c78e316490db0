package ai.profithack.access;

import static ai.profithack.access.schema.Person.PERSON;
import static ai.profithack.access.schema.SpringSession.SPRING_SESSION;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// The people who can log in, their passwords' hashes, and their sessions.
@Repository
class PersonRepository {
  private final DSLContext db;

  PersonRepository(DSLContext db) {
    this.db = db;
  }

  /// A person and the hash of their password.
  record Credentials(Person person, String hash) {}

  /// False where the login is taken.
  boolean insertIfAbsent(
      String login, String hash, Role role, @Nullable Long creatorId, Instant now) {
    return db.insertInto(PERSON)
            .set(PERSON.LOGIN, login)
            .set(PERSON.PASSWORD_HASH, hash)
            .set(PERSON.MUST_CHANGE_PASSWORD, true)
            .set(PERSON.ROLE, name(role))
            .set(PERSON.CREATOR_ID, creatorId)
            .set(PERSON.CREATED_AT, now)
            .onConflict(PERSON.LOGIN)
            .doNothing()
            .execute()
        == 1;
  }

  Optional<Credentials> credentials(String login) {
    return db.selectFrom(PERSON)
        .where(PERSON.LOGIN.eq(login))
        .fetchOptional(row -> new Credentials(person(row), row.get(PERSON.PASSWORD_HASH)));
  }

  Optional<Person> find(long id) {
    return db.selectFrom(PERSON)
        .where(PERSON.PERSON_ID.eq(id))
        .fetchOptional(PersonRepository::person);
  }

  /// Waits for whoever is changing this person, and keeps others waiting until the transaction
  /// ends.
  Optional<Person> lock(long id) {
    return db.selectFrom(PERSON)
        .where(PERSON.PERSON_ID.eq(id))
        .forUpdate()
        .fetchOptional(PersonRepository::person);
  }

  List<Person> all() {
    return db.selectFrom(PERSON).orderBy(PERSON.LOGIN).fetch(PersonRepository::person);
  }

  /// Locks the people who are admins and can log in.
  List<Long> lockActiveAdmins() {
    return db.select(PERSON.PERSON_ID)
        .from(PERSON)
        .where(PERSON.ROLE.eq(name(Role.ADMIN)))
        .and(PERSON.DISABLED_AT.isNull())
        .orderBy(PERSON.PERSON_ID)
        .forUpdate()
        .fetch(PERSON.PERSON_ID);
  }

  boolean anyAdmin() {
    return db.fetchExists(PERSON, PERSON.ROLE.eq(name(Role.ADMIN)));
  }

  void setPassword(long id, String hash, boolean mustChange) {
    db.update(PERSON)
        .set(PERSON.PASSWORD_HASH, hash)
        .set(PERSON.MUST_CHANGE_PASSWORD, mustChange)
        .where(PERSON.PERSON_ID.eq(id))
        .execute();
  }

  void setDisabled(long id, @Nullable Instant at) {
    db.update(PERSON).set(PERSON.DISABLED_AT, at).where(PERSON.PERSON_ID.eq(id)).execute();
  }

  void setRole(long id, Role role, @Nullable Long creatorId) {
    db.update(PERSON)
        .set(PERSON.ROLE, name(role))
        .set(PERSON.CREATOR_ID, creatorId)
        .where(PERSON.PERSON_ID.eq(id))
        .execute();
  }

  /// Logs a person out everywhere.
  void endSessions(String login) {
    db.deleteFrom(SPRING_SESSION).where(SPRING_SESSION.PRINCIPAL_NAME.eq(login)).execute();
  }

  static String name(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  static Role role(String name) {
    return Role.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Person person(Record row) {
    return new Person(
        Objects.requireNonNull(row.get(PERSON.PERSON_ID)),
        Objects.requireNonNull(row.get(PERSON.LOGIN)),
        role(Objects.requireNonNull(row.get(PERSON.ROLE))),
        row.get(PERSON.CREATOR_ID),
        Objects.requireNonNull(row.get(PERSON.MUST_CHANGE_PASSWORD)),
        row.get(PERSON.DISABLED_AT),
        Objects.requireNonNull(row.get(PERSON.CREATED_AT)));
  }
}
