package ai.profithack.moderation.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Blocks;
import ai.profithack.web.Notice;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// The buttons of an analysis' page that block its video or lift that.
@Controller
@ConditionalOnWebApplication
@RequestMapping("/moderation/analyses/{id}")
@Allow({Role.ADMIN, Role.MODERATOR})
class BlockPages {
  private final Blocks blocks;
  private final Analyses analyses;

  BlockPages(Blocks blocks, Analyses analyses) {
    this.blocks = blocks;
    this.analyses = analyses;
  }

  @PostMapping("/block")
  View block(
      @PathVariable long id,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "false") boolean fake) {
    var why = reason.strip();
    if (!BlockEndpoints.isReason(why)) {
      return unexplained(id);
    }
    var notice =
        switch (blocks.block(id, fake, why)) {
          case DONE ->
              Notice.success("The video is blocked; copies of it are recognised in a minute.");
          case NO_CHANGE -> Notice.error("This file of the video is blocked already.");
          case NOTHING_SEEN -> Notice.error("This analysis has not seen the video to its end.");
          case NO_SUCH_ANALYSIS -> throw Refused.notFound("There is no analysis %d.".formatted(id));
        };
    return Redirect.to("/moderation/analyses/" + id, notice);
  }

  @PostMapping("/lift")
  View lift(@PathVariable long id, @RequestParam(defaultValue = "") String reason) {
    var analysis =
        analyses
            .find(id)
            .orElseThrow(() -> Refused.notFound("There is no analysis %d.".formatted(id)));
    var why = reason.strip();
    if (!BlockEndpoints.isReason(why)) {
      return unexplained(id);
    }
    return Redirect.to(
        "/moderation/analyses/" + id,
        blocks.lift(analysis.videoId(), why) == Blocks.Ending.DONE
            ? Notice.success(
                "The block is lifted; copies of the video are not held for it any more.")
            : Notice.error("The video is not blocked."));
  }

  private static View unexplained(long id) {
    return Redirect.to(
        "/moderation/analyses/" + id,
        Notice.error(BlockEndpoints.REASON + " Nothing was changed."));
  }
}
