package ai.profithack.access;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/// Checks a login and a password, a limited number of times.
///
/// An attempt is noted before the password is looked at and forgotten when it was right: however
/// many are sent at once, and to however many servers, only the limit's number is ever checked.
@Service
public class Logins {
  static final Duration WINDOW = Duration.ofMinutes(15);

  private final LoginFailureRepository failures;
  private final PersonRepository people;
  private final PasswordEncoder encoder;
  private final AuditTrail audit;
  private final Clock clock;
  private final String nobodysHash;

  Logins(
      LoginFailureRepository failures,
      PersonRepository people,
      PasswordEncoder encoder,
      AuditTrail audit,
      Clock clock) {
    this.failures = failures;
    this.people = people;
    this.encoder = encoder;
    this.audit = audit;
    this.clock = clock;
    this.nobodysHash = encoder.encode(PasswordRules.oneTime());
  }

  /// How an attempt to log in ended.
  public sealed interface Outcome {
    record Accepted(Person person) implements Outcome {}

    /// Wrong login, wrong password, or disabled: which of them is not said.
    record Refused() implements Outcome {}

    /// Too many attempts; the next is looked at after this time.
    record Limited(Duration retryAfter) implements Outcome {}
  }

  public Outcome attempt(String login, String password, String address) {
    var name = login.strip().toLowerCase(Locale.ROOT);
    if (name.length() > 100) {
      name = name.substring(0, 100);
    }
    name = name.replace("\0", "");
    var now = clock.instant();
    var wait = failures.reserve(name, address, now, WINDOW);
    if (wait.isPresent()) {
      return new Outcome.Limited(wait.get());
    }
    var found = people.credentials(name);
    // Somebody unknown costs as much time as somebody known.
    var hash = found.map(PersonRepository.Credentials::hash).orElse(nobodysHash);
    var right = encoder.matches(PasswordRules.normal(password), hash);
    if (found.isEmpty() || !right || found.get().person().isDisabled()) {
      return new Outcome.Refused();
    }
    failures.forget(name, address);
    audit.recordAs(name, "person.logged-in", name, java.util.Map.of("address", address));
    return new Outcome.Accepted(found.get().person());
  }
}
