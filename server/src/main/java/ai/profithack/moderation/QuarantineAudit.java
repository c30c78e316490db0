package ai.profithack.moderation;

import ai.profithack.access.AuditTrail;
import ai.profithack.media.ItemQuarantined;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Records in the audit trail, in the same transaction, what a rule decides about the banks.
@Component
class QuarantineAudit {
  private final AuditTrail audit;

  QuarantineAudit(AuditTrail audit) {
    this.audit = audit;
  }

  @EventListener
  void quarantined(ItemQuarantined item) {
    audit.record(
        "bank.quarantine_automatic",
        "bank item " + item.itemId(),
        Map.of("bank", item.bank(), "reason", item.reason()));
  }
}
