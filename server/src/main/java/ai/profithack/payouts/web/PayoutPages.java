package ai.profithack.payouts.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.Taking;
import ai.profithack.payouts.PayeeLists;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutBatch;
import ai.profithack.payouts.PayoutRun;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.Payouts;
import ai.profithack.payouts.Payouts.Ending;
import ai.profithack.payouts.Payouts.Making;
import ai.profithack.payouts.Rails;
import ai.profithack.payouts.SkipReason;
import ai.profithack.payouts.Skipped;
import ai.profithack.payouts.StatedOutcome;
import ai.profithack.payouts.StatedOutcomes;
import ai.profithack.platform.Creators;
import ai.profithack.risk.RiskCases;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Payouts for the finance team.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
public class PayoutPages {
  static final String PATH = "/payouts";
  private static final int NEWEST = 25;
  private static final int ROWS = 500;
  private static final int FETCHED = 5;

  private final PayoutRuns runs;
  private final Payouts payouts;
  private final StatedOutcomes outcomes;
  private final Payees payees;
  private final PayeeLists lists;
  private final RiskCases risk;
  private final Rails rails;
  private final Creators creators;
  private final Templates templates;

  PayoutPages(
      PayoutRuns runs,
      Payouts payouts,
      StatedOutcomes outcomes,
      Payees payees,
      PayeeLists lists,
      RiskCases risk,
      Rails rails,
      Creators creators,
      Templates templates) {
    this.runs = runs;
    this.payouts = payouts;
    this.outcomes = outcomes;
    this.payees = payees;
    this.lists = lists;
    this.risk = risk;
    this.rails = rails;
    this.creators = creators;
    this.templates = templates;
  }

  @Bean
  static NavigationEntry payoutsEntry() {
    return new NavigationEntry(
        "Payouts", PATH, "wallet", "Finance", 160, Set.of(Role.ADMIN, Role.FINANCE));
  }

  @GetMapping(PATH)
  View all(Page page) {
    return all(HttpStatus.OK, page, null);
  }

  private View all(HttpStatus status, Page page, @Nullable Explanation typed) {
    var newest = runs.newest(NEWEST);
    var waiting = payouts.waitingForApproval();
    var ids = waiting.stream().map(Payout::creatorId).toList();
    var cases = risk.openCases(ids);
    var barred = payouts.barred(waiting);
    return html(
        status,
        templates.payoutsPayouts(
            page.titled("Payouts", "What leaves, what waits for somebody, and what needs a look."),
            new PayoutsView(
                newest,
                payouts.toCarry(ROWS),
                waiting.stream()
                    .map(each ->
                        approval(
                            each,
                            cases.getOrDefault(each.creatorId(), List.of()),
                            barred.get(each.payoutId())))
                    .toList(),
                payouts.exceptions(ROWS),
                typed,
                runs.lastDue(),
                runs.week(),
                lists.waiting(PayeeListPages.WAITING),
                rails,
                names(
                    Stream.concat(
                            ids.stream(),
                            newest.stream().map(PayoutRun::creatorId).filter(Objects::nonNull))
                        .toList()))));
  }

  private Approval approval(Payout payout, List<Long> openCases, @Nullable Skipped barred) {
    return new Approval(
        payout, payees.destination(payout.methodId()).orElseThrow(), openCases, barred);
  }

