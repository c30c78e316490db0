package ai.profithack.access;

import java.time.Instant;

/// One privileged action. `detail` is a JSON object.
public record AuditEntry(
    long id, Instant occurredAt, String actor, String action, String subject, String detail) {}
