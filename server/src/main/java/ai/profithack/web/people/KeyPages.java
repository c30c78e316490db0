package ai.profithack.web.people;

import static ai.profithack.web.Html.html;

import ai.profithack.access.ApiKeys;
import ai.profithack.templates.Templates;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// API keys: for admins.
@Controller
class KeyPages {
  private static final String PATH = "/keys";
  private static final String SUBTITLE =
      "What programs show instead of a password, as Authorization: Bearer ph_….";

  private final ApiKeys keys;
  private final Templates templates;

  KeyPages(ApiKeys keys, Templates templates) {
    this.keys = keys;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View list(Page page) {
    return shown(HttpStatus.OK, page, PersonForm.empty(), null);
  }

  @PostMapping(PATH)
  View create(
      Page page,
      @RequestParam(defaultValue = "") String label,
      @RequestParam(defaultValue = "") String role,
      @RequestParam(defaultValue = "") String creatorId) {
    var form = PersonForm.of(label, role, creatorId);
    if (form.isWrong()) {
      return again(page, form);
    }
    return switch (keys.create(form.chosenRole(), form.chosenCreator(), label)) {
      case ApiKeys.Created.Token token -> shown(HttpStatus.OK, page, PersonForm.empty(), token);
      case ApiKeys.Created.Invalid(var field, var problem) ->
          again(page, form.wrong(field, problem));
    };
  }

  @PostMapping(PATH + "/{id}/revoke")
  View revoke(@PathVariable String id) {
    if (!keys.revoke(id)) {
      throw Refused.notFound("There is no active key %s.".formatted(id));
    }
    return Redirect.to(PATH, Notice.success("Key %s is revoked.".formatted(id)));
  }

  private View again(Page page, PersonForm form) {
    return shown(HttpStatus.BAD_REQUEST, page, form, null);
  }

  private View shown(
      HttpStatus status, Page page, PersonForm form, ApiKeys.Created.@Nullable Token created) {
    return html(
        status, templates.webKeys(page.titled("API keys", SUBTITLE), keys.all(), form, created));
  }
}
