package ai.profithack.payouts.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Actor;
import ai.profithack.access.Allow;
import ai.profithack.access.CurrentActor;
import ai.profithack.access.Role;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.payouts.CreatorPayout;
import ai.profithack.payouts.CreatorPayoutQueries;
import ai.profithack.payouts.CreatorStatements;
import ai.profithack.payouts.Payee;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.PayoutRuns.Single;
import ai.profithack.payouts.Rails;
import ai.profithack.payouts.StatementFiles;
import ai.profithack.payouts.StripeAccounts;
import ai.profithack.platform.Brands;
import ai.profithack.platform.Creators;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Redirect;
import ai.profithack.web.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// A creator's payouts: what was paid, what is not and why, and where it goes. The creator's own
/// page, and the finance team's page about a creator.
@Controller
@Allow({Role.ADMIN, Role.FINANCE, Role.CREATOR})
public class CreatorPayoutPages {
  private static final int ROWS = 50;

  private final CreatorPayoutQueries payouts;
  private final CreatorStatements statements;
  private final ReportingFrame frame;
  private final PayoutRuns runs;
  private final Payees payees;
  private final Rails rails;
  private final StripeAccounts stripe;
  private final Creators creators;
  private final Brands brands;
  private final CurrentActor current;
  private final Templates templates;
  private final Clock clock;
  private final String contact;
  private final StatementFiles.Issuer issuer;

  CreatorPayoutPages(
      CreatorPayoutQueries payouts,
      CreatorStatements statements,
      ReportingFrame frame,
      PayoutRuns runs,
      Payees payees,
      Rails rails,
      StripeAccounts stripe,
      Creators creators,
      Brands brands,
      CurrentActor current,
      Templates templates,
      Clock clock,
      @Value("${PROFITHACK_PAYOUT_CONTACT:}") String contact,
      @Value("${PROFITHACK_PLATFORM_NAME:}") String platformName,
      @Value("${PROFITHACK_PLATFORM_ADDRESS:}") String platformAddress) {
    this.payouts = payouts;
    this.statements = statements;
    this.frame = frame;
    this.runs = runs;
    this.payees = payees;
    this.rails = rails;
    this.stripe = stripe;
    this.creators = creators;
    this.brands = brands;
    this.current = current;
    this.templates = templates;
    this.clock = clock;
    this.contact = contact.strip();
    this.issuer =
        new StatementFiles.Issuer(
            platformName.isBlank() ? "ProfitHack" : platformName.strip(), platformAddress.strip());
  }

  @Bean
  static NavigationEntry ownPayoutsEntry() {
    return new NavigationEntry(
        "Payouts", "/me/payouts", "wallet", "Finance", 160, Set.of(Role.CREATOR));
  }

  /// A creator's way to its own page.
  @GetMapping("/me/payouts")
  @Allow(Role.CREATOR)
  View me(Actor actor) {
    return Redirect.to(path(java.util.Objects.requireNonNull(actor.creatorId())));
  }

  @GetMapping("/creators/{creatorId}/payouts")
  View creator(
      Page page,
      @PathVariable String creatorId,
      @RequestParam(required = false) @Nullable Long before) {
    var id = own(creatorId);
    return shown(
        HttpStatus.OK, page, id, before, DestinationForm.EMPTY, StandingForm.of(payees.find(id)));
  }

  private View shown(
      HttpStatus status,
      Page page,
      long id,
      @Nullable Long before,
      DestinationForm destination,
      StandingForm standing) {
    var person = PayoutEndpoints.require(creators, id);
    var some = payouts.page(id, before, ROWS + 1);
    var method = payees.method(id);
    return html(
        status,
        templates.payoutsCreator(
            page.titled(
                "Payouts of " + (person.name() == null ? "creator " + id : person.name()),
                "Every Friday what is available is paid, from the minimum on."),
            new CreatorPayoutsView(
                id,
                payees.find(id),
                method.orElse(null),
                method.flatMap(payees::cameBack).orElse(null),
                method.flatMap(one -> payees.carriesNothing(id, one.rail())).orElse(null),
                payees.offers(id),
                destination,
                standing,
                (before == null ? some : payouts.page(id, null, 1))
                    .stream().findFirst().map(CreatorPayout::id).orElse(0L),
                runs.available(id),
                runs.onTheirWay(id),
                runs.reserves(id),
                runs.reasons(id),
                contact,
                some.stream().limit(ROWS).toList(),
                some.size() > ROWS ? some.get(ROWS - 1).id() : null,
                rails,
                !current.require().is(Role.CREATOR),
                stripe.offered(),
                months(id))));
  }

