package ai.profithack.platform.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.Counted;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.ExchangeRates;
import ai.profithack.platform.RateFile;
import ai.profithack.platform.RateFile.Content;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Exchange rates: which there are, and a form to load more.
@Controller
@ConditionalOnWebApplication
@Allow({Role.ADMIN, Role.FINANCE})
class RatePages {
  static final String PATH = "/rates";
  private static final int RATES_OF_A_PAGE = 50;

  private final ExchangeRates rates;
  private final RateFile files;
  private final ReportingFrame frame;
  private final Templates templates;

  RatePages(ExchangeRates rates, RateFile files, ReportingFrame frame, Templates templates) {
    this.rates = rates;
    this.files = files;
    this.frame = frame;
    this.templates = templates;
  }

  @Configuration(proxyBeanMethods = false)
  static class Navigation {
    @Bean
    NavigationEntry ratesEntry() {
      return new NavigationEntry(
          "Exchange rates",
          PATH,
          "wallet",
          NavigationEntry.OPERATIONS,
          240,
          Set.of(Role.ADMIN, Role.FINANCE));
    }
  }

  @GetMapping(PATH)
  View show(
      Page page,
      @RequestParam(required = false) @Nullable String currency,
      @RequestParam(required = false) @Nullable LocalDate before) {
    return shown(HttpStatus.OK, page, currency, before, "", null);
  }

  @PostMapping(PATH)
  View load(Page page, @RequestParam(defaultValue = "") String csv) throws IOException {
    return switch (files.read(new StringReader(csv))) {
      case Content.Rates(var all) -> {
        var loaded = rates.load(all);
        yield Redirect.to(
            PATH,
            Notice.success(
                "%s new, %,d changed, %s there already."
                    .formatted(
                        Counted.of(loaded.added(), "rate is", "rates are"),
                        loaded.changed(),
                        Counted.of(loaded.unchanged(), "was", "were"))));
      }
      case Content.Unusable unusable ->
          shown(
              HttpStatus.BAD_REQUEST,
              page,
              null,
              null,
              csv,
              unusable.sentence() + " Nothing was loaded.");
    };
  }

  private View shown(
      HttpStatus status,
      Page page,
      @Nullable String currency,
      @Nullable LocalDate before,
      String text,
      @Nullable String problem) {
    var chosen = currency == null ? null : RateEndpoints.known(currency);
    var some =
        chosen == null
            ? List.<ExchangeRates.Rate>of()
            : rates.of(chosen, before, RATES_OF_A_PAGE + 1);
    var onPage = some.stream().limit(RATES_OF_A_PAGE).toList();
    return html(
        status,
        templates.platformRates(
            page.titled(
                "Exchange rates",
                "What one unit of another currency is in %s, day by day."
                    .formatted(frame.currency())),
            new RateView(
                frame.currency(),
                rates.currencies(),
                chosen,
                onPage,
                some.size() > RATES_OF_A_PAGE ? onPage.getLast().day() : null,
                text,
                problem)));
  }
}
