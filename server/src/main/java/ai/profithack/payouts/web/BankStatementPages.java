package ai.profithack.payouts.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.Counted;
import ai.profithack.payouts.Rails;
import ai.profithack.payouts.Reconciliation;
import ai.profithack.payouts.Reconciliation.Reading;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.View;

/// Bank statements: read in here, and what no statement has shown yet.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
class BankStatementPages {
  private static final String PATH = PayoutPages.PATH + "/statements";
  private static final int NEWEST = 50;
  private static final int ROWS = 500;
  private static final long LARGEST_BYTES = 20L * 1024 * 1024;

  private final Reconciliation reconciliation;
  private final Rails rails;
  private final Templates templates;

  BankStatementPages(Reconciliation reconciliation, Rails rails, Templates templates) {
    this.reconciliation = reconciliation;
    this.rails = rails;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View all(Page page) {
    return shown(HttpStatus.OK, page, null);
  }

  private View wrong(Page page, String error) {
    return shown(HttpStatus.BAD_REQUEST, page, error);
  }

  private View shown(HttpStatus status, Page page, @Nullable String error) {
    return html(
        status,
        templates.payoutsStatements(
            page.titled("Bank statements", "What the bank shows proves what was paid."),
            reconciliation.newest(NEWEST),
            reconciliation.unproved(ROWS),
            rails,
            error));
  }

  @PostMapping(PATH)
  View read(Page page, @RequestParam(required = false) @Nullable MultipartFile file)
      throws IOException {
    if (file == null || file.isEmpty()) {
      return wrong(page, "Choose a camt.053 or camt.054 file that is not empty.");
    }
    if (file.getSize() > LARGEST_BYTES) {
      return wrong(page, "A statement has up to 20 MB; ask the bank for shorter periods.");
    }
    return switch (reconciliation.read(file.getBytes())) {
      case Reading.Read read -> Redirect.to(PATH, notice(read));
      case Reading.ReadBefore() ->
          Redirect.to(PATH, Notice.info("This was read before; nothing changed."));
      case Reading.Unreadable(var why) -> wrong(page, why + " Nothing changed.");
    };
  }

  private static Notice notice(Reading.Read read) {
    var text =
        "%s: %s proved, %d returned, %s, %s not ours%s."
            .formatted(
                Counted.of(read.statements(), "statement", "statements"),
                Counted.of(read.settled(), "payout", "payouts"),
                read.returned(),
                Counted.of(read.fees(), "fee", "fees"),
                Counted.of(read.notOurs(), "line that is", "lines that are"),
                read.toBeLookedAt() == 0
                    ? ""
                    : "; "
                        + Counted.of(read.toBeLookedAt(), "needs", "need")
                        + " a look on the page of payouts");
    return read.toBeLookedAt() == 0 ? Notice.success(text) : Notice.warning(text);
  }
}
