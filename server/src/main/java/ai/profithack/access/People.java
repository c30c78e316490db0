package ai.profithack.access;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// The people who can log in: created, changed and disabled by an admin, and their own passwords.
@Service
public class People {
  private static final String FIRST_ADMIN = "admin";

  private final PersonRepository people;
  private final KnownCreators creators;
  private final PasswordEncoder encoder;
  private final AuditTrail audit;
  private final Clock clock;

  People(
      PersonRepository people,
      KnownCreators creators,
      PasswordEncoder encoder,
      AuditTrail audit,
      Clock clock) {
    this.people = people;
    this.creators = creators;
    this.encoder = encoder;
    this.audit = audit;
    this.clock = clock;
  }

  /// How an attempt to create or change somebody ended.
  public sealed interface Outcome {
    /// Done; the password works for one login and is never shown again.
    record OneTimePassword(String login, String password) implements Outcome {}

    /// Done.
    record Changed(String login) implements Outcome {}

    /// Not done: `field` is what has to be corrected.
    record Invalid(String field, String problem) implements Outcome {}

    /// There is no such person.
    record Unknown() implements Outcome {}
  }

  public List<Person> all() {
    return people.all();
  }

  public Optional<Person> find(long id) {
    return people.find(id);
  }

  /// Creates the first admin, with a one-time password, where there is none yet.
  ///
  /// Safe to race: of several servers that start at once, one gets the password.
  @Transactional
  public Optional<Outcome.OneTimePassword> createFirstAdmin() {
    if (people.anyAdmin()) {
      return Optional.empty();
    }
    return create(FIRST_ADMIN, Role.ADMIN, null) instanceof Outcome.OneTimePassword password
        ? Optional.of(password)
        : Optional.empty();
  }

  /// Creates a person with a one-time password.
  @Transactional
  public Outcome create(String login, Role role, @Nullable Long creatorId) {
    var name = login.strip().toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z0-9][a-z0-9._@+-]{0,99}")) {
      return new Outcome.Invalid(
          "login",
          "Use letters, digits and . _ @ + -, beginning with a letter or digit; 100 at the most.");
    }
    var problem = roleProblem(role, creatorId);
    if (problem.isPresent()) {
      return problem.get();
    }
    var password = PasswordRules.oneTime();
    if (!people.insertIfAbsent(name, encoder.encode(password), role, creatorId, clock.instant())) {
      return new Outcome.Invalid("login", "Somebody with this login exists already.");
    }
    audit.record("person.created", name, detail(role, creatorId));
    return new Outcome.OneTimePassword(name, password);
  }

  /// Gives a person another role. The last admin keeps theirs.
  @Transactional
  public Outcome changeRole(long id, Role role, @Nullable Long creatorId) {
    var admins = people.lockActiveAdmins();
    var person = people.lock(id).orElse(null);
    if (person == null) {
      return new Outcome.Unknown();
    }
    var problem = roleProblem(role, creatorId);
    if (problem.isPresent()) {
      return problem.get();
    }
    if (role != Role.ADMIN && admins.equals(List.of(id))) {
      return new Outcome.Invalid("role", "This is the last admin; make somebody else one first.");
    }
    people.setRole(id, role, creatorId);
    audit.record("person.role-changed", person.login(), detail(role, creatorId));
    return new Outcome.Changed(person.login());
  }

  /// Locks somebody out at once, everywhere. The last admin stays.
  @Transactional
  public Outcome disable(long id) {
    var admins = people.lockActiveAdmins();
    var person = people.lock(id).orElse(null);
    if (person == null) {
      return new Outcome.Unknown();
    }
    if (admins.equals(List.of(id))) {
      return new Outcome.Invalid("person", "This is the last admin; make somebody else one first.");
    }
    if (!person.isDisabled()) {
      people.setDisabled(id, clock.instant());
      people.endSessions(person.login());
      audit.record("person.disabled", person.login(), Map.of());
    }
    return new Outcome.Changed(person.login());
  }

  @Transactional
  public Outcome enable(long id) {
    var person = people.lock(id).orElse(null);
    if (person == null) {
      return new Outcome.Unknown();
    }
    if (person.isDisabled()) {
      people.setDisabled(id, null);
      audit.record("person.enabled", person.login(), Map.of());
    }
    return new Outcome.Changed(person.login());
  }

  /// Replaces somebody's password by a one-time password and logs them out everywhere.
  @Transactional
  public Outcome resetPassword(long id) {
    var person = people.lock(id).orElse(null);
    if (person == null) {
      return new Outcome.Unknown();
    }
    var password = PasswordRules.oneTime();
    people.setPassword(id, encoder.encode(password), true);
    people.endSessions(person.login());
    audit.record("person.password-reset", person.login(), Map.of());
    return new Outcome.OneTimePassword(person.login(), password);
  }

  /// The same by login, for the command line.
  @Transactional
  public Outcome resetPassword(String login) {
    return people
        .credentials(login.strip().toLowerCase(Locale.ROOT))
        .map(found -> resetPassword(found.person().id()))
        .orElseGet(Outcome.Unknown::new);
  }

  /// Changes one's own password and ends all one's sessions; the caller starts a new one.
  @Transactional
  public Outcome changePassword(long id, String currentPassword, String newPassword) {
    var person = people.lock(id).orElse(null);
    if (person == null) {
      return new Outcome.Unknown();
    }
    var hash = people.credentials(person.login()).orElseThrow().hash();
    if (!matches(currentPassword, hash)) {
      return new Outcome.Invalid("current", "This is not your current password.");
    }
    var problem = PasswordRules.problem(newPassword, person.login());
    if (problem.isPresent()) {
      return new Outcome.Invalid("password", problem.get());
    }
    if (matches(newPassword, hash)) {
      return new Outcome.Invalid("password", "Choose one that you do not have already.");
    }
    people.setPassword(id, encoder.encode(PasswordRules.normal(newPassword)), false);
    people.endSessions(person.login());
    audit.record("person.password-changed", person.login(), Map.of());
    return new Outcome.Changed(person.login());
  }

  private boolean matches(String password, String hash) {
    return encoder.matches(PasswordRules.normal(password), hash);
  }

  private Optional<Outcome> roleProblem(Role role, @Nullable Long creatorId) {
    return role == Role.SERVICE
        ? Optional.of(new Outcome.Invalid("role", "Services use API keys; a person cannot be one."))
        : role.problemWith(creatorId, creators)
            .map(problem -> new Outcome.Invalid("creatorId", problem));
  }

  private static Map<String, ?> detail(Role role, @Nullable Long creatorId) {
    var name = PersonRepository.name(role);
    return creatorId == null ? Map.of("role", name) : Map.of("role", name, "creatorId", creatorId);
  }
}
