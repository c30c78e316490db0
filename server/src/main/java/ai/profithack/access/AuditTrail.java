package ai.profithack.access;

import java.util.Map;
import org.springframework.stereotype.Component;

/// The trail of privileged actions: append-only, each entry carrying the hash of the one before it.
@Component
public class AuditTrail {
  /// Appends an entry in the caller's transaction. The actor is whoever is logged in, else
  /// `system`.
  public void record(String action, String subject, Map<String, ?> detail) {
    throw new UnsupportedOperationException();
  }
}
