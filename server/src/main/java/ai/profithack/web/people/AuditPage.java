package ai.profithack.web.people;

import static ai.profithack.web.Html.html;

import ai.profithack.access.AuditTrail;
import ai.profithack.templates.Templates;
import ai.profithack.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// The trail of privileged actions: for admins.
@Controller
class AuditPage {
  private static final int SIZE = 50;

  private final AuditTrail audit;
  private final Templates templates;

  AuditPage(AuditTrail audit, Templates templates) {
    this.audit = audit;
    this.templates = templates;
  }

  @GetMapping("/audit")
  View list(
      Page page,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "0") long before) {
    var filter = q.strip();
    var found = audit.page(filter, before, SIZE + 1);
    var more = found.size() > SIZE;
    var shown = more ? found.subList(0, SIZE) : found;
    return html(
        templates.webAudit(
            page.titled(
                "Audit trail",
                "Privileged actions, each chained to the one before; audit verify checks the chain."),
            shown,
            filter,
            before > 0,
            more));
  }
}
