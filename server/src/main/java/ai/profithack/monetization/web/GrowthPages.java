package ai.profithack.monetization.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.Role;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.Money;
import ai.profithack.monetization.Achievements;
import ai.profithack.monetization.Benefit;
import ai.profithack.monetization.Credits;
import ai.profithack.monetization.Profiles;
import ai.profithack.monetization.Tier;
import ai.profithack.monetization.TierProgress;
import ai.profithack.monetization.TierRules;
import ai.profithack.monetization.TierWhatIf;
import ai.profithack.monetization.Tiers;
import ai.profithack.platform.Creators;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// How creators grow: each one's own page, all of them for the operator, and other rules tried out.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
public class GrowthPages {
  private static final int NEWEST_MOVES = 20;
  private static final int MOST_CREDITS = 100_000;

  private final CreatorId creatorIds;
  private final Creators creators;
  private final Tiers tiers;
  private final TierProgress progress;
  private final TierWhatIf whatIf;
  private final Credits credits;
  private final Achievements achievements;
  private final Profiles profiles;
  private final AuditTrail audit;
  private final TransactionTemplate transaction;
  private final Templates templates;

  GrowthPages(
      CreatorId creatorIds,
      Creators creators,
      Tiers tiers,
      TierProgress progress,
      TierWhatIf whatIf,
      Credits credits,
      Achievements achievements,
      Profiles profiles,
      AuditTrail audit,
      TransactionTemplate transaction,
      Templates templates) {
    this.creatorIds = creatorIds;
    this.creators = creators;
    this.tiers = tiers;
    this.progress = progress;
    this.whatIf = whatIf;
    this.credits = credits;
    this.achievements = achievements;
    this.profiles = profiles;
    this.audit = audit;
    this.transaction = transaction;
    this.templates = templates;
  }

  @GetMapping("/growth")
  @Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
  View growth(Page page, Actor actor) {
    if (actor.creatorId() != null) {
      return Redirect.to("/growth/" + actor.creatorId());
    }
    var moves = tiers.newest(NEWEST_MOVES);
    return html(
        templates.monetizationGrowth(
            page.titled("Growth", "Tiers and AI credits of all creators."),
            new GrowthView(
                tiers.counts(),
                TierRules.CURRENT.lines(),
                moves,
                creators.names(moves.stream().map(Tiers.Move::creatorId).toList()),
                credits.plannedBreakage())));
  }

  @GetMapping("/growth/{creatorId}")
  @Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
  View creator(Page page, Actor actor, @PathVariable String creatorId) {
    var person = creatorIds.of(creatorId);
    var id = person.id();
    var balance =
        credits
            .balance(id)
            .orElseThrow(() -> Refused.notFound("There is no creator with the id " + id + "."));
    var state = progress.of(id);
    return html(
        templates.monetizationCreator(
            page.titled(
                CreatorId.name(person),
                "Creator %d · tier %s".formatted(id, state.standing().tier().title())),
            new CreatorGrowth(
                id,
                state,
                TierRules.ofVersion(state.standing().rulesVersion()).line(state.standing().tier()),
                Benefit.of(state.standing().tier()),
                balance,
                achievements.of(id),
                profiles.of(id).orElse(null),
                actor.is(Role.ADMIN, Role.FINANCE),
                UUID.randomUUID().toString())));
  }

  /// `key` was written into the form when it was shown: sending it twice gives once.
  @PostMapping("/growth/{creatorId}/credits")
  View give(
      @PathVariable String creatorId,
      @RequestParam String key,
      @RequestParam String credits,
      @RequestParam String reason) {
    var id = creatorIds.of(creatorId).id();
    var path = "/growth/" + id;
    if (!credits.matches("\\d{1,6}")
        || Integer.parseInt(credits) < 1
        || Integer.parseInt(credits) > MOST_CREDITS) {
      return Redirect.to(path, Notice.error("Credits are a whole number from 1 to 100,000."));
    }
    if (reason.isBlank() || reason.length() > 200) {
      return Redirect.to(path, Notice.error("Say why, in at most 200 characters."));
    }
    if (!key.matches("[0-9a-f-]{36}")) {
      throw Refused.badInput("key", "key must be the one that the form came with.");
    }
    var amount = Integer.parseInt(credits);
    var giving =
        transaction.execute(_ -> {
          var ending = this.credits.give(key, id, amount, reason.strip());
          if (ending instanceof Credits.Giving.Given) {
            audit.record(
                "credits.given",
                Long.toString(id),
                Map.of("credits", amount, "reason", reason.strip()));
          }
          return ending;
        });
    return switch (giving) {
      case Credits.Giving.Given _ ->
          Redirect.to(
              path, Notice.success(Counted.of(amount, "credit was", "credits were") + " given."));
      case Credits.Giving.AlreadyGiven() ->
          Redirect.to(path, Notice.info("These credits were given already."));
      case Credits.Giving.KeyTaken(var field) ->
          Redirect.to(
              path,
              Notice.error(
                  "This form gave credits already, with another %s. Nothing was given now; open it anew."
                      .formatted(field.equals("credits") ? "number" : "creator")));
      case Credits.Giving.UnknownCreator() ->
          throw Refused.notFound("There is no creator with the id " + id + ".");
    };
  }

