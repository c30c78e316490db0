package ai.profithack.monetization.web;

import static ai.profithack.web.Html.html;

import ai.profithack.access.Allow;
import ai.profithack.access.Role;
import ai.profithack.analytics.DailyFigures;
import ai.profithack.kernel.DayRange;
import ai.profithack.ledger.Books;
import ai.profithack.monetization.Agreement;
import ai.profithack.monetization.RefundExceptions;
import ai.profithack.templates.Templates;
import ai.profithack.web.NavigationEntry;
import ai.profithack.web.Page;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;

/// The books for the finance team: what all accounts hold, that it adds up, and that the figures
/// agree.
@Controller
@Allow({Role.ADMIN, Role.FINANCE})
public class BookPages {
  private static final String PATH = "/finance/books";
  private static final int DAYS = 31;
  private static final int REFUNDS = 50;

  private final Books books;
  private final Agreement agreement;
  private final RefundExceptions refunds;
  private final DailyFigures figures;
  private final Templates templates;

  BookPages(
      Books books,
      Agreement agreement,
      RefundExceptions refunds,
      DailyFigures figures,
      Templates templates) {
    this.books = books;
    this.agreement = agreement;
    this.refunds = refunds;
    this.figures = figures;
    this.templates = templates;
  }

  @Bean
  static NavigationEntry booksEntry() {
    return new NavigationEntry(
        "Books", PATH, "book-open", "Finance", 150, Set.of(Role.ADMIN, Role.FINANCE));
  }

  @GetMapping(PATH)
  View books(Page page) {
    var today = figures.today();
    return html(
        templates.monetizationBooks(
            page.titled(
                "Books", "Every cent by double entry; debits are positive, credits negative."),
            new BooksView(
                TrialBalance.of(books.trialBalance()),
                books.sealing(),
                agreement.waiting(),
                agreement.days(DayRange.endingWith(today, DAYS)),
                refunds.open(null, REFUNDS))));
  }
}
