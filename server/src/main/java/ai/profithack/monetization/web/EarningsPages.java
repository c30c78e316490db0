package ai.profithack.monetization.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.analytics.CreatorFigures;
import ai.profithack.monetization.CreatorEarnings;
import ai.profithack.platform.Creators;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// A creator's money: where it is, until when it is held, and every entry that moved it.
@Controller
@Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
public class EarningsPages {
  private static final int PAGE = 25;

  private final CreatorEarnings earnings;
  private final CreatorFigures figures;
  private final Creators creators;
  private final CurrentActor current;
  private final Templates templates;

  EarningsPages(
      CreatorEarnings earnings,
      CreatorFigures figures,
      Creators creators,
      CurrentActor current,
      Templates templates) {
    this.earnings = earnings;
    this.figures = figures;
    this.creators = creators;
    this.current = current;
    this.templates = templates;
  }

  @Bean
  static NavigationEntry earningsEntry() {
    return new NavigationEntry(
        "Earnings", "/me/earnings", "wallet", "Finance", 150, Set.of(Role.CREATOR));
  }

  /// A creator's way to its own page.
  @GetMapping("/me/earnings")
  @Allow(Role.CREATOR)
  View mine(Actor actor) {
    return Redirect.to("/creators/" + actor.creatorId() + "/earnings");
  }

  @GetMapping("/creators/{creatorId}/earnings")
  View earnings(
      Page page,
      Actor actor,
      @PathVariable long creatorId,
      @RequestParam(required = false) @Nullable Long earnedBefore,
      @RequestParam(required = false) @Nullable Long movedBefore) {
    current.requireCreator(creatorId);
    var person =
        figures
            .find(creatorId)
            .orElseThrow(
                () -> Refused.notFound("There is no creator with the id " + creatorId + "."));
    var parts = earnings.parts(creatorId, earnedBefore, PAGE + 1);
    var giftIds =
        parts.stream()
            .map(CreatorEarnings.PartRow::giftId)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    var name = person.name() == null ? "Creator " + creatorId : person.name();
    return html(
        templates.monetizationEarnings(
            page.titled("Earnings of " + name, "Where each cent is, and until when."),
            new EarningsView(
                creatorId,
                earnings.balances(creatorId),
                earnings.withheldWhy(creatorId),
                earnings.releases(creatorId),
                Rows.of(parts, PAGE, earnedBefore != null),
                creators.giftNames(giftIds),
                Rows.of(
                    earnings.movements(creatorId, movedBefore, PAGE + 1),
                    PAGE,
                    movedBefore != null),
                actor.creatorId() != null)));
  }
}
