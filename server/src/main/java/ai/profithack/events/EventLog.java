package ai.profithack.events;

import ai.profithack.events.EventJson.Reading;
import ai.profithack.kernel.Money;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.platform.ExchangeRates;
import ai.profithack.platform.ExchangeRates.Quote;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The log of everything that was accepted.
///
/// [EventRules] decide what the event alone can tell; [GroupCommit] gathers what passes from many
/// callers; [EventWriter] writes it in one transaction, in which the database decides what is new.
@Component
public class EventLog {
  /// A larger batch is written in several transactions.
  private static final int PART_LIMIT = 10_000;

  private final GroupCommit commit;
  private final ExchangeRates rates;
  private final ReportingFrame frame;
  private final Clock clock;

  EventLog(GroupCommit commit, ExchangeRates rates, ReportingFrame frame, Clock clock) {
    this.commit = commit;
    this.rates = rates;
    this.frame = frame;
    this.clock = clock;
  }

  /// Accepts a batch: what is new and well-formed is appended, durably and once, however often and
  /// by whomever it is sent. Refused events are kept, with the reason.
  ///
  /// `source` says where the batch came from (`api`, `import:<file>`, `platform`, `demo`) and is
  /// kept with refusals. Takes no part in the caller's transaction.
  ///
  /// Errors: [EventLogUnavailable] where the database fails; then nothing is acknowledged, and
  /// sending the batch again is harmless.
  public Receipt accept(List<Event> batch, String source) {
    var readings = new ArrayList<Reading>(batch.size());
    batch.forEach(event -> readings.add(new Reading.Parsed(event)));
    return acceptReadings(readings, source);
  }

  /// As [#accept], for a batch of which some may not have been readable.
  Receipt acceptReadings(List<Reading> batch, String source) {
    var now = clock.instant();
    var foreignRates = foreignRates(batch);
    var hasher = new EventId.Hasher();
    var days = new DayMemo(frame);
    var parts = new ArrayList<Submission>();
    for (var from = 0; from < batch.size(); from += PART_LIMIT) {
      var until = Math.min(batch.size(), from + PART_LIMIT);
      var candidates = new ArrayList<Candidate>(until - from);
      var refused = new ArrayList<Refused>();
      for (var index = from; index < until; index++) {
        switch (batch.get(index)) {
          case Reading.Parsed(var event) -> {
            var problem = EventRules.check(event, now);
            if (problem == null) {
              problem = examine(index, event, days, foreignRates, hasher, candidates);
            }
            if (problem != null) {
              refused.add(Refused.event(index, event, problem));
            }
          }
          case Reading.Unreadable(var id, var sent, var problem, var context) ->
              refused.add(Refused.text(index, id, sent, problem, context));
        }
      }
      parts.add(new Submission(source, candidates, refused));
    }
    return receipt(commit.write(parts));
  }

  private static Receipt receipt(List<Submission.Outcome> outcomes) {
    var accepted = 0;
    var duplicates = 0;
    var refusals = new ArrayList<Receipt.Refusal>();
    for (var outcome : outcomes) {
      accepted += outcome.accepted();
      duplicates += outcome.duplicates();
      outcome.refused().forEach(refused -> refusals.add(refused.toRefusal()));
    }
    refusals.sort(Comparator.comparingInt(Receipt.Refusal::index));
    return new Receipt(accepted, duplicates, List.copyOf(refusals));
  }

  /// Adds the event to the candidates, or says why its money cannot be counted.
  private @Nullable Problem examine(
      int index,
      Event event,
      DayMemo days,
      Map<Quote, BigDecimal> foreignRates,
      EventId.Hasher hasher,
      List<Candidate> candidates) {
    var day = days.of(event.time());
    var money = event.amount();
    var amountMinor = 0L;
    Money original = null;
    if (money != null && money.currency().equals(frame.currency())) {
      amountMinor = money.minor();
    } else if (money != null) {
      var rate = foreignRates.get(new Quote(day, money.currency()));
      if (rate == null) {
        return new Problem(
            "no_exchange_rate",
            "currency %s has no exchange rate to %s on %s."
                .formatted(money.currency(), frame.currency(), day));
      }
      original = money;
      try {
        amountMinor = money.convertedAt(rate, frame.currency()).minor();
      } catch (ArithmeticException tooLarge) {
        amountMinor = Long.MAX_VALUE;
      }
      if (amountMinor > EventRules.AMOUNT_LIMIT_MINOR) {
        return Problem.outOfRange(
            "amount",
            "at most %d minor units of %s"
                .formatted(EventRules.AMOUNT_LIMIT_MINOR, frame.currency()));
      }
    }
    candidates.add(
        new Candidate(index, event, hasher.hash(event.id()), day, amountMinor, original));
    return null;
  }

  private Map<Quote, BigDecimal> foreignRates(List<Reading> batch) {
    var quotes = new HashSet<Quote>();
    for (var reading : batch) {
      if (reading instanceof Reading.Parsed(var event)
          && event.amount() != null
          && !event.amount().currency().equals(frame.currency())) {
        quotes.add(new Quote(frame.dayOf(event.time()), event.amount().currency()));
      }
    }
    if (quotes.isEmpty()) {
      return Map.of();
    }
    try {
      return rates.of(quotes);
    } catch (DataAccessException | org.springframework.dao.DataAccessException failure) {
      throw new EventLogUnavailable(
          "The exchange rates cannot be read now. Nothing was acknowledged; send the batch again.",
          failure);
    }
  }

  /// The day of one instant after the other; most are on the day of the one before.
  private static final class DayMemo {
    private final ReportingFrame frame;
    private @Nullable LocalDate day;
    private Instant from = Instant.MAX;
    private Instant until = Instant.MIN;

    DayMemo(ReportingFrame frame) {
      this.frame = frame;
    }

    LocalDate of(Instant time) {
      if (time.isBefore(from) || !time.isBefore(until)) {
        day = frame.dayOf(time);
        from = frame.startOf(day);
        until = frame.startOf(day.plusDays(1));
      }
      return Objects.requireNonNull(day);
    }
  }
}
