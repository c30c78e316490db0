package ai.profithack.monetization.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.monetization.RefundExceptions;
import ai.profithack.monetization.RefundExceptions.Ending;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Refunds without a gift, for the finance team: who looks into each, and what becomes of it.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
public class RefundPages {
  private static final String PATH = "/finance/refunds";
  private static final int ROWS = 50;
  private static final int LONGEST = 1_000;

  private final RefundExceptions exceptions;
  private final Templates templates;

  RefundPages(RefundExceptions exceptions, Templates templates) {
    this.exceptions = exceptions;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View all(Page page, @RequestParam(required = false) @Nullable String before) {
    return html(
        templates.monetizationRefunds(
            page.titled(
                "Refunds without a gift",
                "Nothing of them is taken from anybody until you decide."),
            exceptions.sum(),
            Rows.of(exceptions.open(before, ROWS + 1), ROWS, before != null)));
  }

  @PostMapping(PATH + "/take")
  View take(
      Actor actor,
      @RequestParam(defaultValue = "") String refund,
      @RequestParam(required = false) @Nullable String from) {
    return answered(exceptions.take(refund, from, actor), "It is yours now.");
  }

  @PostMapping(PATH + "/bear")
  View bear(
      Actor actor,
      @RequestParam(defaultValue = "") String refund,
      @RequestParam(defaultValue = "") String reason) {
    return answered(
        exceptions.bear(refund, reason(reason), actor), "It is the platform's expense now.");
  }

  @PostMapping(PATH + "/repeat")
  View repeat(
      Actor actor,
      @RequestParam(defaultValue = "") String refund,
      @RequestParam(defaultValue = "") String reason) {
    return answered(
        exceptions.repeat(refund, reason(reason), actor), "It counts no more: it was told twice.");
  }

  @PostMapping(PATH + "/give")
  View give(
      Actor actor,
      @RequestParam(defaultValue = "") String refund,
      @RequestParam(defaultValue = "") String gift,
      @RequestParam(defaultValue = "") String reason) {
    return answered(
        exceptions.give(refund, gift(gift), reason(reason), actor),
        "It is taken back from that gift, by the shares it had.");
  }

  /// Errors: 400 where there is none, or it is too long.
  static String reason(@Nullable String text) {
    var clean = text == null ? "" : text.strip();
    if (clean.isEmpty() || clean.length() > LONGEST) {
      throw Refused.badInput("reason", "Say why, in up to 1,000 characters.");
    }
    return clean;
  }

  /// Errors: 400 where there is none.
  static String gift(@Nullable String text) {
    var clean = text == null ? "" : text.strip();
    if (clean.isEmpty()) {
      throw Refused.badInput(
          "gift", "Say which gift it takes back: the id of its event, such as gift-4711.");
    }
    return clean;
  }

  private static View answered(Ending ending, String done) {
    return Redirect.to(
        PATH,
        switch (ending) {
          case Ending.Done(var decided, var open) when decided > 0 && open > 0 ->
              Notice.warning(done + " It was not enough for all of the refund: the rest waits.");
          case Ending.Done _ -> Notice.success(done);
          case Ending.NotPossible(var why) -> Notice.error(why);
          case Ending.Unknown(var why) -> Notice.error(why);
        });
  }
}
