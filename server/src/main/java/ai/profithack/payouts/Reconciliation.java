package ai.profithack.payouts;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Proves payouts by the bank's own statements.
///
/// A line of a statement moves money between a rail's clearing account and the bank; what a payout
/// is, moves it between the creator and clearing. A payout that was paid, or paid and returned, has
/// both, in whatever order they became known, and nothing of it is left in clearing.
///
/// A line is recognised by our key, else by the name of our file where it stands for all of it,
/// else by amount and day where exactly one payout waits for that and no other line of the
/// statement names it; never by its amount alone, and an amount that is off by one minor unit is a
/// mismatch.
@Component
public class Reconciliation {
  private static final Duration AGED = Duration.ofDays(7);
  private static final String OURS = "PH[0-9a-f]{32}";

  private final StatementRepository statements;
  private final PayoutRepository payouts;
  private final ExceptionRepository exceptions;
  private final BatchRepository batches;
  private final Carrying carrying;
  private final Settlement settlement;
  private final Rails rails;
  private final Ledger ledger;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  Reconciliation(
      StatementRepository statements,
      PayoutRepository payouts,
      ExceptionRepository exceptions,
      BatchRepository batches,
      Carrying carrying,
      Settlement settlement,
      Rails rails,
      Ledger ledger,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.statements = statements;
    this.payouts = payouts;
    this.exceptions = exceptions;
    this.batches = batches;
    this.carrying = carrying;
    this.settlement = settlement;
    this.rails = rails;
    this.ledger = ledger;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// How reading a file can end.
  public sealed interface Reading {
    /// It was read: so many statements, and what its lines are.
    record Read(int statements, int settled, int returned, int fees, int notOurs, int toBeLookedAt)
        implements Reading {}

    /// All of its statements were read before; nothing changed.
    record ReadBefore() implements Reading {}

    /// It cannot be read, and why; nothing changed.
    record Unreadable(String sentence) implements Reading {}
  }

  /// A payout that its rail took over long ago, whose rail statements show, and that none shows.
  public record Unproved(
      long payoutId, String rail, Money amount, PayoutState state, Instant since) {}

  /// A statement that was read. `recognised` counts its lines that are ours or fees.
  public record ReadStatement(
      String bankId,
      String account,
      String currency,
      @Nullable LocalDate fromDay,
      @Nullable LocalDate toDay,
      Instant readAt,
      String readBy,
      long lines,
      long recognised) {}

  public List<ReadStatement> newest(int atMost) {
    return statements.newest(atMost);
  }

  /// Payouts of which a statement is overdue, oldest first.
  public List<Unproved> unproved(int atMost) {
    return statements.unproved(rails.shownByStatements(), clock.instant().minus(AGED), atMost);
  }

  /// Tells somebody of batches that statements should have shown by now, and of files that nobody
  /// took to the bank, one exception a batch, and closes those that this no longer holds for. Safe
  /// to repeat.
  @Transactional
  public void tellAged() {
    var now = clock.instant();
    statements.tellAged(rails.shownByStatements(), now.minus(AGED), now);
    statements.tellNotCarried(now.minus(AGED), now);
  }

  /// Reads a camt.053 or camt.054 file, all of it or nothing. Safe to repeat: a statement counts
  /// once, by its account, its name and its days, for banks use names again. The same of all three
  /// with other balances or lines is shown to a person and not read.
  @Transactional
  public Reading read(byte[] file) {
    List<BankStatement> all;
    try {
      all = CamtReader.read(file);
    } catch (UnreadableFile why) {
      return new Reading.Unreadable(String.valueOf(why.getMessage()));
    }
    lockAll(all);
    var counts = new Counts();
    for (var statement : all) {
      read(statement, counts);
    }
    if (counts.statements == 0 && counts.toBeLookedAt == 0) {
      return new Reading.ReadBefore();
    }
    audit.record(
        "payout.statement",
        all.getFirst().account().length() < 5
            ? "bank"
            : "account …"
                + all.getFirst().account().substring(all.getFirst().account().length() - 4),
        Map.of(
            "statements",
            counts.statements,
            "settled",
            counts.settled,
            "returned",
            counts.returned));
    return new Reading.Read(
        counts.statements,
        counts.settled,
        counts.returned,
        counts.fees,
        counts.notOurs,
        counts.toBeLookedAt);
  }

  /// Locks every payout that a line could turn out to be about, before the first of them is
  /// touched: statements name them in any order, and two of them read at once must not wait for
  /// each other in a circle. What a line names was carried; what it only looks like proves nothing
  /// of that.
  private void lockAll(List<BankStatement> all) {
    var keys = new HashSet<String>();
    var messages = new HashSet<String>();
    var ids = new HashSet<Long>();
    for (var statement : all) {
      for (var line : statement.lines()) {
        if (line.key() != null) {
          keys.add(line.key());
        } else if (line.message() != null && line.minor() < 0) {
          messages.add(line.message());
        } else if (line.minor() < 0 && !line.charges()) {
          ids.addAll(
              statements.waitingFor(
                  new Money(-line.minor(), statement.currency()), line.bookedOn()));
        }
      }
    }
    carrying.lock(
        Stream.concat(
                payouts.findByKeys(keys).stream(),
                // Also what is over: of a discarded batch that is all of it.
                messages.stream().flatMap(message -> payouts.ofMessage(message).stream()))
            .toList(),
        List.of(),
        payouts.findAll(ids),
        "the bank's statement ("
            + all.stream()
                .filter(statement -> statement.lines().stream().anyMatch(Reconciliation::names))
                .map(BankStatement::bankId)
                .distinct()
                .collect(Collectors.joining(", "))
            + ")");
  }

  private static final class Counts {
    private int statements;
    private int settled;
    private int returned;
    private int fees;
    private int notOurs;
    private int toBeLookedAt;
  }

  private void read(BankStatement statement, Counts counts) {
    if (statements.isKeptWithoutDays(statement)) {
      return;
    }
    var kept = statements.insert(statement, clock.instant(), current.name()).orElse(null);
    if (kept == null) {
      compare(statement, counts);
      return;
    }
    counts.statements++;
    checkBalances(kept, statement, counts);
    // What is named is recognised first: a line that says only its amount takes nothing from it.
    Stream.concat(
            statement.lines().stream().filter(Reconciliation::names),
            statement.lines().stream().filter(line -> !names(line)))
        .forEach(line -> read(kept, statement, line, counts));
  }

  private static boolean names(BankStatement.Line line) {
    return line.key() != null || line.message() != null;
  }

  private void compare(BankStatement statement, Counts counts) {
    var before = statements.same(statement);
    var otherBalances =
        !Objects.equals(before.openingMinor(), statement.openingMinor())
            || !Objects.equals(before.closingMinor(), statement.closingMinor());
    if (otherBalances || !statements.hasLinesOf(before.statementId(), statement)) {
      doubt(
          counts,
          "statement_differs",
          before.statementId(),
          statement,
          "was read before with other %s; what was sent now is not booked"
              .formatted(otherBalances ? "balances" : "lines"));
    }
  }

  private void checkBalances(long statementId, BankStatement statement, Counts counts) {
    var opening = statement.openingMinor();
    var closing = statement.closingMinor();
    if (opening != null && closing != null && opening + statement.sum() != closing) {
      doubt(
          counts,
          "statement_sum",
          statementId,
          statement,
          "opens with %s, moves %s, and closes with %s"
              .formatted(
                  money(statement, opening),
                  money(statement, statement.sum()),
                  money(statement, closing)));
    }
    if (statement.notification()) {
      return;
    }
    if (statement.fromDay() == null || statement.toDay() == null) {
      doubt(
          counts,
          "statement_unplaced",
          statementId,
          statement,
          "says neither which days it covers nor the days of both its balances: whether one before it is missing, or another covers the same days, cannot be told");
    }
    var before = statements.before(statement);
    if (before.isPresent()
        && opening != null
        && before.get().closingMinor() != null
        && !before.get().closingMinor().equals(opening)) {
      doubt(
          counts,
          "statement_gap",
          statementId,
          statement,
          "opens with %s, but statement %s before it closed with %s: one may be missing"
              .formatted(
                  money(statement, opening),
                  before.get().bankId(),
                  money(statement, before.get().closingMinor())));
    }
    statements
        .overlapping(statement)
        .ifPresent(other ->
            doubt(
                counts,
                "statement_overlap",
                statementId,
                statement,
                "covers days that statement " + other + " covers too"));
  }

  private void doubt(
      Counts counts, String kind, long statementId, BankStatement statement, String what) {
    counts.toBeLookedAt++;
    exceptions.open(
        kind,
        "statement %s %s (%d)".formatted(statement.account(), statement.bankId(), statementId),
        null,
        "Statement %s %s.".formatted(statement.bankId(), what),
        clock.instant());
  }

  private void read(
      long statementId, BankStatement statement, BankStatement.Line line, Counts counts) {
    if (statement.notification()) {
      notice(statement, line, counts);
      statements.insertLine(statementId, line, "not_ours", null);
      return;
    }
    if (statements.repeats(statementId, statement, line)) {
      statements.insertLine(statementId, line, "repeated", null);
      return;
    }
    var ours = recognise(statement, line);
    if (!ours.isEmpty()) {
      book(statementId, statement, line, ours, counts);
      return;
    }
    var file = line.minor() < 0 ? fileOf(line) : Optional.<PayoutBatch>empty();
    if (file.isPresent()) {
      nothingLeft(statementId, statement, line, file.get(), counts);
    } else if (line.charges() && line.minor() < 0) {
      counts.fees++;
      var entryId =
          entry(
              statementId,
              statement,
              line,
              Account.free("expenses:bank-fees", asset(statement)),
              "bank_fee",
              List.of());
      statements.insertLine(statementId, line, "fee", entryId);
    } else {
      if (line.key() != null && line.key().matches(OURS)) {
        doubtful(
            counts,
            statementId,
            statement,
            line,
            "unexpected_line",
            null,
            "names a payout that does not exist here");
      }
      counts.notOurs++;
      statements.insertLine(statementId, line, "not_ours", null);
    }
  }

  private Optional<PayoutBatch> fileOf(BankStatement.Line line) {
    return Optional.ofNullable(line.message()).flatMap(batches::ofMessage);
  }

  /// A line for all of a file of which nothing waits to be paid.
  private void nothingLeft(
      long statementId,
      BankStatement statement,
      BankStatement.Line line,
      PayoutBatch batch,
      Counts counts) {
    var discarded = batch.discardedAt() != null;
    doubtful(
        counts,
        statementId,
        statement,
        line,
        discarded ? "paid_after_discarded" : "paid_twice",
        null,
        discarded
            ? "is for the file of batch %d, which was discarded by %s and whose money is available again: ask the bank to take the file back"
                .formatted(batch.batchId(), batch.discardedBy())
            : "is for the file of batch %d, of which everything was paid before, or is over and its money available again"
                .formatted(batch.batchId()));
    statements.insertLine(statementId, line, "mismatched", null);
  }

  /// A notification says what became of a payout; the money is booked by the statement, in which
  /// the movement comes again.
  private void notice(BankStatement statement, BankStatement.Line line, Counts counts) {
    for (var payout : recognise(statement, line)) {
      if (payout.amount().minor() == Math.abs(line.minor())) {
        counts.settled += line.minor() < 0 ? 1 : 0;
        counts.returned += line.minor() > 0 ? 1 : 0;
        settlement.apply(
            payout.payoutId(),
            new Report(
                line.minor() < 0 ? Report.Status.PAID : Report.Status.RETURNED,
                line.bankReference(),
                line.reason()),
            "notification " + statement.bankId());
      }
    }
  }

  private List<Payout> recognise(BankStatement statement, BankStatement.Line line) {
    var key = line.key();
    if (key != null) {
      return payouts.findByKey(key).map(List::of).orElse(List.of());
    }
    var message = line.message();
    if (message != null && line.minor() < 0) {
      return statements.unsettledOf(message).stream()
          .map(id -> payouts.find(id).orElseThrow())
          .toList();
    }
    if (line.minor() > 0 || line.charges()) {
      return List.of();
    }
    var waiting =
        statements.waitingFor(new Money(-line.minor(), statement.currency()), line.bookedOn());
    return waiting.size() == 1
        ? List.of(payouts.find(waiting.getFirst()).orElseThrow())
        : List.of();
  }

  private void book(
      long statementId,
      BankStatement statement,
      BankStatement.Line line,
      List<Payout> ours,
      Counts counts) {
    var leaves = line.minor() < 0;
    var role = leaves ? "settles" : "returns";
    var total = ours.stream().map(Payout::amount).reduce(Money::plus).orElseThrow();
    var first = ours.getFirst();
    if (!total.currency().equals(statement.currency()) || total.minor() != Math.abs(line.minor())) {
      doubtful(
          counts,
          statementId,
          statement,
          line,
          "amount_mismatch",
          first.payoutId(),
          "is about %s of payouts".formatted(total));
      statements.insertLine(statementId, line, "mismatched", null);
      return;
    }
    if (ours.stream().anyMatch(payout -> statements.isMatched(payout.payoutId(), role))) {
      doubtful(
          counts,
          statementId,
          statement,
          line,
          leaves ? "paid_twice" : "returned_twice",
          first.payoutId(),
          "is the second line for it");
      statements.insertLine(statementId, line, "mismatched", null);
      return;
    }
    var entryId =
        entry(
            statementId,
            statement,
            line,
            Settlement.clearing(first.rail(), asset(statement)),
            leaves ? "payout_settled" : "payout_returned",
            ours);
    var lineId = statements.insertLine(statementId, line, role, entryId);
    for (var payout : ours) {
      statements.match(payout.payoutId(), role, lineId);
      settlement.apply(
          payout.payoutId(),
          new Report(
              leaves ? Report.Status.SETTLED : Report.Status.RETURNED,
              line.bankReference(),
              line.reason()),
          "statement " + statement.bankId());
    }
    counts.settled += leaves ? ours.size() : 0;
    counts.returned += leaves ? 0 : ours.size();
  }

  private void doubtful(
      Counts counts,
      long statementId,
      BankStatement statement,
      BankStatement.Line line,
      String kind,
      @Nullable Long payoutId,
      String what) {
    counts.toBeLookedAt++;
    exceptions.open(
        kind,
        "line %s %s %d (%d)"
            .formatted(statement.account(), statement.bankId(), line.ordinal(), statementId),
        payoutId,
        "Line %d of statement %s over %s %s."
            .formatted(line.ordinal(), statement.bankId(), money(statement, line.minor()), what),
        clock.instant());
  }

  private long entry(
      long statementId,
      BankStatement statement,
      BankStatement.Line line,
      Account counter,
      String kind,
      List<Payout> ours) {
    var ids = new ArrayList<Long>();
    ours.forEach(payout -> ids.add(payout.payoutId()));
    return ledger
        .book(
            new Entry(
                "bank:%d:%s:%s:%d"
                    .formatted(
                        statementId, statement.account(), statement.bankId(), line.ordinal()),
                kind,
                line.bookedOn().atStartOfDay(java.time.ZoneOffset.UTC).toInstant(),
                List.of(
                    new Line(Account.free("assets:bank", asset(statement)), line.minor()),
                    new Line(counter, -line.minor())),
                Map.of("statement", statement.bankId(), "line", line.ordinal(), "payouts", ids)))
        .entryIdOrThrow();
  }

  private static Asset asset(BankStatement statement) {
    return Asset.of(statement.currency());
  }

  private static Money money(BankStatement statement, long minor) {
    return new Money(minor, statement.currency());
  }
}
