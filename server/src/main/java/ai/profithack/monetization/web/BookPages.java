package ai.profithack.monetization.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.analytics.DailyFigures;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.AccountBooks;
import ai.profithack.ledger.AccountBooks.Extract;
import ai.profithack.ledger.AccountBooks.Order;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Books;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Agreement;
import ai.profithack.monetization.Causes;
import ai.profithack.monetization.RefundExceptions;
import ai.profithack.platform.Creators;
import ai.profithack.templates.Templates;
import ai.profithack.web.DateRange;
import ai.profithack.web.Listing;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Notice;
import ai.profithack.web.Page;
import ai.profithack.web.Refused;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// The books for the finance team: what all accounts hold, that it adds up, and that the figures
/// agree; and from each total down to the gift or payout behind an entry.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
public class BookPages {
  private static final String PATH = BookLinks.BOOKS;
  private static final int MOST_DAYS = 366;
  private static final int REFUNDS = 50;
  private static final int ROWS = 50;

  private final Books books;
  private final AccountBooks accounts;
  private final Ledger ledger;
  private final Agreement agreement;
  private final RefundExceptions refunds;
  private final Causes causes;
  private final Creators people;
  private final DailyFigures figures;
  private final ReportingFrame frame;
  private final Templates templates;

  BookPages(
      Books books,
      AccountBooks accounts,
      Ledger ledger,
      Agreement agreement,
      RefundExceptions refunds,
      Causes causes,
      Creators people,
      DailyFigures figures,
      ReportingFrame frame,
      Templates templates) {
    this.books = books;
    this.accounts = accounts;
    this.ledger = ledger;
    this.agreement = agreement;
    this.refunds = refunds;
    this.causes = causes;
    this.people = people;
    this.figures = figures;
    this.frame = frame;
    this.templates = templates;
  }

  @Bean
  static NavigationEntry booksEntry() {
    return new NavigationEntry(
        "Books", PATH, "book-open", "Finance", 150, Set.of(Role.ADMIN, Role.FINANCE));
  }

  @GetMapping(PATH)
  View books(
      Page page,
      @RequestParam(required = false) @Nullable String asOf,
      @RequestParam(required = false) @Nullable String range,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    var today = figures.today();
    var days = range(PATH, range, from, to);
    var through = day(asOf);
    var titled =
        page.titled("Books", "Every cent by double entry; debits are positive, credits negative.");
    return html(
        templates.monetizationBooks(
            asOf != null && !asOf.isBlank() && through == null
                ? titled.with(Notice.warning("A day is written as 2026-01-31 and is not to come."))
                : titled,
            new BooksView(
                TrialBalance.of(
                    through == null
                        ? books.trialBalance()
                        : books.trialBalance(frame.startOf(through.plusDays(1)))),
                through,
                books.sealing(),
                agreement.waiting(),
                days,
                agreement.days(days.days()).stream()
                    .filter(each -> !each.day().isAfter(today))
                    .toList(),
                refunds.open(null, REFUNDS))));
  }

  /// An account with its postings; or, where `path` has `*`, the accounts of a kind.
  @GetMapping(BookLinks.ACCOUNT)
  View account(
      Page page,
      @RequestParam String path,
      @RequestParam String asset,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam MultiValueMap<String, String> parameters) {
    var of = asset(path, asset);
    var asOf = day(parameters.getFirst("asOf"));
    var days =
        range(
            BookLinks.account(path, of, null, null),
            parameters.getFirst("range"),
            parameters.getFirst("from"),
            parameters.getFirst("to"));
    if (asOf != null) {
      days =
          range(
              days.path(),
              null,
              asOf.minusDays(days.days().count() - 1).toString(),
              asOf.toString());
    }
    var extract = extract(path, of, days);
    var titled =
        page.titled(
            extract.isOfAKind() ? "Accounts of a kind" : "Account",
            path + ", in " + AccountView.name(of));
    var postings =
        extract.isOfAKind()
            ? null
            : Rows.of(accounts.postings(extract, before, ROWS + 1), ROWS, before != null);
    return html(
        templates.monetizationAccount(
            titled,
            new AccountView(
                path,
                of,
                days,
                asOf,
                accounts.sums(extract),
                extract.isOfAKind() ? holdings(path, of, asOf, parameters) : null,
                postings)));
  }

