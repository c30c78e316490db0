package ai.profithack.moderation.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.ApiKeys;
import ai.profithack.access.Role;
import ai.profithack.media.Originals;
import ai.profithack.moderation.Markings;
import ai.profithack.moderation.Markings.Asked;
import ai.profithack.moderation.web.WatermarkEndpoints.WatermarkRequest;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.io.IOException;
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

/// Whose video a copy is of, a form to mark another video, and the marks that were made.
@Controller
@ConditionalOnWebApplication
@Allow({Role.ADMIN, Role.MODERATOR})
class WatermarkPages {
  private static final String PATH = "/moderation/watermarks";
  private static final int ROWS = 25;

  private final Markings markings;
  private final Originals originals;
  private final ApiKeys keys;
  private final Templates templates;

  WatermarkPages(Markings markings, Originals originals, ApiKeys keys, Templates templates) {
    this.markings = markings;
    this.originals = originals;
    this.keys = keys;
    this.templates = templates;
  }

  @Configuration(proxyBeanMethods = false)
  static class Navigation {
    @Bean
    NavigationEntry watermarksEntry() {
      return new NavigationEntry(
          "Watermarks", PATH, "search", "Moderation", 145, Set.of(Role.ADMIN, Role.MODERATOR));
    }
  }

  /// Either `answer` or `problem`, or neither where nothing was asked yet.
  private record Read(@Nullable WhoseAnswer answer, @Nullable String problem) {
    static final Read NOTHING = new Read(null, null);
  }

  @GetMapping(PATH)
  View all(
      Page page,
      @RequestParam(required = false) @Nullable Long video,
      @RequestParam(required = false) @Nullable Long before) {
    return shown(HttpStatus.OK, page, video, before, WatermarkForm.empty(), Read.NOTHING);
  }

  @PostMapping(PATH + "/read")
  View read(Page page, @RequestPart(required = false) @Nullable MultipartFile file)
      throws IOException, InterruptedException {
    try {
      var answer = WatermarkEndpoints.whose(markings, file);
      return shown(HttpStatus.OK, page, null, null, WatermarkForm.empty(), new Read(answer, null));
    } catch (Refused refused) {
      return shown(
          refused.status(),
          page,
          null,
          null,
          WatermarkForm.empty(),
          new Read(null, refused.sentence()));
    }
  }

  @PostMapping(PATH)
  View mark(
      Page page,
      @RequestParam(defaultValue = "") String videoId,
      @RequestParam(defaultValue = "") String watermarkType,
      @RequestParam(defaultValue = "") String text,
      @RequestParam(defaultValue = "") String place,
      @RequestParam(defaultValue = "") String fromSeconds,
      @RequestParam(defaultValue = "") String toSeconds) {
    var form =
        new WatermarkForm(videoId, watermarkType, text, place, fromSeconds, toSeconds, Map.of());
    try {
      return switch (WatermarkEndpoints.asked(markings, request(form))) {
        case Asked.Taken(var marking) -> Redirect.to(PATH + "/" + marking.markingId());
        case Asked.UnknownVideo _ ->
            wrong(page, form.with("videoId", "There is no video with this id."));
        case Asked.NoMedia _ ->
            wrong(
                page,
                form.with(
                    "videoId", "No file of this video is held: send it on the page Analyses."));
        case Asked.NoCreator _ ->
            wrong(page, form.with("videoId", "The platform has not said yet whose video this is."));
        case Asked.Unusable(var field, var reason) -> wrong(page, form.with(field, reason));
        case Asked.Busy(var retryAfter) ->
            throw Refused.tooMany("Too many watermarks wait already; ask again later.", retryAfter);
      };
    } catch (Refused refused) {
      if (refused.field() == null) {
        throw refused;
      }
      return wrong(page, form.with(Objects.requireNonNull(refused.field()), refused.sentence()));
    }
  }

  /// The fields of a visible mark count only for one: the form shows them all the same.
  private static WatermarkRequest request(WatermarkForm form) {
    if (!form.videoId().strip().matches("[1-9][0-9]{0,17}")) {
      throw Refused.badInput("videoId", "The platform's id of the video, a whole number above 0.");
    }
    var visible = form.watermarkType().equals("visible");
    return new WatermarkRequest(
        Long.valueOf(form.videoId().strip()),
        form.watermarkType(),
        visible && !form.text().isBlank() ? form.text() : null,
        visible && !form.place().isBlank() ? form.place() : null,
        visible ? seconds("fromSeconds", form.fromSeconds()) : null,
        visible ? seconds("toSeconds", form.toSeconds()) : null);
  }

  private static @Nullable Double seconds(String field, String text) {
    if (text.isBlank()) {
      return null;
    }
    if (!text.strip().matches("[0-9]{1,6}([.][0-9]{1,3})?")) {
      throw Refused.badInput(field, "Seconds, such as 2.5.");
    }
    return Double.valueOf(text.strip());
  }

  @GetMapping(PATH + "/{id}")
  View one(Page page, @PathVariable long id) throws IOException {
    var marking =
        markings
            .find(id)
            .orElseThrow(() -> Refused.notFound("There is no watermark %d.".formatted(id)));
    return html(
        templates.moderationWatermark(
            page.titled(
                "Video %d, marked".formatted(marking.videoId()),
                "Watermark %d, %s".formatted(id, marking.type().word())),
            marking,
            markings.hasFile(marking),
            keys.titles().getOrDefault(marking.requestedBy(), marking.requestedBy())));
  }

  private View wrong(Page page, WatermarkForm form) {
    return shown(HttpStatus.BAD_REQUEST, page, null, null, form, Read.NOTHING);
  }

  private View shown(
      HttpStatus status,
      Page page,
      @Nullable Long video,
      @Nullable Long before,
      WatermarkForm form,
      Read read) {
    var some = markings.page(before, video, ROWS + 1);
    return html(
        status,
        templates.moderationWatermarks(
            page.titled(
                "Whose video is this?",
                "A copy from anywhere says it, if its video was marked here."),
            some.stream().limit(ROWS).toList(),
            before,
            video,
            some.size() > ROWS ? some.get(ROWS - 1).markingId() : null,
            form,
            read.answer(),
            read.problem(),
            originals.bytesMax(),
            keys.titles()));
  }
}
