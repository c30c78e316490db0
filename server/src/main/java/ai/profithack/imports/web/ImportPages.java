package ai.profithack.imports.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.imports.Imports;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Page;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Which files were imported, and what became of their records.
@Controller
@ConditionalOnWebApplication
@Allow({Role.ADMIN, Role.FINANCE})
class ImportPages {
  private static final int RUNS_OF_A_PAGE = 25;

  private final Imports imports;
  private final Templates templates;

  ImportPages(Imports imports, Templates templates) {
    this.imports = imports;
    this.templates = templates;
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
    var some = imports.history(before, RUNS_OF_A_PAGE + 1);
    var older = some.size() > RUNS_OF_A_PAGE ? some.get(RUNS_OF_A_PAGE - 1).runId() : null;
    return html(
        templates.importsImports(
            page.titled("Imports", "Files that were read, and what became of their records."),
            some.stream().limit(RUNS_OF_A_PAGE).map(ImportRow::new).toList(),
            before,
            older));
  }
}