  private AccountView.Holdings holdings(
      String kind,
      Asset asset,
      @Nullable LocalDate asOf,
      MultiValueMap<String, String> parameters) {
    var kept = new LinkedMultiValueMap<String, String>(parameters);
    List.of("range", "from", "to", "before").forEach(kept::remove);
    var listing = Listing.of(BookLinks.ACCOUNT, kept, List.of("holds", "account"), ROWS);
    var until = asOf == null ? null : frame.startOf(asOf.plusDays(1));
    var order =
        listing.sort().equals("holds")
            ? (listing.descending() ? Order.LARGEST_FIRST : Order.SMALLEST_FIRST)
            : (listing.descending() ? Order.BY_PATH_BACKWARDS : Order.BY_PATH);
    return new AccountView.Holdings(
        listing,
        accounts.holdings(kind, asset, until, order, ROWS, listing.offset()),
        accounts.holders(kind, asset, until));
  }

  @GetMapping(BookLinks.CSV)
  void csv(
      @RequestParam String path,
      @RequestParam String asset,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      HttpServletResponse response)
      throws IOException {
    var of = asset(path, asset);
    var days = range(BookLinks.CSV, null, from, to);
    if (days.problem() != null) {
      throw Refused.badInput("from", days.problem());
    }
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment()
            .filename(
                "%s_%s_%s_%s.csv"
                    .formatted(
                        path.replaceAll("[^a-z0-9]+", "-"), of.code(), days.from(), days.to()))
            .build()
            .toString());
    if (!accounts.writeCsv(extract(path, of, days), response.getOutputStream())) {
      response.reset();
      throw Refused.unavailable(
          "Several downloads are running already; try again when one is done.");
    }
  }

  @GetMapping(PATH + "/entries/{entryId}")
  View entry(Page page, @PathVariable long entryId) {
    var entry =
        ledger
            .find(entryId)
            .orElseThrow(() -> Refused.notFound("There is no entry " + entryId + "."));
    var paid = new ArrayList<Causes.Paid>();
    EntryWords.events(entry.explanation()).forEach(id -> causes.of(id).ifPresent(paid::add));
    paid.addAll(causes.releasedBy(entryId, ROWS));
    var ids =
        paid.stream()
            .flatMap(each ->
                Stream.concat(Stream.ofNullable(each.payerId()), each.creatorIds().stream()))
            .distinct()
            .toList();
    return html(
        templates.monetizationEntry(
            page.titled("Entry " + entryId, EntryWords.of(entry.kind()) + "."),
            new EntryView(
                entry,
                accounts.takenBackBy(entryId),
                paid,
                people.names(ids),
                people.giftNames(
                    paid.stream()
                        .map(Causes.Paid::giftId)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList()))));
  }

  private Asset asset(String path, String code) {
    return accounts
        .asset(path, code)
        .orElseThrow(() -> Refused.notFound("There is no such account in the books."));
  }

  private Extract extract(String path, Asset asset, DateRange days) {
    return new Extract(path, asset, frame.startOf(days.from()), frame.startOf(days.days().until()));
  }

  /// The days that are asked for, a year of them at the most.
  private DateRange range(
      String path, @Nullable String range, @Nullable String from, @Nullable String to) {
    var days = DateRange.of(path, range, from, to, figures.today());
    return days.days().count() <= MOST_DAYS
        ? days
        : new DateRange(
            path,
            null,
            days.to().minusDays(MOST_DAYS - 1L),
            days.to(),
            "A year is shown at the most: the last one of these days.");
  }

  /// The day that is asked for; null where none is, or one that is none or to come.
  private @Nullable LocalDate day(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      var day = LocalDate.parse(text);
      return day.isAfter(figures.today()) ? null : day;
    } catch (DateTimeException malformed) {
      return null;
    }
  }
}
