package ai.profithack.risk.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.jobs.JobStatus;
import ai.profithack.jobs.Jobs;
import ai.profithack.kernel.Taking;
import ai.profithack.platform.Creators;
import ai.profithack.risk.RiskCase;
import ai.profithack.risk.RiskCases;
import ai.profithack.risk.RiskCases.Decision;
import ai.profithack.risk.RiskCases.Verdict;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.time.Clock;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Cases of risk for the finance team: what waits, what is behind it, and the decision.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
public class RiskPages {
  private static final String PATH = "/finance/risk";

  /// Looks before it releases.
  private static final String LOOKS = "earnings-release";

  private static final int OPEN = 200;
  private static final int DECIDED = 25;
  private static final int GIFTS = 100;
  private static final int FLOWS = 25;

  private final RiskCases cases;
  private final Jobs jobs;
  private final Creators creators;
  private final Clock clock;
  private final Templates templates;

  RiskPages(RiskCases cases, Jobs jobs, Creators creators, Clock clock, Templates templates) {
    this.cases = cases;
    this.jobs = jobs;
    this.creators = creators;
    this.clock = clock;
    this.templates = templates;
  }

  @Bean
  static NavigationEntry riskEntry() {
    return new NavigationEntry(
        "Risk", PATH, "shield", "Finance", 155, Set.of(Role.ADMIN, Role.FINANCE));
  }

  @GetMapping(PATH)
  View all(Page page) {
    var open = cases.all(RiskCase.State.OPEN, OPEN);
    var released = cases.all(RiskCase.State.RELEASED, DECIDED);
    var confirmed = cases.all(RiskCase.State.CONFIRMED, DECIDED);
    var ids = new HashSet<Long>();
    open.forEach(each -> ids.add(each.creatorId()));
    released.forEach(each -> ids.add(each.creatorId()));
    confirmed.forEach(each -> ids.add(each.creatorId()));
    return html(
        templates.riskAll(
            page.titled("Risk", "What is withheld, why, and who looks into it."),
            new RiskView(
                open,
                RiskView.newest(released, confirmed, DECIDED),
                cases.disputes(OPEN),
                cases.contradictions(DECIDED),
                new Accounts(creators.names(ids)),
                cases.lookedAt().orElse(null),
                jobs.find(LOOKS).map(JobStatus::nextAt).orElse(null),
                clock.instant())));
  }

  @GetMapping(PATH + "/{caseId}")
  View one(Page page, @PathVariable long caseId) {
    var found =
        cases.find(caseId).orElseThrow(() -> Refused.notFound("There is no case " + caseId + "."));
    var signals = cases.signals(caseId);
    var flows = cases.flows(caseId, FLOWS);
    var gifts = cases.gifts(caseId, GIFTS);
    var ids = new HashSet<Long>();
    ids.add(found.creatorId());
    signals.forEach(signal -> ids.addAll(SignalWords.accounts(signal)));
    flows.forEach(flow -> {
      ids.add(flow.creatorId());
      if (flow.giverId() != null) {
        ids.add(flow.giverId());
      }
    });
    gifts.forEach(gift -> {
      if (gift.giverId() != null) {
        ids.add(gift.giverId());
      }
    });
    var accounts = new Accounts(creators.names(ids));
    return html(
        templates.riskOne(
            page.titled("Case " + caseId, "Gifts to " + accounts.of(found.creatorId()) + "."),
            new CaseView(
                found,
                signals,
                flows,
                gifts,
                accounts,
                Age.of(found.openedAt(), found.decidedAt(), clock.instant()))));
  }

  @PostMapping(PATH + "/{caseId}/take")
  View take(
      Actor actor,
      @PathVariable long caseId,
      @RequestParam(required = false) @Nullable String from) {
    return Redirect.to(
        PATH + "/" + caseId,
        switch (cases.take(caseId, from, actor)) {
          case Taking.Taken() -> Notice.success("It is yours now.");
          case Taking.OwnedBy owned -> Notice.error(owned.sentence());
          case Taking.NotOpen() -> Notice.error("It is decided, or not yours to look into.");
        });
  }

  @PostMapping(PATH + "/{caseId}/decide")
  View decide(
      Actor actor,
      @PathVariable long caseId,
      @RequestParam(defaultValue = "") String verdict,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "0") long seen) {
    var notice =
        switch (cases.decide(caseId, verdict(verdict), reason, seen, actor)) {
          case Decision.Done() -> Notice.success("It is decided.");
          case Decision.DecidedBefore(var by) ->
              Notice.error("It was decided before, by %s. Nothing changed.".formatted(by));
          case Decision.Grew() ->
              Notice.error(
                  "It grew since you opened it. Nothing changed: look again, then decide.");
          case Decision.BadReason(var sentence) -> Notice.error(sentence);
          case Decision.NotYours() ->
              throw Refused.forbidden(
                  "A person of the finance team decides, not whom it is about.");
          case Decision.Unknown() -> throw Refused.notFound("There is no case " + caseId + ".");
        };
    return Redirect.to(PATH + "/" + caseId, notice);
  }

  private static Verdict verdict(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "release" -> Verdict.RELEASE;
      case "confirm" -> Verdict.CONFIRM;
      default -> throw Refused.badInput("verdict", "verdict is release or confirm.");
    };
  }
}
