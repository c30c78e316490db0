package ai.profithack.monetization.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.monetization.Achievements;
import ai.profithack.monetization.Benefit;
import ai.profithack.monetization.Credits;
import ai.profithack.monetization.Profiles;
import ai.profithack.monetization.TierProgress;
import ai.profithack.monetization.TierRules;
import ai.profithack.web.Refused;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How far a creator has come. A creator asks for their own only; reading writes nothing.
@RestController
@RequestMapping(path = "/api/creator/{creatorId}", produces = "application/json")
@Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
@Tag(name = "Creators", description = "Tiers, credits, achievements and profiles of creators.")
class GrowthEndpoints {
  private final CreatorId creators;
  private final TierProgress progress;
  private final Credits credits;
  private final Achievements achievements;
  private final Profiles profiles;

  GrowthEndpoints(
      CreatorId creators,
      TierProgress progress,
      Credits credits,
      Achievements achievements,
      Profiles profiles) {
    this.creators = creators;
    this.progress = progress;
    this.credits = credits;
    this.achievements = achievements;
    this.profiles = profiles;
  }

  record TierAnswer(boolean success, TierState tier) {}

  /// A tier as its row says it, and the way to the next one.
  record TierState(
      @Schema(example = "17") long creatorId,
      @Schema(example = "silver") String tier,
      @Schema(example = "10000") long monthlyViewsRequired,
      @Schema(example = "0") long monthlyFollowersRequired,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "500.00")
          BigDecimal monthlyEarningsRequired,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "4.00")
          BigDecimal engagementRequired,
      @Schema(
              description =
                  "The permissions that the tier gives. `trend_predictions` and `custom_tools` are no more than that so far: there is nothing yet that they open.")
          List<String> benefits,
      @Schema(example = "1000") int monthlyCredits,
      @Schema(description = "Of each gift, in per cent", example = "55") int revenueShare,
      @Schema(description = "Null for a starter from the beginning") @Nullable Instant earnedAt,
      NextTier progress) {}

  /// The way to the next tier over the 30 closed days `from` to `to`; `next` is null at the top.
  record NextTier(
      LocalDate from,
      LocalDate to,
      @Nullable String next,
      List<CriterionState> criteria,
      @Schema(
              description =
                  "Set where these days no longer meet the tier: the day of the decision by which it goes")
          @Nullable LocalDate keptUntil) {}

  /// `earnings` in the reporting currency, `engagement` in per cent, `average_views` a day.
  record CriterionState(
      @Schema(example = "earnings") String criterion,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "2000")
          BigDecimal required,
      @JsonFormat(shape = JsonFormat.Shape.STRING) @Schema(type = "string", example = "1210.40")
          BigDecimal reached,
      boolean met) {}

  @GetMapping("/tier")
  @Operation(
      summary = "A creator's tier, and the way to the next",
      description =
          """
          The tier as it was last decided, with what it asks for and gives. `progress` is of the 30 closed days \
          before today as their figures are now. `monthlyViewsRequired` is views a day on average.\
          """)
  @ApiResponse(responseCode = "200", description = "The tier, and what the next one asks for")
  @ApiResponse(responseCode = "403", description = "Another creator's tier")
  @ApiResponse(responseCode = "404", description = "No creator has this id")
  TierAnswer tier(@PathVariable String creatorId) {
    var id = creators.of(creatorId).id();
    var state = progress.of(id);
    var standing = state.standing();
    var line = TierRules.ofVersion(standing.rulesVersion()).line(standing.tier());
    var next = state.next();
    return new TierAnswer(
        true,
        new TierState(
            id,
            standing.tier().code(),
            line.averageViews(),
            0,
            line.earnings().setScale(2),
            line.engagement().setScale(2),
            Benefit.of(standing.tier()).stream().map(Benefit::code).toList(),
            line.credits(),
            standing.sharePercent(),
            standing.since(),
            new NextTier(
                state.window().from(),
                state.window().last(),
                next == null ? null : next.code(),
                state.criteria().stream()
                    .map(each ->
                        new CriterionState(
                            each.kind(), each.required(), each.reached(), each.met()))
                    .toList(),
                state.keptUntil())));
  }

  record CreditsAnswer(boolean success, Credits.Balance credits) {}

  @GetMapping("/credits")
  @Operation(
      summary = "A creator's AI credits",
      description =
          """
          This month's allowance, what was used of this month, what can be spent now, what running jobs hold, and the \
          grants in the order in which they are spent. Months are months in UTC.\
          """)
  CreditsAnswer credits(@PathVariable String creatorId) {
    var id = creators.of(creatorId).id();
    return new CreditsAnswer(
        true,
        credits
            .balance(id)
            .orElseThrow(() -> Refused.notFound("There is no creator with the id " + id + ".")));
  }

  record AchievementsAnswer(boolean success, List<Achievements.Unlocked> achievements) {}

  @GetMapping("/achievements")
  @Operation(summary = "The marks a creator has passed, newest first")
  AchievementsAnswer achievements(@PathVariable String creatorId) {
    return new AchievementsAnswer(true, achievements.of(creators.of(creatorId).id()));
  }

  record ProfileAnswer(boolean success, Profiles.Profile profile) {}

  @GetMapping("/profile")
  @Operation(
      summary = "A creator's profile",
      description = "Computed daily from the facts; 404 while it was not computed yet.")
  ProfileAnswer profile(@PathVariable String creatorId) {
    var id = creators.of(creatorId).id();
    return new ProfileAnswer(
        true,
        profiles
            .of(id)
            .orElseThrow(
                () -> Refused.notFound("The profile of creator " + id + " was not computed yet.")));
  }
}
