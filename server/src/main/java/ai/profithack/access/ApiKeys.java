package ai.profithack.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Keys for programs: `ph_<id>_<secret>`. The secret is shown once and kept as a hash.
///
/// The secret is 256 random bits, so a plain SHA-256 protects it: there is nothing to guess.
@Service
public class ApiKeys {
  private static final Pattern TOKEN = Pattern.compile("ph_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ApiKeyRepository keys;
  private final KnownCreators creators;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  ApiKeys(
      ApiKeyRepository keys,
      KnownCreators creators,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.keys = keys;
    this.creators = creators;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// How an attempt to create a key ended.
  public sealed interface Created {
    /// The token is shown now and never again.
    record Token(ApiKey key, String token) implements Created {}

    record Invalid(String field, String problem) implements Created {}
  }

  public List<ApiKey> all() {
    return keys.all();
  }

  /// What the keys are for, by the names under which they act: people know a label, and no id.
  public Map<String, String> titles() {
    return keys.all().stream()
        .collect(Collectors.toMap(key -> "key:" + key.id(), key -> "Key “" + key.label() + "”"));
  }

  @Transactional
  public Created create(Role role, @Nullable Long creatorId, String label) {
    var text = label.strip();
    if (text.isEmpty() || text.length() > 100 || text.chars().anyMatch(Character::isISOControl)) {
      return new Created.Invalid("label", "Say in 1 to 100 characters what the key is for.");
    }
    var problem = role.problemWith(creatorId, creators);
    if (problem.isPresent()) {
      return new Created.Invalid("creatorId", problem.get());
    }
    var id = HexFormat.of().formatHex(random(8));
    var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random(32));
    var key = new ApiKey(id, text, role, creatorId, clock.instant(), current.name(), null, null);
    keys.insert(key, sha256(secret));
    audit.record("key.created", id, Map.of("role", PersonRepository.name(role), "label", text));
    return new Created.Token(key, "ph_" + id + "_" + secret);
  }

  /// False where there is no such key, or it was revoked before.
  @Transactional
  public boolean revoke(String id) {
    var revoked = keys.revoke(id, clock.instant());
    if (revoked) {
      audit.record("key.revoked", id, Map.of());
    }
    return revoked;
  }

  /// Whose key this is; empty where it is malformed, unknown, wrong or revoked.
  Optional<Actor> check(String token) {
    var parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var stored = keys.active(parts.group(1));
    if (stored.isEmpty()
        || !MessageDigest.isEqual(stored.get().secretHash(), sha256(parts.group(2)))) {
      return Optional.empty();
    }
    var key = stored.get().key();
    keys.used(key, clock.instant());
    return Optional.of(new Actor("key:" + key.id(), key.role(), null, key.creatorId(), false));
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
