package ai.profithack.payouts.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.Counted;
import ai.profithack.payouts.PayeeList;
import ai.profithack.payouts.PayeeLists;
import ai.profithack.payouts.PayeeLists.Change;
import ai.profithack.payouts.PayeeLists.Decision;
import ai.profithack.payouts.PayeeLists.Ending;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.PayoutMethod;
import ai.profithack.payouts.Payouts;
import ai.profithack.payouts.Rails;
import ai.profithack.payouts.web.PayeeListsView.Sent;
import ai.profithack.platform.Creators;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.View;

/// Lists of payees: checked, taken in, and confirmed or declined by a second person.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
class PayeeListPages {
  static final String PATH = PayoutPages.PATH + "/payees";
  static final int WAITING = 100;
  private static final int NEWEST = 25;
  private static final int ROWS = 100;

  private final PayeeLists lists;
  private final Payees payees;
  private final Rails rails;
  private final Creators creators;
  private final Templates templates;

  PayeeListPages(
      PayeeLists lists, Payees payees, Rails rails, Creators creators, Templates templates) {
    this.lists = lists;
    this.payees = payees;
    this.rails = rails;
    this.creators = creators;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View all(Page page, @RequestParam(required = false) @Nullable Long before) {
    return shown(HttpStatus.OK, page, before, null, null);
  }

  /// Looks at a list with the `mode` check, else takes it in; with `checked` only where it is the
  /// one that was checked.
  @PostMapping(PATH)
  View send(
      Page page,
      @RequestParam(required = false) @Nullable MultipartFile file,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "") String checked)
      throws IOException {
    if (file == null || file.isEmpty()) {
      return wrong(page, "Choose a list (CSV) that is not empty.");
    }
    if (file.getSize() > PayeeEndpoints.BODY_LIMIT) {
      return wrong(page, "A list has up to 2 MB; send it in parts.");
    }
    var list = file.getBytes();
    var name = String.valueOf(file.getOriginalFilename()).replaceAll("\\p{Cntrl}", " ").strip();
    var digest = Payouts.sha256(list);
    if (!checked.isEmpty() && !checked.equals(digest)) {
      return wrong(page, "This is not the list that was checked. Check it first; nothing changed.");
    }
    var dryRun = mode.equals("check");
    var ending = dryRun ? lists.look(list) : lists.take(name, list);
    if (!dryRun && ending instanceof Ending.Done done) {
      return taken(done);
    }
    return shown(
        dryRun ? HttpStatus.OK : HttpStatus.BAD_REQUEST,
        page,
        null,
        null,
        switch (ending) {
          case Ending.Done done ->
              new Sent(name, digest, dryRun, done.lines(), done.changes(), List.of(), null);
          case Ending.Wrong(var problems) ->
              new Sent(name, digest, dryRun, 0, List.of(), problems, null);
          case Ending.Unreadable(var why) ->
              new Sent(name, digest, dryRun, 0, List.of(), List.of(), why);
        });
  }

  private static View taken(Ending.Done done) {
    if (done.listId() == null) {
      return Redirect.to(
          PATH, Notice.info("Nothing changed: everything in this list was so already."));
    }
    return Redirect.to(
        PATH + "/" + done.listId(),
        Notice.success("It is taken in: %s changed.".formatted(creators(done.changed()))));
  }

  private static String creators(int number) {
    return Counted.of(number, "creator", "creators");
  }

  private View wrong(Page page, String error) {
    return shown(HttpStatus.BAD_REQUEST, page, null, error, null);
  }

  private View shown(
      HttpStatus status,
      Page page,
      @Nullable Long before,
      @Nullable String error,
      @Nullable Sent sent) {
    var settled = lists.settled(before, NEWEST + 1);
    var ids =
        sent == null
            ? List.<Long>of()
            : sent.changes().stream().limit(Sent.MOST).map(Change::creatorId).toList();
    return html(
        status,
        templates.payoutsPayees(
            page.titled(
                "Payee lists",
                "Many creators' payout data at once. What a list names is paid to after a second person confirmed it."),
            new PayeeListsView(
                lists.waiting(WAITING),
                settled.stream().limit(NEWEST).toList(),
                before != null,
                settled.size() > NEWEST ? settled.get(NEWEST - 1).listId() : null,
                error,
                sent,
                rails,
                new CreatorNames(creators.names(ids)))));
  }

  @GetMapping(PATH + "/{listId}")
  View one(
      Page page,
      Actor actor,
      @PathVariable long listId,
      @RequestParam(defaultValue = "0") long after) {
    return shown(HttpStatus.OK, page, actor, list(listId), after, false, "", null);
  }

  /// The same with the accounts in full: by a form, not by a link, for that somebody looked is
  /// noted.
  @PostMapping(PATH + "/{listId}/accounts")
  View accounts(
      Page page,
      Actor actor,
      @PathVariable long listId,
      @RequestParam(defaultValue = "0") long after) {
    return shown(HttpStatus.OK, page, actor, list(listId), after, true, "", null);
  }

  @PostMapping(PATH + "/{listId}/confirm")
  View confirm(Actor actor, @PathVariable long listId) {
    return decided(listId, lists.confirm(list(listId).listId(), actor), "verified");
  }

  @PostMapping(PATH + "/{listId}/decline")
  View decline(
      Page page,
      Actor actor,
      @PathVariable long listId,
      @RequestParam(defaultValue = "") String reason) {
    var list = list(listId);
    var why = reason.strip();
    if (why.isEmpty() || why.length() > PayoutRows.LONGEST_REASON) {
      return shown(
          HttpStatus.BAD_REQUEST,
          page,
          actor,
          list,
          0,
          false,
          why,
          "Say why, in up to %d characters; nothing changed.".formatted(PayoutRows.LONGEST_REASON));
    }
    return decided(listId, lists.decline(listId, actor, why), "declined");
  }

  private static View decided(long listId, Decision decision, String done) {
    return Redirect.to(
        PATH + "/" + listId,
        switch (decision) {
          case Decision.Made(var number) ->
              Notice.success(
                  "%s %s."
                      .formatted(Counted.of(number, "destination is", "destinations are"), done));
          case Decision.NotPossible(var why) -> Notice.error(why);
        });
  }

  private PayeeList list(long listId) {
    return lists
        .find(listId)
        .orElseThrow(() -> Refused.notFound("There is no list %d of payees.".formatted(listId)));
  }

  private View shown(
      HttpStatus status,
      Page page,
      Actor actor,
      PayeeList list,
      long after,
      boolean disclosed,
      String why,
      @Nullable String error) {
    var some = lists.destinations(list.listId(), after, ROWS + 1);
    var these = some.stream().limit(ROWS).toList();
    if (disclosed) {
      these = payees.disclose(these.stream().map(PayoutMethod::methodId).toList());
    }
    return html(
        status,
        templates.payoutsPayeeList(
            page.titled(
                list.title(),
                "Taken in by %s, %s"
                    .formatted(list.takenBy(), page.format().moment(list.takenAt()))),
            new PayeeListView(
                list,
                these,
                after,
                some.size() > ROWS ? these.getLast().creatorId() : null,
                disclosed,
                list.takenBy().equals(actor.name()),
                why,
                error,
                lists,
                rails,
                new CreatorNames(
                    creators.names(these.stream().map(PayoutMethod::creatorId).toList())))));
  }
}