  /// The months of which there can be a statement, newest first.
  private List<YearMonth> months(long creatorId) {
    var now = YearMonth.from(frame.dayOf(clock.instant()));
    var first =
        creators
            .knownSince(creatorId)
            .map(since -> YearMonth.from(frame.dayOf(since)))
            .filter(now::isAfter)
            .orElse(now);
    return Stream.iterate(now, month -> !month.isBefore(first), month -> month.minusMonths(1))
        .toList();
  }

  /// A month's statement: `2026-03.csv` or `2026-03.pdf`, in the reporting currency unless another
  /// is asked for.
  @GetMapping("/creators/{creatorId}/payouts/statements/{month}.{format}")
  ResponseEntity<Resource> statement(
      @PathVariable String creatorId,
      @PathVariable String month,
      @PathVariable String format,
      @RequestParam(required = false) @Nullable String currency) {
    var id = own(creatorId);
    var person = PayoutEndpoints.require(creators, id);
    var asked = StatementEndpoints.month(month, statements);
    var unit = StatementEndpoints.currency(currency, frame);
    var name = "statement_%d_%s_%s.%s".formatted(id, month, unit, format);
    return switch (format) {
      case "csv" -> file(name, "text/csv;charset=UTF-8", everyEntry(id, asked, unit));
      case "pdf" ->
          file(
              name,
              "application/pdf",
              new ByteArrayResource(
                  StatementFiles.pdf(
                      statements.of(id, asked, unit),
                      person.name() == null ? "Creator " + id : person.name(),
                      issuer,
                      brands.of(id).orElse(null),
                      frame.zone())));
      default -> throw Refused.notFound("A statement is a csv or a pdf.");
    };
  }

