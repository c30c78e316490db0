package ai.profithack.analytics.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.analytics.CreatorFigures;
import ai.profithack.analytics.CreatorOrder;
import ai.profithack.kernel.DayRange;
import ai.profithack.platform.Brands;
import ai.profithack.templates.Templates;
import ai.profithack.web.DateRange;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// The list of creators, and each creator's own page.
@Controller
@Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE})
class CreatorPages {
  private static final int PAGE = 50;
  private static final int NEWEST_DAYS = 31;

  private final CreatorFigures creators;
  private final PageRanges ranges;
  private final CurrentActor current;
  private final AnalyticsLevels levels;
  private final Brands brands;
  private final Templates templates;

  CreatorPages(
      CreatorFigures creators,
      PageRanges ranges,
      CurrentActor current,
      AnalyticsLevels levels,
      Brands brands,
      Templates templates) {
    this.creators = creators;
    this.ranges = ranges;
    this.current = current;
    this.levels = levels;
    this.brands = brands;
    this.templates = templates;
  }

  @GetMapping("/creators")
  View creators(
      Page page,
      @RequestParam(required = false) @Nullable String range,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(defaultValue = "revenue") String sort,
      @RequestParam(defaultValue = "") String search,
      @RequestParam(required = false) @Nullable String cursor) {
    if (!ranges.anyFigures()) {
      return html(
          templates.analyticsNothingYet(
              page.titled("Creators"), "What happened to each creator.", "users"));
    }
    var chosen = ranges.of("/creators", range, from, to);
    var order = order(sort);
    var text = searched(search);
    var found =
        text.isEmpty()
            ? ranking(chosen.days(), order, cursor)
            : creators.search(text, chosen.days(), order);
    return html(
        templates.analyticsCreators(
            page.titled("Creators", ranges.subtitle(chosen, page.format())),
            new CreatorsView(chosen, order, text, cursor != null, found)));
  }

  /// A creator's way to its own page.
  @GetMapping("/me")
  @Allow(Role.CREATOR)
  View me(Actor actor) {
    return Redirect.to("/creators/" + actor.creatorId());
  }

  @GetMapping("/creators/{creatorId}")
  @Allow({Role.ADMIN, Role.MODERATOR, Role.FINANCE, Role.CREATOR})
  View creator(
      Page page,
      @PathVariable String creatorId,
      @RequestParam(required = false) @Nullable String range,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var id = AnalyticsEndpoints.id("creatorId", creatorId);
    current.requireCreator(id);
    var person =
        creators
            .find(id)
            .orElseThrow(() -> Refused.notFound("There is no creator with the id " + id + "."));
    var chosen = shown(id, ranges.of("/creators/" + id, range, from, to));
    var name = person.name() == null ? "Creator " + id : person.name();
    return html(
        templates.analyticsCreator(
            page.titled(
                    name, "Creator %d · %s".formatted(id, ranges.subtitle(chosen, page.format())))
                .branded(brand(id)),
            view(page, id, chosen),
            look(id, name)));
  }

  private Page.@Nullable Brand brand(long id) {
    return brands
        .of(id)
        .map(brand ->
            new Page.Brand(
                brand.name(),
                "/creators/%d/brand.css?v=%s".formatted(id, brand.accent().substring(1))))
        .orElse(null);
  }

  /// What is shown of white label to whoever may set it; null to others.
  private CreatorView.@Nullable Look look(long id, String name) {
    return current.require().is(Role.CREATOR, Role.ADMIN)
        ? new CreatorView.Look(brands.of(id).orElse(null), name, brands.missing(id).orElse(null))
        : null;
  }

  /// The range as far as the creator's own tier shows it; in place of more, the usual days and the
  /// sentence why.
  private DateRange shown(long creatorId, DateRange chosen) {
    return levels
        .missing(creatorId, chosen.from(), chosen.to())
        .map(missing -> {
          var usual = ranges.of(chosen.path(), null, null, null);
          return new DateRange(usual.path(), usual.preset(), usual.from(), usual.to(), missing);
        })
        .orElse(chosen);
  }

  private CreatorView view(Page page, long id, DateRange chosen) {
    var range = chosen.days();
    var report = creators.report(id, range);
    var days = report.metrics();
    var before = ranges.comparable(range) ? creators.totals(id, range.previous()) : null;
    return new CreatorView(
        id,
        chosen,
        days.isEmpty(),
        creators.firstDay(id).orElse(null),
        Tiles.creator(creators.totals(id, range), before, days, page.format()),
        List.of(
            Charts.audience(range, days),
            Charts.giftRevenue(range, days),
            Charts.reactions(range, days),
            Charts.followers(range, days)),
        report.summary().topDay(),
        List.copyOf(days.subList(0, Math.min(NEWEST_DAYS, days.size()))));
  }

  private CreatorFigures.Ranking ranking(
      DayRange range, CreatorOrder order, @Nullable String cursor) {
    try {
      return creators.ranking(range, order, cursor, PAGE);
    } catch (IllegalArgumentException _) {
      return creators.ranking(range, order, null, PAGE);
    }
  }

  /// What cannot be understood is ranked by revenue: a page is shown, not refused.
  private static CreatorOrder order(String sort) {
    return Arrays.stream(CreatorOrder.values())
        .filter(order -> order.name().toLowerCase(Locale.ROOT).equals(sort))
        .findFirst()
        .orElse(CreatorOrder.REVENUE);
  }

  private static String searched(String search) {
    var text = search.strip();
    return text.substring(0, Math.min(100, text.length()));
  }
}
