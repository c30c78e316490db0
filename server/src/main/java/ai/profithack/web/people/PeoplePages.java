package ai.profithack.web.people;

import static ai.profithack.web.Html.html;

import ai.profithack.access.People;
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

/// The people who can log in: for admins.
@Controller
class PeoplePages {
  private static final String PATH = "/people";
  private static final String SUBTITLE =
      "Who can log in, and as what. Programs use API keys instead.";

  private final People people;
  private final Templates templates;

  PeoplePages(People people, Templates templates) {
    this.people = people;
    this.templates = templates;
  }

  @GetMapping(PATH)
  View list(Page page) {
    return shown(HttpStatus.OK, page, PersonForm.empty(), null);
  }

  @PostMapping(PATH)
  View create(
      Page page,
      @RequestParam(defaultValue = "") String login,
      @RequestParam(defaultValue = "") String role,
      @RequestParam(defaultValue = "") String creatorId) {
    var form = PersonForm.of(login, role, creatorId);
    if (form.isWrong()) {
      return again(page, form);
    }
    return switch (people.create(login, form.chosenRole(), form.chosenCreator())) {
      case People.Outcome.OneTimePassword password ->
          shown(HttpStatus.OK, page, PersonForm.empty(), password);
      case People.Outcome.Invalid(var field, var problem) ->
          again(page, form.wrong(field, problem));
      case People.Outcome.Changed _, People.Outcome.Unknown _ ->
          throw new IllegalStateException("created, but neither refused nor given a password");
    };
  }

  @PostMapping(PATH + "/{id}/reset")
  View reset(Page page, @PathVariable long id) {
    return switch (people.resetPassword(id)) {
      case People.Outcome.OneTimePassword password ->
          shown(HttpStatus.OK, page, PersonForm.empty(), password);
      case People.Outcome.Invalid _, People.Outcome.Changed _, People.Outcome.Unknown _ ->
          throw nobody();
    };
  }

  @PostMapping(PATH + "/{id}/disable")
  View disable(@PathVariable long id) {
    return changed(people.disable(id), "%s is locked out, everywhere and at once.");
  }

  @PostMapping(PATH + "/{id}/enable")
  View enable(@PathVariable long id) {
    return changed(people.enable(id), "%s can log in again.");
  }

  private static View changed(People.Outcome outcome, String sentence) {
    return switch (outcome) {
      case People.Outcome.Changed(var login) ->
          Redirect.to(PATH, Notice.success(sentence.formatted(login)));
      case People.Outcome.Invalid(_, var problem) -> Redirect.to(PATH, Notice.error(problem));
      case People.Outcome.OneTimePassword _, People.Outcome.Unknown _ -> throw nobody();
    };
  }

  private static Refused nobody() {
    return Refused.notFound("There is no such person.");
  }

  private View again(Page page, PersonForm form) {
    return shown(HttpStatus.BAD_REQUEST, page, form, null);
  }

  private View shown(
      HttpStatus status,
      Page page,
      PersonForm form,
      People.Outcome.@Nullable OneTimePassword created) {
    return html(
        status, templates.webPeople(page.titled("People", SUBTITLE), people.all(), form, created));
  }
}
