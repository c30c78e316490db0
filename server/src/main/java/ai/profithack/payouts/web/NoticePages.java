package ai.profithack.payouts.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.payouts.Notices;
import ai.profithack.payouts.ProviderNotice;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.View;

/// What providers sent on their own, and what came of it.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
class NoticePages {
  private static final String PATH = PayoutPages.PATH + "/notices";
  private static final int ROWS = 500;
  private static final int NEWEST = 100;

  private final Notices notices;
  private final Templates templates;

  NoticePages(Notices notices, Templates templates) {
    this.notices = notices;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View all(Page page) {
    return html(
        templates.payoutsNotices(
            page.titled(
                "Notices of providers",
                "A notice is a reason to ask the provider; what counts is its answer."),
            notices.open(ROWS),
            notices.done(NEWEST)));
  }

  @PostMapping(PATH + "/{noticeId}/try")
  View tryAgain(@PathVariable long noticeId) {
    return Redirect.to(
        PATH,
        notices
            .tryAgain(noticeId)
            .map(NoticePages::told)
            .orElseGet(() -> Notice.error("There is no open notice " + noticeId + ".")));
  }

  private static Notice told(ProviderNotice after) {
    return switch (after.state()) {
      case APPLIED -> Notice.success("It is applied.");
      case IGNORED -> Notice.info("It is nothing to us: " + after.reason());
      case RECEIVED, PARKED -> Notice.warning("It is still open: " + after.reason());
    };
  }
}
