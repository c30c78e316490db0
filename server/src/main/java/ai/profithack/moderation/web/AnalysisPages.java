package ai.profithack.moderation.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.ApiKeys;
import ai.profithack.access.Role;
import ai.profithack.kernel.Counted;
import ai.profithack.media.Original;
import ai.profithack.media.Originals;
import ai.profithack.moderation.Analyses;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.moderation.Analysis;
import ai.profithack.moderation.AnalysisFilter;
import ai.profithack.moderation.MediaErasure;
import ai.profithack.moderation.MediaErasure.Erasing;
import ai.profithack.platform.Directory;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /// Of a creator with more videos, the newest ones are searched.
  private static final int VIDEOS_MAX = 10_000;

  private static final int REASON_MIN = 10;
  private static final int REASON_MAX = 500;

  private final Analyses analyses;
  private final MediaErasure erasure;
  private final Originals originals;
  private final Directory directory;
  private final ApiKeys keys;
  private final Templates templates;

  AnalysisPages(
      Analyses analyses,
      MediaErasure erasure,
      Originals originals,
      Directory directory,
      ApiKeys keys,
      Templates templates) {
    this.analyses = analyses;
    this.erasure = erasure;
    this.originals = originals;
    this.directory = directory;
    this.keys = keys;
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
      @RequestParam(required = false) @Nullable String outcome,
      @RequestParam(required = false) @Nullable String flag,
      @RequestParam(required = false) @Nullable Long video,
      @RequestParam(required = false) @Nullable Long creator,
      @RequestParam(required = false) @Nullable Long before) {
    return shown(
        HttpStatus.OK,
        page,
        AnalysisSearch.of(outcome, flag, video, creator),
        before,
        AnalysisForm.empty());
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
        AnalysisSearch.NONE,
        null,
        new AnalysisForm(videoId, videoUrl, declared.word(), Map.of(field, problem)));
  }

  @GetMapping(PATH + "/{id}")
  View one(Page page, @PathVariable long id, @RequestParam(defaultValue = "false") boolean show) {
    var analysis = find(id);
    var sha256 = analysis.sha256();
    var actor = page.actor();
    var view =
        new AnalysisView(
            analysis,
            analyses.evidence(id),
            analyses.standing(analysis.videoId()),
            sha256 != null && originals.find(sha256).filter(Original::isHeld).isPresent(),
            show,
            keys.titles().getOrDefault(analysis.requestedBy(), analysis.requestedBy()),
            actor != null && actor.is(Role.ADMIN) ? erasure.extent(analysis.videoId()) : null);
    return html(
        templates.moderationAnalysis(
            page.titled(
                "Video %d – analysis %d".formatted(analysis.videoId(), id),
                "What was found in it, and at which second."),
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
  View erase(
      @PathVariable long id,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "false") boolean includingOthers) {
    var analysis = find(id);
    var text = reason.strip();
    if (text.length() < REASON_MIN || text.length() > REASON_MAX) {
      return Redirect.to(
          PATH + "/" + id,
          Notice.error(
              "Say why in %d to %d characters; nothing was deleted."
                  .formatted(REASON_MIN, REASON_MAX)));
    }
    return Redirect.to(
        PATH + "/" + id,
        switch (erasure.erase(analysis.videoId(), text, includingOthers)) {
          case Erasing.Erased(var count) ->
              Notice.success(
                  count == 0
                      ? "No file of this video was held."
                      : "%s of this video deleted; what was found stays."
                          .formatted(Counted.of(count, "file", "files")));
          case Erasing.NeededByOthers(var videos) ->
              Notice.error(
                  "Nothing was deleted: %s would lose the file too, and somebody still has to decide there or may appeal. Decide that first, or say that these may lose it."
                      .formatted(AnalysisView.videos(videos)));
        });
  }

  private Analysis find(long id) {
    return analyses
        .find(id)
        .orElseThrow(() -> Refused.notFound("There is no analysis %d.".formatted(id)));
  }

  private View shown(
      HttpStatus status,
      Page page,
      AnalysisSearch search,
      @Nullable Long before,
      AnalysisForm form) {
    var some = analyses.page(before, filter(search), ROWS + 1);
    var rows = some.stream().limit(ROWS).toList();
    return html(
        status,
        templates.moderationAnalyses(
            page.titled(
                "Analyses", "Videos that were looked at on this server, and what was found."),
            listed(rows),
            analyses.counts(),
            search,
            before,
            some.size() > ROWS ? rows.getLast().analysisId() : null,
            form,
            originals.bytesMax()));
  }

  private static boolean isOpen(Analysis analysis) {
    var verdict = analysis.verdict();
    return verdict == null || !verdict.toBeCovered();
  }

  private AnalysisFilter filter(AnalysisSearch search) {
    var video = search.video();
    var creator = search.creator();
    List<Long> videos = video == null ? null : List.of(video);
    if (creator != null) {
      videos =
          directory.newestVideos(creator, VIDEOS_MAX).stream()
              .map(Directory.KnownVideo::id)
              .filter(id -> video == null || id.equals(video))
              .toList();
    }
    return new AnalysisFilter(null, search.outcome(), search.flag(), videos);
  }

  private List<AnalysisRow> listed(List<Analysis> rows) {
    var creators = new HashMap<Long, Long>();
    directory
        .videos(rows.stream().map(Analysis::videoId).distinct().toList())
        .forEach(video -> creators.put(video.id(), video.creatorId()));
    var held =
        originals.heldAmong(
            rows.stream().map(Analysis::sha256).filter(Objects::nonNull).distinct().toList());
    var titles = keys.titles();
    return rows.stream()
        .map(row ->
            new AnalysisRow(
                row,
                creators.get(row.videoId()),
                row.state() == Analysis.State.DONE && held.contains(row.sha256()) && isOpen(row),
                titles.getOrDefault(row.requestedBy(), row.requestedBy())))
        .toList();
  }
}
