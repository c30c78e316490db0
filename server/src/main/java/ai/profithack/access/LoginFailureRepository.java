package ai.profithack.access;

import static ai.profithack.access.schema.LoginFailure.LOGIN_FAILURE;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/// Attempts to log in that were not known to be right, shared by all servers.
@Repository
class LoginFailureRepository {
  /// For one login from one address: a person who mistypes.
  static final int PER_LOGIN_AND_ADDRESS = 5;

  /// For one login from anywhere: many machines guessing one password.
  static final int PER_LOGIN = 25;

  /// For one address: one machine trying many logins. An office behind one address stays below it.
  static final int PER_ADDRESS = 30;

  private final DSLContext db;

  LoginFailureRepository(DSLContext db) {
    this.db = db;
  }

  /// Notes an attempt, or says how long to wait where there were too many within `window`.
  @Transactional
  Optional<Duration> reserve(String login, String address, Instant now, Duration window) {
    // One at a time for the same login or address, so that simultaneous attempts see one another.
    lock("login:" + login);
    lock("address:" + address);
    db.deleteFrom(LOGIN_FAILURE).where(LOGIN_FAILURE.FAILED_AT.le(now.minus(window))).execute();
    var sameLogin = LOGIN_FAILURE.LOGIN.eq(login);
    var sameAddress = LOGIN_FAILURE.ADDRESS.eq(address);
    var frees =
        java.util.stream.Stream.of(
                full(sameLogin.and(sameAddress), PER_LOGIN_AND_ADDRESS),
                full(sameLogin, PER_LOGIN),
                full(sameAddress, PER_ADDRESS))
            .flatMap(Optional::stream)
            .max(Instant::compareTo);
    if (frees.isPresent()) {
      return frees.map(oldest -> Duration.between(now, oldest.plus(window)).plusSeconds(1));
    }
    db.insertInto(LOGIN_FAILURE)
        .set(LOGIN_FAILURE.FAILED_AT, now)
        .set(LOGIN_FAILURE.LOGIN, login)
        .set(LOGIN_FAILURE.ADDRESS, address)
        .execute();
    return Optional.empty();
  }

  void forget(String login, String address) {
    db.deleteFrom(LOGIN_FAILURE)
        .where(LOGIN_FAILURE.LOGIN.eq(login))
        .and(LOGIN_FAILURE.ADDRESS.eq(address))
        .execute();
  }

  /// The time of the attempt that must leave the window first; empty while there is room.
  private Optional<Instant> full(Condition which, int limit) {
    return db.select(LOGIN_FAILURE.FAILED_AT)
        .from(LOGIN_FAILURE)
        .where(which)
        .orderBy(LOGIN_FAILURE.FAILED_AT.desc())
        .offset(limit - 1)
        .limit(1)
        .fetchOptional(LOGIN_FAILURE.FAILED_AT);
  }

  private void lock(String name) {
    db.select(
            DSL.field(
                "pg_advisory_xact_lock(hashtextextended({0}, 20260))", Object.class, DSL.val(name)))
        .execute();
  }
}
