package ai.profithack.moderation.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.media.Original;
import ai.profithack.media.Originals;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.MediaErasure;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.View;

/// Which videos were looked at, a form to have another one looked at, and what was found in each.
@Controller
@ConditionalOnWebApplication
@Allow({Role.ADMIN, Role.MODERATOR})
class AnalysisPages {
  private static final String PATH = "/moderation/analyses";
  private static final int ROWS = 25;
  private static final int REASON_MIN = 10;
  private static final int REASON_MAX = 500;

  private final Analyses analyses;
  private final MediaErasure erasure;
  private final Originals originals;
  private final Templates templates;

  AnalysisPages(Analyses analyses, MediaErasure erasure, Originals originals, Templates templates) {
    this.analyses = analyses;
    this.erasure = erasure;
    this.originals = originals;
    this.templates = templates;
  }

  @Configuration(proxyBeanMethods = false)
  static class Navigation {
    @Bean
    NavigationEntry analysesEntry() {
      return new NavigationEntry(
          "Analyses", PATH, "video", "Moderation", 140, Set.of(Role.ADMIN, Role.MODERATOR));
    }
  }

  @GetMapping(PATH)
  View all(
      Page page,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable Long video,
      @RequestParam(required = false) @Nullable Long before) {
    return shown(HttpStatus.OK, page, state, video, before, AnalysisForm.empty());
  }

  @PostMapping(PATH)
  View start(
      Page page,
      @RequestPart(required = false) @Nullable MultipartFile file,
      @RequestParam(defaultValue = "") String videoId,
      @RequestParam(defaultValue = "") String videoUrl,
      @RequestParam(defaultValue = "") String declaredOrigin)
      throws IOException {
    var declared = ModerationEndpoints.origin(declaredOrigin);
    var field = "videoId";
    var problem = "The platform's id of the video, a whole number above 0.";
    if (videoId.strip().matches("[1-9][0-9]{0,17}")) {
      var id = Long.parseLong(videoId.strip());
      var asked =
          videoUrl.isBlank()
              ? ModerationEndpoints.send(analyses, id, file, declared)
              : analyses.atAddress(id, videoUrl.strip(), declared);
      switch (asked) {
        case Asked.Taken(var analysisId) -> {
          return Redirect.to(PATH + "/" + analysisId);
        }
        case Asked.UnknownVideo _ -> problem = "There is no video with this id.";
        case Asked.Unusable(var what, var reason) -> {
          field = what;
          problem = reason;
        }
        case Asked.NoMedia _ -> problem = "No file of this video is held.";
        case Asked.Busy(var retryAfter) ->
            throw Refused.tooMany("Too many analyses wait already; ask again later.", retryAfter);
      }
    }
    return shown(
        HttpStatus.BAD_REQUEST,
        page,
        null,
        null,
        null,
        new AnalysisForm(videoId, videoUrl, declared.word(), Map.of(field, problem)));
  }

  @GetMapping(PATH + "/{id}")
  View one(Page page, @PathVariable long id) {
    var analysis = find(id);
    var sha256 = analysis.sha256();
    var actor = page.actor();
    var view =
        new AnalysisView(
            analysis,
            analyses.evidence(id),
            analyses.standing(analysis.videoId()),
            sha256 != null && originals.find(sha256).filter(Original::isHeld).isPresent(),
            actor != null && actor.is(Role.ADMIN));
    return html(
        templates.moderationAnalysis(
            page.titled(
                "Video " + analysis.videoId(), "What was found in it, and at which second."),
            view));
  }

  @PostMapping(PATH + "/{id}/again")
  View again(@PathVariable long id) {
    var analysis = find(id);
    return switch (analyses.held(analysis.videoId())) {
      case Asked.Taken(var analysisId) -> Redirect.to(PATH + "/" + analysisId);
      case Asked.NoMedia _, Asked.UnknownVideo _ ->
          Redirect.to(PATH + "/" + id, Notice.error("No file of this video is held any more."));
      case Asked.Unusable(_, var reason) -> Redirect.to(PATH + "/" + id, Notice.error(reason));
      case Asked.Busy _ ->
          Redirect.to(PATH + "/" + id, Notice.error("Too many analyses wait; try again later."));
    };
  }

  @PostMapping(PATH + "/{id}/erase")
  @Allow(Role.ADMIN)
  View erase(@PathVariable long id, @RequestParam(defaultValue = "") String reason) {
    var analysis = find(id);
    var text = reason.strip();
    if (text.length() < REASON_MIN || text.length() > REASON_MAX) {
      return Redirect.to(
          PATH + "/" + id,
          Notice.error(
              "Say why in %d to %d characters; nothing was deleted."
                  .formatted(REASON_MIN, REASON_MAX)));
    }
    var count = erasure.erase(analysis.videoId(), text);
    return Redirect.to(
        PATH + "/" + id,
        Notice.success(
            count == 0
                ? "No file of this video was held."
                : "%d files of this video were deleted; what was found in them stays."
                    .formatted(count)));
  }

  private Analysis find(long id) {
    return analyses
        .find(id)
        .orElseThrow(() -> Refused.notFound("There is no analysis %d.".formatted(id)));
  }

  private View shown(
      HttpStatus status,
      Page page,
      @Nullable String state,
      @Nullable Long video,
      @Nullable Long before,
      AnalysisForm form) {
    var chosen = ModerationEndpoints.state(state).orElse(null);
    var some = analyses.page(before, chosen, video, ROWS + 1);
    return html(
        status,
        templates.moderationAnalyses(
            page.titled(
                "Analyses", "Videos that were looked at on this server, and what was found."),
            some.stream().limit(ROWS).toList(),
            analyses.counts(),
            chosen,
            before,
            some.size() > ROWS ? some.get(ROWS - 1).analysisId() : null,
            form,
            originals.bytesMax()));
  }
}
