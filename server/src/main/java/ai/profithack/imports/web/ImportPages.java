package ai.profithack.imports.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.imports.Imports;
import ai.profithack.imports.Uploads;
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
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.View;

/// Which files were imported, what became of their records, and a form to import another.
@Controller
@ConditionalOnWebApplication
@Allow({Role.ADMIN, Role.FINANCE})
class ImportPages {
  private static final int RUNS_OF_A_PAGE = 25;

  private final Imports imports;
  private final Uploads uploads;
  private final Templates templates;
  private final DataSize uploadLimit;

  ImportPages(
      Imports imports,
      Uploads uploads,
      Templates templates,
      @Value("${spring.servlet.multipart.max-file-size}") DataSize uploadLimit) {
    this.imports = imports;
    this.uploads = uploads;
    this.templates = templates;
    this.uploadLimit = uploadLimit;
  }

  @Configuration(proxyBeanMethods = false)
  static class Navigation {
    @Bean
    NavigationEntry importsEntry() {
      return new NavigationEntry(
          "Imports",
          "/imports",
          "upload",
          NavigationEntry.OPERATIONS,
          230,
          Set.of(Role.ADMIN, Role.FINANCE));
    }
  }

  @GetMapping("/imports")
  View all(Page page, @RequestParam(required = false) @Nullable Long before) {
    return shown(HttpStatus.OK, page, before, ImportForm.empty());
  }

  @PostMapping("/imports")
  @Allow(Role.ADMIN)
  View start(
      Page page,
      @RequestPart(required = false) @Nullable MultipartFile file,
      @RequestParam(defaultValue = "") String mapping)
      throws IOException {
    return switch (ImportEndpoints.sent(uploads, file, mapping)) {
      case Uploads.Sent.Started(var run, var alreadyRead) ->
          Redirect.to(
              "/imports/" + run,
              alreadyRead == 0
                  ? Notice.success("The file was taken; this page follows its import.")
                  : Notice.success(
                      "The import goes on after record %,d, where it stopped."
                          .formatted(alreadyRead)));
      case Uploads.Sent.Unusable(var field, var reason) ->
          shown(HttpStatus.BAD_REQUEST, page, null, new ImportForm(mapping, Map.of(field, reason)));
      case Uploads.Sent.UnderWay(var reason) ->
          shown(HttpStatus.CONFLICT, page, null, new ImportForm(mapping, Map.of("file", reason)));
    };
  }

  @GetMapping("/imports/{id}")
  View one(Page page, @PathVariable long id) {
    var report =
        imports
            .find(id)
            .orElseThrow(() -> Refused.notFound("There is no import %d.".formatted(id)));
    return html(
        templates.importsImport(
            page.titled(
                report.fileName(), "An import, read by the mapping " + report.mapping() + "."),
            new ImportRow(report),
            uploads.share(id).orElse(null)));
  }

  private View shown(HttpStatus status, Page page, @Nullable Long before, ImportForm form) {
    var some = imports.history(before, RUNS_OF_A_PAGE + 1);
    var older = some.size() > RUNS_OF_A_PAGE ? some.get(RUNS_OF_A_PAGE - 1).runId() : null;
    var actor = page.actor();
    return html(
        status,
        templates.importsImports(
            page.titled("Imports", "Files that were read, and what became of their records."),
            some.stream().limit(RUNS_OF_A_PAGE).map(ImportRow::new).toList(),
            before,
            older,
            actor != null && actor.is(Role.ADMIN) ? form : null,
            imports.mappings(),
            uploadLimit.toBytes()));
  }
}
