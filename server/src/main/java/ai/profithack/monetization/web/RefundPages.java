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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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

  private final RefundExceptions exceptions;
  private final Templates templates;

  RefundPages(RefundExceptions exceptions, Templates templates) {
    this.exceptions = exceptions;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View all(Page page, @RequestParam(required = false) @Nullable String before) {
    return shown(HttpStatus.OK, page, before, RefundForm.EMPTY);
  }

  private View shown(HttpStatus status, Page page, @Nullable String before, RefundForm form) {
    return html(
        status,
        templates.monetizationRefunds(
            page.titled(
                "Refunds without a gift",
                "Nothing of them is taken from anybody until you decide."),
            exceptions.sum(),
            Rows.of(exceptions.open(before, ROWS + 1), ROWS, before != null),
            before,
            form));
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
      Page page,
      Actor actor,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(defaultValue = "") String refund,
      @RequestParam(defaultValue = "") String reason) {
    return decided(
        page,
        before,
        RefundForm.typed("bear", refund, reason),
        form -> exceptions.bear(refund, form.reason().strip(), actor),
        "It is the platform's expense now.");
  }

  @PostMapping(PATH + "/repeat")
  View repeat(
      Page page,
      Actor actor,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(defaultValue = "") String refund,
      @RequestParam(defaultValue = "") String reason) {
    return decided(
        page,
        before,
        RefundForm.typed("repeat", refund, reason),
        form -> exceptions.repeat(refund, form.reason().strip(), actor),
        "It counts no more: it was told twice.");
  }

  @PostMapping(PATH + "/give")
  View give(
      Page page,
      Actor actor,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(defaultValue = "") String refund,
      @RequestParam(defaultValue = "") String gift,
      @RequestParam(defaultValue = "") String reason) {
    return decided(
        page,
        before,
        RefundForm.given(refund, gift, reason),
        form -> exceptions.give(refund, form.gift().strip(), form.reason().strip(), actor),
        "It is taken back from that gift, by the shares it had.");
  }

  /// What was typed comes back where something is wrong with it, or with the gift that it names, to
  /// the same rows.
  private View decided(
      Page page,
      @Nullable String before,
      RefundForm form,
      Function<RefundForm, Ending> deed,
      String done) {
    if (!form.errors().isEmpty()) {
      return back(page, before, form, "Something is missing or too long; nothing changed.");
    }
    var ending = deed.apply(form);
    return ending instanceof Ending.WrongGift(_, var why)
        ? back(page, before, form.wrongGift(why), why)
        : answered(ending, done);
  }

  private View back(Page page, @Nullable String before, RefundForm form, String why) {
    return shown(
        HttpStatus.BAD_REQUEST,
        page.with(Notice.error(why)),
        before == null || before.isEmpty() ? null : before,
        form);
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
          case Ending.WrongGift(_, var why) -> Notice.error(why);
        });
  }
}