  @GetMapping("/growth/what-if")
  View whatIf(Page page, @RequestParam MultiValueMap<String, String> fields) {
    var titled =
        page.titled(
            "Other tiers", "What other thresholds and shares would have cost, on what happened.");
    var days = whatIf.days().orElse(null);
    var form = new ArrayList<WhatIfView.Row>();
    var lines = new ArrayList<TierRules.Line>();
    String problem = null;
    for (var line : TierRules.CURRENT.lines()) {
      var row = WhatIfView.Row.of(line, fields);
      form.add(row);
      try {
        lines.add(row.line());
      } catch (IllegalArgumentException unusable) {
        problem = "%s: %s".formatted(line.tier().title(), unusable.getMessage());
      }
    }
    var outcome =
        days == null || problem != null
            ? null
            : whatIf.replay(new TierRules(TierRules.CURRENT.version(), lines), last(days));
    var shown = problem == null ? titled : titled.with(Notice.error(problem));
    return html(
        templates.monetizationWhatIf(
            shown,
            new WhatIfView(
                form,
                days == null ? null : last(days),
                outcome,
                outcome == null
                    ? Map.of()
                    : creators.names(
                        outcome.moved().stream().map(TierWhatIf.Moved::creatorId).toList()))));
  }

  /// At most 90 days of decisions, the newest.
  private static DayRange last(DayRange days) {
    return days.count() <= 90 ? days : DayRange.endingWith(days.last(), 90);
  }

  /// What the operator's page shows.
  public record GrowthView(
      Map<Tier, Long> counts,
      List<TierRules.Line> lines,
      List<Tiers.Move> moves,
      Map<Long, String> names,
      List<Credits.Breakage> breakage) {
    public long count(Tier tier) {
      return counts.getOrDefault(tier, 0L);
    }

    public String name(long creatorId) {
      return names.getOrDefault(creatorId, "Creator " + creatorId);
    }
  }

  /// A creator's page; `mayGive` adds the form that gives credits, with its `formKey`.
  public record CreatorGrowth(
      long creatorId,
      TierProgress.Progress progress,
      TierRules.Line line,
      List<Benefit> benefits,
      Credits.Balance credits,
      List<Achievements.Unlocked> achievements,
      Profiles.@Nullable Profile profile,
      boolean mayGive,
      String formKey) {

    /// A criterion's value as people read it.
    public String text(Page page, TierProgress.Criterion criterion, BigDecimal value) {
      return switch (criterion.kind()) {
        case "earnings" -> page.format().amount(value);
        case "engagement" -> page.format().percent(value);
        default -> page.format().number(value);
      };
    }

    public String label(TierProgress.Criterion criterion) {
      return switch (criterion.kind()) {
        case "earnings" -> "Earnings in 30 days";
        case "engagement" -> "Engagement";
        default -> "Views a day";
      };
    }

    /// Earlier tiers' and later tiers' benefits, in their order.
    public List<Benefit> missing() {
      return Arrays.stream(Benefit.values())
          .filter(benefit -> !benefits.contains(benefit))
          .toList();
    }

    public String grant(Credits.Remainder grant) {
      return switch (grant.source()) {
        case "allowance" -> "Month's allowance";
        case "achievement" -> "Achievement";
        case "grace" -> "Given back late";
        default -> "Gift of the operator";
      };
    }

    public String achievement(Achievements.Unlocked unlocked) {
      return switch (unlocked.achievement()) {
        case "views" -> unlocked.milestone() + " views";
        case "followers" -> unlocked.milestone() + " followers";
        case "gifts" ->
            unlocked.milestone().equals("1") ? "First gift" : unlocked.milestone() + " gifts";
        default -> unlocked.achievement() + " " + unlocked.milestone();
      };
    }
  }

  /// Rules to try out and what they would have done; `days` null while nothing was decided,
  /// `outcome` null then and where a field is no number.
  public record WhatIfView(
      List<Row> rows,
      @Nullable DayRange days,
      TierWhatIf.@Nullable Outcome outcome,
      Map<Long, String> names) {
    public String name(long creatorId) {
      return names.getOrDefault(creatorId, "Creator " + creatorId);
    }

    /// The fields of one tier as they were sent.
    public record Row(
        Tier tier, String earnings, String engagement, String views, String credits, String share) {
      static Row of(TierRules.Line line, MultiValueMap<String, String> fields) {
        var code = line.tier().code();
        return new Row(
            line.tier(),
            sent(fields, "earnings-" + code, line.earnings().toPlainString()),
            sent(fields, "engagement-" + code, line.engagement().toPlainString()),
            sent(fields, "views-" + code, Long.toString(line.averageViews())),
            sent(fields, "credits-" + code, Integer.toString(line.credits())),
            sent(fields, "share-" + code, Integer.toString(line.sharePercent())));
      }

      private static String sent(
          MultiValueMap<String, String> fields, String name, String otherwise) {
        var value = fields.getFirst(name);
        return value == null ? otherwise : value.strip();
      }

      TierRules.Line line() {
        return new TierRules.Line(
            tier,
            decimal(earnings, "Earnings"),
            decimal(engagement, "Engagement"),
            Long.parseLong(whole(views, "Views", 12)),
            Integer.parseInt(whole(credits, "Credits", 6)),
            percent(share));
      }

      private static BigDecimal decimal(String text, String what) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,2})?")) {
          throw new IllegalArgumentException(what + " are a number with at most two decimals.");
        }
        return new BigDecimal(text);
      }

      private static String whole(String text, String what, int digits) {
        if (!text.matches("\\d{1," + digits + "}")) {
          throw new IllegalArgumentException(what + " are a whole number.");
        }
        return text;
      }

      private static int percent(String text) {
        if (!text.matches("\\d{1,3}")
            || Integer.parseInt(text) < 1
            || Integer.parseInt(text) > 100) {
          throw new IllegalArgumentException("The share is a whole number from 1 to 100.");
        }
        return Integer.parseInt(text);
      }
    }

    public String money(Page page, long minor) {
      return page.format().amount(new Money(minor, page.frame().currency()).toDecimal());
    }
  }
}
