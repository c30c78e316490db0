package ai.profithack.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.testing.ServerTest;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.annotation.Transactional;

/// The chain of the audit trail: it grows unbroken, and whoever edits it shows.
@ServerTest
@DirtiesContext
class AuditTrailTests {
  @Autowired private AuditTrail audit;
  @Autowired private DSLContext db;

  @Test
  void staysUnbrokenUnderConcurrentAppends() throws Exception {
    var before = audit.verify(null).checked();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var done = new ArrayList<Future<?>>();
      for (int i = 0; i < 200; i++) {
        var subject = "subject-" + i;
        done.add(
            threads.submit(() ->
                audit.record(
                    "test.done", subject, Map.of("b", 1, "a", "ä\"\n", "nested", Map.of("x", 2)))));
      }
      for (var each : done) {
        each.get();
      }
    }
    var findings = audit.verify(null);
    assertThat(findings.problems()).isEmpty();
    assertThat(findings.checked()).isEqualTo(before + 200);
  }

  @Test
  void refusesChangesAndFindsThoseMadeBehindItsBack() {
    audit.record("test.first", "a", Map.of());
    audit.record("test.second", "b", Map.of("amount", "1.00"));
    audit.record("test.third", "c", Map.of());
    var head = audit.verify(null).head();
    assertThat(audit.verify(head).problems()).isEmpty();
    var second =
        db.fetchValue("select max(entry_id) from access.audit_entry where action = 'test.second'");

    assertThatThrownBy(() -> db.execute("update access.audit_entry set actor = 'somebody'"))
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> db.execute("delete from access.audit_entry"))
        .hasMessageContaining("append-only");

    tamper(
        "update access.audit_entry set detail = '{\"amount\": \"9.00\"}' where entry_id = "
            + second);
    assertThat(audit.verify(null).problems())
        .containsExactly("Entry %s was edited.".formatted(second));
    tamper("delete from access.audit_entry where entry_id = " + second);
    assertThat(audit.verify(null).problems()).anyMatch(problem -> problem.endsWith("missing."));
    tamper("delete from access.audit_entry where entry_id > " + second);
    assertThat(audit.verify(head).problems())
        .anyMatch(problem -> problem.contains("not in the chain"));
    tamper("delete from access.audit_entry");
  }

  @Test
  @Transactional
  void belongsToTheTransactionOfWhatItRecords() {
    audit.record("test.rolled-back", "x", Map.of());
    assertThat(audit.page("rolled-back", 0, 10)).hasSize(1);
  }

  private void tamper(String sql) {
    db.execute("alter table access.audit_entry disable trigger audit_entry_append_only");
    db.execute(sql);
    db.execute("alter table access.audit_entry enable trigger audit_entry_append_only");
  }
}
