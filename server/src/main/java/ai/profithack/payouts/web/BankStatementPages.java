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
import ai.profithack.web.Refused;
import java.io.IOException;
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
    return html(
        templates.payoutsStatements(
            page.titled("Bank statements", "What the bank shows proves what was paid."),
            reconciliation.newest(NEWEST),
            reconciliation.unproved(ROWS),
            rails));
  }

  @PostMapping(PATH)
  View read(@RequestParam(required = false) MultipartFile file) throws IOException {
    if (file == null || file.isEmpty()) {
      throw Refused.badInput("file", "Choose a camt.053 or camt.054 file.");
    }
    if (file.getSize() > LARGEST_BYTES) {
      throw Refused.tooLarge("A statement has up to 20 MB; ask the bank for shorter periods.");
    }
    return Redirect.to(PATH, notice(reconciliation.read(file.getBytes())));
  }

  private static Notice notice(Reading reading) {
    return switch (reading) {
      case Reading.Read read -> {
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
        yield read.toBeLookedAt() == 0 ? Notice.success(text) : Notice.warning(text);
      }
      case Reading.ReadBefore() -> Notice.info("This was read before; nothing changed.");
      case Reading.Unreadable(var why) -> Notice.error(why + " Nothing changed.");
    };
  }
}