  @GetMapping(PATH + "/preview")
  View preview(
      Page page,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(name = "page", defaultValue = "1") int number) {
    var preview = runs.preview();
    var only = reason(reason);
    var from = Obstacles.offset(number(number));
    var planned = only == null ? preview.planned() : List.<PayoutRuns.Planned>of();
    var skipped =
        preview.skipped().stream().filter(each -> only == null || each.reason() == only).toList();
    var counts = new EnumMap<SkipReason, Long>(SkipReason.class);
    preview.skipped().forEach(each -> counts.merge(each.reason(), 1L, Long::sum));
    var somePlanned = planned.stream().skip(from).limit(Obstacles.ROWS).toList();
    var someSkipped = skipped.stream().skip(from).limit(Obstacles.ROWS).toList();
    var ids = new HashSet<Long>();
    somePlanned.forEach(each -> ids.add(each.creatorId()));
    someSkipped.forEach(each -> ids.add(each.creatorId()));
    return html(
        templates.payoutsPreview(
            page.titled("What a run would do now", "Nothing is set aside or sent by looking."),
            preview,
            somePlanned,
            someSkipped,
            new Obstacles(
                PATH + "/preview",
                counts,
                only,
                number,
                Math.max(planned.size(), skipped.size()) > from + Obstacles.ROWS),
            rails,
            names(ids)));
  }

  @GetMapping(PATH + "/preview.csv")
  ResponseEntity<byte[]> previewFile() {
    var preview = runs.preview();
    var ids = new HashSet<Long>();
    preview.planned().forEach(each -> ids.add(each.creatorId()));
    preview.skipped().forEach(each -> ids.add(each.creatorId()));
    var list = new PaymentList(names(ids));
    preview
        .planned()
        .forEach(each ->
            list.paid(
                each.creatorId(),
                each.amount(),
                "",
                each.approvalNeeded() ? "would wait for approval" : "would be set aside"));
    preview.skipped().forEach(list::skipped);
    return csv("payouts_due_" + preview.period() + ".csv", list);
  }

  @GetMapping(PATH + "/runs/{runId}")
  View run(
      Page page,
      @PathVariable long runId,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(name = "page", defaultValue = "1") int number) {
    var run = run(runId);
    var only = reason(reason);
    var from = Obstacles.offset(number(number));
    var paid = only == null ? runs.payouts(runId, Obstacles.ROWS + 1, from) : List.<Payout>of();
    var skipped = runs.skipped(runId, only, Obstacles.ROWS + 1, from);
    var ids = new HashSet<Long>();
    paid.forEach(each -> ids.add(each.creatorId()));
    skipped.forEach(each -> ids.add(each.creatorId()));
    var title =
        run.kind().equals("weekly")
            ? "Run of " + page.format().day(run.period())
            : "Single payout of " + page.format().day(run.period());
    return html(
        templates.payoutsRun(
            page.titled(
                title,
                "Started by %s, %s"
                    .formatted(run.startedBy(), page.format().moment(run.startedAt()))),
            run,
            runs.totals(runId),
            paid.stream().limit(Obstacles.ROWS).toList(),
            skipped.stream().limit(Obstacles.ROWS).toList(),
            new Obstacles(
                PATH + "/runs/" + runId,
                runs.obstacles(runId),
                only,
                number,
                Math.max(paid.size(), skipped.size()) > Obstacles.ROWS),
            rails,
            names(ids)));
  }

  @GetMapping(PATH + "/runs/{runId}.csv")
  ResponseEntity<byte[]> runFile(@PathVariable long runId) {
    run(runId);
    var paid = runs.payouts(runId, Integer.MAX_VALUE, 0);
    var skipped = runs.skipped(runId, null, Integer.MAX_VALUE, 0);
    var ids = new HashSet<Long>();
    paid.forEach(each -> ids.add(each.creatorId()));
    skipped.forEach(each -> ids.add(each.creatorId()));
    var list = new PaymentList(names(ids));
    paid.forEach(each ->
        list.paid(
            each.creatorId(),
            each.amount(),
            Long.toString(each.payoutId()),
            Tones.words(each, rails)));
    skipped.forEach(list::skipped);
    return csv("payout_run_" + runId + ".csv", list);
  }

  private PayoutRun run(long runId) {
    return runs.find(runId).orElseThrow(() -> Refused.notFound("There is no run " + runId + "."));
  }

