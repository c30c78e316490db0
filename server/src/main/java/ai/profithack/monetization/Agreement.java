package ai.profithack.monetization;

import ai.profithack.analytics.DailyFigures;
import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.DayRange;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Books;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Whether the figures of the days and the ledger say the same, to the cent.
@Component
@Transactional(readOnly = true)
public class Agreement {
  private final DailyFigures figures;
  private final Books books;
  private final MoneyEvents waiting;
  private final ReportingFrame frame;

  Agreement(DailyFigures figures, Books books, MoneyEvents waiting, ReportingFrame frame) {
    this.figures = figures;
    this.books = books;
    this.waiting = waiting;
    this.frame = frame;
  }

  /// What creators earned on a day: by `daily_analytics` and by the ledger, in the reporting
  /// currency. A day that is not `closed` goes on: its figures follow the ledger by seconds.
  public record Day(LocalDate day, BigDecimal figure, BigDecimal booked, boolean closed) {
    public boolean agrees() {
      return figure.compareTo(booked) == 0;
    }

    public BigDecimal difference() {
      return figure.subtract(booked);
    }
  }

  /// The days of `range` that have figures, newest first.
  public List<Day> days(DayRange range) {
    var booked =
        books.owedByDay(frame.startOf(range.from()), frame.startOf(range.until()), frame.zone());
    var today = figures.today();
    var digits = frame.currency().getDefaultFractionDigits();
    return figures.days(range).stream()
        .map(row ->
            new Day(
                row.day(),
                row.creatorEarnings(),
                BigDecimal.valueOf(booked.getOrDefault(row.day(), 0L), digits),
                row.day().isBefore(today)))
        .toList();
  }

  /// How many accepted money events are not booked yet.
  public long waiting() {
    return waiting.waiting();
  }
}
