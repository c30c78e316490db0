package ai.profithack.platform.web;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.ExchangeRates;
import ai.profithack.platform.RateFile;
import ai.profithack.platform.RateFile.Content;
import ai.profithack.web.Part;
import ai.profithack.web.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Exchange rates for programs.
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/rates")
@Allow({Role.ADMIN, Role.FINANCE})
@Tag(
    name = "Exchange rates",
    description = "What other currencies are in the reporting currency, day by day.")
class RateEndpoints {
  private static final int LARGEST_PAGE = 1_000;

  /// In characters; some 80,000 rates.
  static final int BODY_LIMIT = 2_000_000;

  private final ExchangeRates rates;
  private final RateFile files;
  private final ReportingFrame frame;

  RateEndpoints(ExchangeRates rates, RateFile files, ReportingFrame frame) {
    this.rates = rates;
    this.files = files;
    this.frame = frame;
  }

  record LoadedAnswer(boolean success, long added, long changed, long unchanged) {}

  /// `newest` is a decimal as a string.
  record CurrencyAnswer(String currency, LocalDate from, LocalDate to, long days, String newest) {}

  record CurrenciesAnswer(
      boolean success, String reportingCurrency, List<CurrencyAnswer> currencies) {}

  /// `rate` is a decimal as a string.
  record RateAnswer(LocalDate date, String rate) {}

  /// `nextBefore` is the `before` of the next page; null on the last one.
  record RatesAnswer(
      boolean success,
      String currency,
      String reportingCurrency,
      List<RateAnswer> rates,
      @Nullable LocalDate nextBefore) {}

  @PostMapping
  @Operation(
      summary = "Load exchange rates",
      description =
          "CSV with the columns `date,currency,rate`: one unit of the currency is that many of the reporting currency on that day. All of it or nothing; a rate that is there is replaced. Events that were converted stay as they are; events that were refused with `no_exchange_rate` can be replayed.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @io.swagger.v3.oas.annotations.media.Content(
                      mediaType = "text/csv",
                      schema = @io.swagger.v3.oas.annotations.media.Schema(type = "string"),
                      examples =
                          @ExampleObject(value = "date,currency,rate\n2026-03-01,EUR,1.085\n"))))
  @ApiResponse(responseCode = "200", description = "They are loaded.")
  @ApiResponse(responseCode = "413", description = "More than 2 MB; send it in parts.")
  LoadedAnswer load(@RequestBody String csv) throws IOException {
    if (csv.length() > BODY_LIMIT) {
      throw Refused.tooLarge("The rates are more than 2 MB; send them in parts.");
    }
    return switch (files.read(new StringReader(csv))) {
      case Content.Rates(var all) -> {
        var loaded = rates.load(all);
        yield new LoadedAnswer(true, loaded.added(), loaded.changed(), loaded.unchanged());
      }
      case Content.Unusable unusable -> throw Refused.badInput("body", unusable.sentence());
    };
  }

  @GetMapping
  @Operation(summary = "The currencies that have exchange rates")
  CurrenciesAnswer currencies() {
    return new CurrenciesAnswer(
        true,
        frame.currency().getCurrencyCode(),
        rates.currencies().stream()
            .map(span ->
                new CurrencyAnswer(
                    span.currency().getCurrencyCode(),
                    span.from(),
                    span.to(),
                    span.days(),
                    RateView.text(span.newest())))
            .toList());
  }

  @GetMapping("/{currency}")
  @Operation(summary = "The exchange rates of a currency, newest day first")
  RatesAnswer of(
      @PathVariable String currency,
      @RequestParam(required = false) @Nullable LocalDate before,
      @RequestParam(defaultValue = "100") int limit) {
    var known = known(currency);
    var part = Part.of(limit, LARGEST_PAGE, rows -> rates.of(known, before, rows));
    return new RatesAnswer(
        true,
        currency,
        frame.currency().getCurrencyCode(),
        part.map(one -> new RateAnswer(one.day(), RateView.text(one.rate()))),
        part.nextBefore(ExchangeRates.Rate::day));
  }

  static Currency known(String code) {
    var currency = RateFile.currency(code);
    if (currency == null) {
      throw Refused.notFound("There is no such currency; a code is one of ISO 4217, such as EUR.");
    }
    return currency;
  }
}