  private static @Nullable SkipReason reason(String code) {
    try {
      return Obstacles.reason(code);
    } catch (IllegalArgumentException unknown) {
      throw Refused.badInput("reason", "There is no such reason for not being paid.");
    }
  }

  private static int number(int page) {
    if (page < 1 || page > 1_000_000) {
      throw Refused.badInput("page", "page is a number from 1 on.");
    }
    return page;
  }

  private static ResponseEntity<byte[]> csv(String name, PaymentList list) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(list.bytes());
  }

  @GetMapping(PATH + "/{payoutId}")
  View payout(Page page, @PathVariable long payoutId) {
    return shown(HttpStatus.OK, page, payoutId, false, OutcomeForm.EMPTY);
  }

  /// The same with the account in full: by a form, not by a link, for that somebody looked is
  /// noted.
  @PostMapping(PATH + "/{payoutId}/account")
  View account(Page page, @PathVariable long payoutId) {
    payouts.find(payoutId).ifPresent(payout -> payees.disclose(payout.methodId()));
    return shown(HttpStatus.OK, page, payoutId, true, OutcomeForm.EMPTY);
  }

  private View shown(
      HttpStatus status, Page page, long payoutId, boolean disclosed, OutcomeForm form) {
    var payout =
        payouts
            .find(payoutId)
            .orElseThrow(() -> Refused.notFound("There is no payout " + payoutId + "."));
    return html(
        status,
        templates.payoutsPayout(
            page.titled(
                "Payout " + payoutId,
                "%s to %s"
                    .formatted(
                        Amounts.of(payout.amount()),
                        names(Set.of(payout.creatorId())).of(payout.creatorId()))),
            approval(
                payout,
                risk.openCases(List.of(payout.creatorId()))
                    .getOrDefault(payout.creatorId(), List.of()),
                payouts.barred(List.of(payout)).get(payoutId)),
            disclosed,
            names(Set.of(payout.creatorId())),
            payouts.steps(payoutId),
            outcomes.of(payoutId),
            form,
            payouts.batchOf(payoutId).orElse(null),
            rails));
  }

  @GetMapping(PATH + "/batches/{batchId}")
  View batch(Page page, @PathVariable long batchId) {
    return batch(HttpStatus.OK, page, batchId, HandOverForm.EMPTY, DiscardForm.EMPTY);
  }

  private View batch(
      HttpStatus status,
      Page page,
      long batchId,
      HandOverForm handingOver,
      DiscardForm discarding) {
    var batch = byFile(batchId);
    var some = payouts.ofBatch(batchId, ROWS);
    return html(
        status,
        templates.payoutsBatch(
            page.titled(
                "Batch " + batchId,
                "%s, made on %s"
                    .formatted(
                        rails.title(batch.rail()),
                        page.format().day(page.frame().dayOf(batch.createdAt())))),
            batch,
            payouts.fetched(batchId, FETCHED),
            handingOver,
            discarding,
            some,
            rails,
            names(some.stream().map(Payout::creatorId).toList())));
  }

  private PayoutBatch byFile(long batchId) {
    return payouts
        .batch(batchId)
        .filter(batch -> rails.isByFile(batch.rail()))
        .orElseThrow(
            () -> Refused.notFound("There is no batch %d that goes by file.".formatted(batchId)));
  }

  /// One person says what became of a payout that its provider says nothing of.
  @PostMapping(PATH + "/{payoutId}/outcome")
  @Allow(Role.FINANCE)
  View state(
      Page page,
      Actor actor,
      @PathVariable long payoutId,
      @RequestParam(defaultValue = "") String outcome,
      @RequestParam(defaultValue = "") String reference,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String evidence) {
    StatedOutcome.Outcome said;
    try {
      said = StatedOutcome.Outcome.valueOf(outcome.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw Refused.badInput("outcome", "outcome is paid, never_executed or returned.");
    }
    var form = OutcomeForm.typed(said, reference, reason, evidence);
    if (!form.errors().isEmpty()) {
      return shown(
          HttpStatus.BAD_REQUEST,
          page.with(Notice.error("Something is missing, too short or too long; nothing changed.")),
          payoutId,
          false,
          form);
    }
    return answered(
        payoutId,
        outcomes.state(
            payoutId,
            said,
            said == StatedOutcome.Outcome.PAID ? reference.strip() : null,
            reason.strip(),
            evidence.strip(),
            actor),
        "waits for a second person who confirms what you said");
  }

  @PostMapping(PATH + "/{payoutId}/outcome/{statementId}/confirm")
  View confirm(Actor actor, @PathVariable long payoutId, @PathVariable long statementId) {
    return answered(
        payoutId, outcomes.confirm(payoutId, statementId, actor), "is what both of you said");
  }

  @PostMapping(PATH + "/{payoutId}/outcome/{statementId}/withdraw")
  View withdraw(Actor actor, @PathVariable long payoutId, @PathVariable long statementId) {
    return answered(
        payoutId,
        outcomes.withdraw(payoutId, statementId, actor),
        "is unknown as before; what was said of it is withdrawn");
  }

  @PostMapping(PATH + "/runs")
  View start(Actor actor) {
    requirePerson(actor);
    var run = runs.run(runs.lastDue(), actor.name());
    return Redirect.to(
        PATH + "/runs/" + run.runId(),
        Notice.success(
            "The run of %s has %s; %s not paid, each with a reason."
                .formatted(
                    run.period(),
                    Counted.of(run.payouts(), "payout", "payouts"),
                    Counted.of(run.skipped(), "creator is", "creators are"))));
  }

  @PostMapping(PATH + "/{payoutId}/approve")
  View approve(Actor actor, @PathVariable long payoutId) {
    return answered(payoutId, payouts.approve(payoutId, actor), "is approved");
  }

  @PostMapping(PATH + "/{payoutId}/cancel")
  View cancel(@PathVariable long payoutId, @RequestParam(defaultValue = "") String reason) {
    return answered(
        payoutId,
        payouts.cancel(
            payoutId, reason.isBlank() ? "Cancelled by hand." : String.valueOf(orNone(reason))),
        "is cancelled; its money is available again");
  }

  @PostMapping(PATH + "/{payoutId}/take-back")
  View takeBack(@PathVariable long payoutId) {
    return answered(
        payoutId, payouts.takeBack(payoutId), "is taken back; its money is available again");
  }

  @PostMapping(PATH + "/{payoutId}/say")
  View say(
      @PathVariable long payoutId,
      @RequestParam String word,
      @RequestParam(defaultValue = "") String reason) {
    Payouts.Word said;
    try {
      said = Payouts.Word.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw Refused.badInput("word", "word is paid, rejected or returned.");
    }
    return answered(
        payoutId,
        payouts.say(payoutId, said, null, orNone(reason)),
        "is noted as " + said.name().toLowerCase(Locale.ROOT));
  }

  /// A file is made by a form, not by a link: that somebody has it is noted.
  @PostMapping(PATH + "/batches/{batchId}/file")
  ResponseEntity<byte[]> file(
      @PathVariable long batchId, @RequestParam(defaultValue = "false") boolean toReplaced) {
    byFile(batchId);
    return switch (payouts.file(batchId, toReplaced)) {
      case Making.Made made -> PayoutFileEndpoints.carried(made);
      case Making.NotPossible(var why) -> throw Refused.conflict(why);
    };
  }

  @PostMapping(PATH + "/batches/{batchId}/discard")
  View discard(
      Page page,
      Actor actor,
      @PathVariable long batchId,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "false") boolean sure,
      @RequestParam(defaultValue = "false") boolean fileNotGiven) {
    var batch = byFile(batchId);
    var form = DiscardForm.typed(reason, sure, fileNotGiven, batch);
    if (!form.errors().isEmpty()) {
      return batch(
          HttpStatus.BAD_REQUEST,
          page.with(Notice.error("The batch is not discarded; nothing changed.")),
          batchId,
          HandOverForm.EMPTY,
          form);
    }
    return Redirect.to(
        PATH + "/batches/" + batchId,
        switch (payouts.discard(batchId, reason.strip(), fileNotGiven, actor)) {
          case Ending.Done _ ->
              Notice.success(
                  "Batch %d is discarded; the money of %s is available again."
                      .formatted(batchId, Counted.of(batch.payouts(), "payout", "payouts")));
          case Ending.NotPossible(var why) -> Notice.error(why);
        });
  }

  /// Of a file that nobody fetched here, `unfetched` is this person's word that it is with whoever
  /// pays it all the same.
  @PostMapping(PATH + "/batches/{batchId}/handed-over")
  View handedOver(
      Page page,
      @PathVariable long batchId,
      @RequestParam(defaultValue = "") String reference,
      @RequestParam(defaultValue = "false") boolean unfetched) {
    var form = HandOverForm.typed(reference, unfetched, byFile(batchId));
    if (!form.errors().isEmpty()) {
      return batch(HttpStatus.BAD_REQUEST, page, batchId, form, DiscardForm.EMPTY);
    }
    return switch (payouts.handOver(batchId, reference, unfetched)) {
      case Ending.Done _ ->
          Redirect.to(PATH, Notice.success("Batch %d is with whoever pays it.".formatted(batchId)));
      case Ending.NotPossible(var why) -> Redirect.to(PATH, Notice.error(why));
    };
  }

  @PostMapping(PATH + "/exceptions/{exceptionId}/take")
  View take(@PathVariable long exceptionId, @RequestParam(required = false) @Nullable String from) {
    return Redirect.to(
        PATH,
        switch (payouts.takeException(exceptionId, from)) {
          case Taking.Taken() -> Notice.success("It is yours now.");
          case Taking.OwnedBy owned -> Notice.error(owned.sentence());
          case Taking.NotOpen() -> Notice.error("There is no open exception " + exceptionId + ".");
        });
  }

  @PostMapping(PATH + "/exceptions/{exceptionId}/explain")
  View explain(
      Page page,
      @PathVariable long exceptionId,
      @RequestParam(defaultValue = "") String explanation) {
    var found = explanation.strip();
    if (found.isEmpty() || found.length() > PayoutFileEndpoints.LONGEST_EXPLANATION) {
      var why =
          "Say in up to %,d characters what was found out; nothing changed."
              .formatted(PayoutFileEndpoints.LONGEST_EXPLANATION);
      return all(
          HttpStatus.BAD_REQUEST,
          page.with(Notice.error(why)),
          new Explanation(exceptionId, explanation, why));
    }
    return Redirect.to(
        PATH,
        payouts.explainException(exceptionId, found)
            ? Notice.success("It is closed.")
            : Notice.error("There is no open exception " + exceptionId + "."));
  }

  /// What a program started, whoever holds its key could approve as a second person.
  static void requirePerson(Actor actor) {
    if (!actor.isPerson()) {
      throw Refused.badInput(
          "Authorization", "A person who logged in starts payouts, or the schedule; no program.");
    }
  }

  private static View answered(long payoutId, Ending ending, String done) {
    var notice =
        switch (ending) {
          case Ending.Done _ -> Notice.success("Payout %d %s.".formatted(payoutId, done));
          case Ending.NotPossible(var why) -> Notice.error(why);
        };
    return Redirect.to(PATH + "/" + payoutId, notice);
  }

  private static @Nullable String orNone(String text) {
    var clean = text.strip();
    return clean.isEmpty() ? null : clean.substring(0, Math.min(500, clean.length()));
  }

  private CreatorNames names(Collection<Long> ids) {
    return new CreatorNames(creators.names(ids));
  }
}
