package ai.profithack.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// The trail of privileged actions: append-only, each entry carrying the hash of the one before it.
///
/// An entry's hash is SHA-256 over the hash before it and a JSON array of the entry's number, time,
/// actor, action, subject and detail. Whoever edits or removes an entry must rewrite all that
/// follow, and cannot rewrite a head that somebody has noted elsewhere.
@Component
public class AuditTrail {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] BEGINNING = new byte[32];
  private static final int BATCH = 1000;

  private final AuditRepository entries;
  private final CurrentActor current;
  private final Clock clock;

  AuditTrail(AuditRepository entries, CurrentActor current, Clock clock) {
    this.entries = entries;
    this.current = current;
    this.clock = clock;
  }

  /// What a check of the whole chain found. `head` is the last hash, to be noted elsewhere.
  public record Findings(long checked, String head, List<String> problems) {}

  /// Appends an entry in the caller's transaction. The actor is whoever is logged in, else
  /// `system`.
  ///
  /// Callers wait for one another until the transaction ends, so this belongs near its end.
  @Transactional
  public void record(String action, String subject, Map<String, ?> detail) {
    recordAs(current.name(), action, subject, detail);
  }

  /// The same where the actor is known otherwise: at a login.
  @Transactional
  public void recordAs(String actor, String action, String subject, Map<String, ?> detail) {
    entries.lock();
    var last = entries.last();
    var previous = last.map(AuditRepository.Link::hash).orElse(BEGINNING);
    var entry =
        new AuditEntry(
            last.map(link -> link.entry().id() + 1).orElse(1L),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            actor,
            action,
            subject,
            entries.canonical(JSON.writeValueAsString(detail)));
    entries.append(new AuditRepository.Link(entry, previous, hash(previous, entry)));
  }

  /// The newest entries first, those before `before` (0 for the newest), filtered by a text that
  /// actor, action or subject contains.
  public List<AuditEntry> page(String filter, long before, int limit) {
    return entries.page(filter, before, limit);
  }

  /// The newest entries of exactly this action and subject first.
  public List<AuditEntry> newest(String action, String subject, int limit) {
    return entries.newest(action, subject, limit);
  }

  /// Reads the whole chain and says where it was edited. A `knownHead` that was noted earlier must
  /// still be in it, else entries after it were cut off or all rewritten; null where none is known.
  @Transactional(readOnly = true)
  public Findings verify(@org.jspecify.annotations.Nullable String knownHead) {
    var problems = new ArrayList<String>();
    var previous = BEGINNING;
    var checked = 0L;
    var seen = knownHead == null;
    var next = 1L;
    for (var batch = entries.after(0, BATCH);
        !batch.isEmpty();
        batch = entries.after(batch.getLast().entry().id(), BATCH)) {
      for (var link : batch) {
        var entry = link.entry();
        if (entry.id() != next) {
          problems.add("Entries %d to %d are missing.".formatted(next, entry.id() - 1));
        } else if (!Arrays.equals(link.previous(), previous)) {
          problems.add("Entry %d does not follow the entry before it.".formatted(entry.id()));
        }
        if (!Arrays.equals(link.hash(), hash(link.previous(), entry))) {
          problems.add("Entry %d was edited.".formatted(entry.id()));
        }
        previous = link.hash();
        seen |= HexFormat.of().formatHex(previous).equals(knownHead);
        next = entry.id() + 1;
        checked++;
      }
    }
    if (!seen) {
      problems.add("The head %s is not in the chain.".formatted(knownHead));
    }
    return new Findings(checked, HexFormat.of().formatHex(previous), problems);
  }

  private static byte[] hash(byte[] previous, AuditEntry entry) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous);
      digest.update(
          JSON.writeValueAsString(
                  List.of(
                      entry.id(),
                      entry.occurredAt().toString(),
                      entry.actor(),
                      entry.action(),
                      entry.subject(),
                      entry.detail()))
              .getBytes(StandardCharsets.UTF_8));
      return digest.digest();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