  /// A star's month has any number of entries: they go to a file first, so that neither memory nor,
  /// for as long as somebody reads, a connection of the database is taken.
  private Resource everyEntry(long creatorId, YearMonth month, Currency currency) {
    try {
      var file = Files.createTempFile("statement", ".csv");
      try (var out = Files.newBufferedWriter(file)) {
        statements.writeCsv(creatorId, month, currency, issuer, out);
      } catch (IOException | RuntimeException failure) {
        Files.delete(file);
        throw failure;
      }
      return new InputStreamResource(
          Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ResponseEntity<Resource> file(String name, String type, Resource bytes) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(bytes);
  }

  @PostMapping("/creators/{creatorId}/payouts/destination")
  View destination(
      Page page,
      @PathVariable String creatorId,
      @RequestParam(defaultValue = "") String rail,
      @RequestParam(defaultValue = "") String holder,
      @RequestParam(defaultValue = "") String account,
      @RequestParam(defaultValue = "") String bic) {
    var id = own(creatorId);
    PayoutEndpoints.require(creators, id);
    var naming =
        payees.chooseDestination(
            id,
            rail,
            clean(holder),
            clean(account),
            bic.isBlank() ? null : clean(bic).toUpperCase(java.util.Locale.ROOT));
    return switch (naming) {
      case Payees.Naming.Named _ ->
          Redirect.to(
              path(id),
              Notice.success(
                  "It is kept. Once it is verified, payouts go there from five days after today."));
      case Payees.Naming.NotPayable(var field, var why) ->
          shown(
              HttpStatus.BAD_REQUEST,
              page,
              id,
              null,
              new DestinationForm(rail, holder, account, bic, Map.of(field, why)),
              StandingForm.of(payees.find(id)));
    };
  }

  /// A creator's own pause; without a reason, its end.
  @PostMapping("/creators/{creatorId}/payouts/pause")
  View pause(@PathVariable String creatorId, @RequestParam(defaultValue = "") String reason) {
    var id = own(creatorId);
    PayoutEndpoints.require(creators, id);
    payees.change(id, payee -> payee.pausedBySelf(optional(reason)));
    return Redirect.to(
        path(id),
        reason.isBlank()
            ? Notice.success("Payouts go on.")
            : Notice.success("Payouts are paused."));
  }

  @PostMapping("/creators/{creatorId}/payouts/standing")
  @Allow({Role.ADMIN, Role.FINANCE})
  View standing(
      Page page,
      @PathVariable String creatorId,
      @RequestParam(defaultValue = "false") boolean reviewed,
      @RequestParam(defaultValue = "false") boolean ofAge,
      @RequestParam(defaultValue = "") String taxFormUntil,
      @RequestParam(defaultValue = "") String pausedByPlatform,
      @RequestParam(defaultValue = "0") String reservePercent) {
    var id = own(creatorId);
    PayoutEndpoints.require(creators, id);
    var typed = StandingForm.typed(reviewed, ofAge, taxFormUntil, pausedByPlatform, reservePercent);
    if (!typed.errors().isEmpty()) {
      return shown(HttpStatus.BAD_REQUEST, page, id, null, DestinationForm.EMPTY, typed);
    }
    var now = clock.instant();
    var reserve = typed.reserve();
    payees.change(
        id,
        before ->
            new Payee(
                id,
                since(reviewed, before.identityReviewedAt(), now),
                since(ofAge, before.ofAgeConfirmedAt(), now),
                typed.taxForm(),
                before.pausedBySelf(),
                typed.pause(),
                before.pausedByProvider(),
                reserve,
                since(reserve.signum() > 0, before.reserveSince(), now)));
    return Redirect.to(path(id), Notice.success("It is kept."));
  }

  @PostMapping("/creators/{creatorId}/payouts/verify")
  @Allow({Role.ADMIN, Role.FINANCE})
  View verify(Actor actor, @PathVariable String creatorId, @RequestParam long method) {
    var id = own(creatorId);
    return Redirect.to(
        path(id),
        switch (payees.verifyDestination(id, method, actor)) {
          case Payees.Verifying.Verified() -> Notice.success("The destination is verified.");
          case Payees.Verifying.NotPossible(var why) -> Notice.error(why);
        });
  }

  @PostMapping("/creators/{creatorId}/payouts/pay")
  @Allow({Role.ADMIN, Role.FINANCE})
  View pay(
      Actor actor,
      @PathVariable String creatorId,
      @RequestParam(required = false) @Nullable Long newest) {
    PayoutPages.requirePerson(actor);
    var id = own(creatorId);
    PayoutEndpoints.require(creators, id);
    var endings =
        newest == null ? runs.payNow(id, actor.name()) : runs.payNow(id, actor.name(), newest);
    return Redirect.to(
        where(id, endings),
        Notice.info(
            endings.stream().map(CreatorPayoutPages::sentence).collect(Collectors.joining(" "))));
  }

  /// Whoever lost a race is shown the run that won it.
  private static String where(long creatorId, List<Single> endings) {
    return endings.stream().noneMatch(Single.Created.class::isInstance)
            && endings.getFirst() instanceof Single.PaidMeanwhile(var payout)
        ? PayoutPages.PATH + "/runs/" + payout.runId()
        : path(creatorId);
  }

  private static String sentence(Single ending) {
    return switch (ending) {
      case Single.Created(var payoutId, var approval) ->
          approval
              ? "Payout %d is set aside and waits for somebody else's approval.".formatted(payoutId)
              : "Payout %d is set aside and goes out within a minute.".formatted(payoutId);
      case Single.NotPaid(var why) -> why.reason().title() + ": " + why.detail();
      case Single.PaidMeanwhile(var payout) ->
          "Nobody is paid twice: meanwhile %s had set %s aside, as payout %d of run %d."
              .formatted(
                  payout.createdBy(),
                  Amounts.of(payout.amount()),
                  payout.payoutId(),
                  payout.runId());
      case Single.NothingAvailable() -> "Nothing is available to be paid.";
    };
  }

  private long own(String creatorId) {
    var id = PayoutEndpoints.id(creatorId);
    current.requireCreator(id);
    return id;
  }

  private static String path(long creatorId) {
    return "/creators/" + creatorId + "/payouts";
  }

  private static @Nullable Instant since(boolean now, @Nullable Instant before, Instant instant) {
    if (!now) {
      return null;
    }
    return before == null ? instant : before;
  }

  private static @Nullable String optional(String text) {
    var clean = clean(text);
    return clean.isEmpty() ? null : clean.substring(0, Math.min(500, clean.length()));
  }

  private static String clean(String text) {
    return text.strip();
  }
}
