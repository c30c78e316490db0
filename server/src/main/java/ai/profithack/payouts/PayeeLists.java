package ai.profithack.payouts;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.payouts.Payees.Naming;
import ai.profithack.payouts.Payees.Verifying;
import ai.profithack.platform.Creators;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/// Many creators' payout data by one list (CSV): identity reviewed, of age, tax form, destination.
///
/// A list is looked at, or taken in: all of it, or nothing where a line is wrong. Taken in again it
/// changes nothing. The destinations that it names are verified by a second person who sends the
/// same list, or one by one on the creators' pages: what that person has before them must be the
/// destination in force.
@Component
public class PayeeLists {
  private static final int MOST_LINES = 10_000;

  private final Payees payees;
  private final PayeeRepository repository;
  private final Creators creators;
  private final AuditTrail audit;
  private final Clock clock;

  PayeeLists(
      Payees payees, PayeeRepository repository, Creators creators, AuditTrail audit, Clock clock) {
    this.payees = payees;
    this.repository = repository;
    this.creators = creators;
    this.audit = audit;
    this.clock = clock;
  }

  /// What is wrong with a line; the header is line 1.
  public record Problem(int line, String column, String sentence) {
    @Override
    public String toString() {
      return "line %d, %s: %s".formatted(line, column, sentence);
    }
  }

  /// How sending a list can end.
  public sealed interface Ending {
    /// So many lines; of so many creators something changed, or would; so many destinations were
    /// named, or verified, or would be.
    record Done(int lines, int changed, int destinations) implements Ending {}

    /// These lines are wrong; nothing changed.
    record Wrong(List<Problem> problems) implements Ending {}

    /// It is no list, and why; nothing changed.
    record Unreadable(String sentence) implements Ending {}
  }

  /// What taking the list in would change. Changes nothing.
  @Transactional
  public Ending look(byte[] list) {
    var ending = take(list);
    TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
    return ending;
  }

  /// Takes a list in.
  @Transactional
  public Ending take(byte[] list) {
    var problems = new ArrayList<Problem>();
    List<PayeeRow> rows;
    try {
      rows = rows(list, problems);
    } catch (UnreadableFile why) {
      return new Ending.Unreadable(String.valueOf(why.getMessage()));
    }
    var changed = 0;
    var named = 0;
    var ids = rows.stream().map(PayeeRow::creatorId).toList();
    var known = repository.payees(ids);
    var methods = repository.methods(ids);
    for (var row : readable(rows, problems)) {
      var id = row.creatorId();
      var standing = known.getOrDefault(id, Payee.unknown(id));
      var stands = !row.applied(standing, clock.instant()).equals(standing);
      if (stands) {
        payees.change(id, before -> row.applied(before, clock.instant()));
      }
      var destination = row.destination();
      var method = methods.get(id);
      var names = destination != null && (method == null || !destination.is(method));
      if (names && name(row, Objects.requireNonNull(destination), problems)) {
        named++;
      }
      changed += stands || names ? 1 : 0;
    }
    if (!problems.isEmpty()) {
      TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
      return new Ending.Wrong(inOrder(problems));
    }
    audit.record(
        "payee.list",
        Payouts.sha256(list),
        Map.of("lines", rows.size(), "changed", changed, "destinations", named));
    return new Ending.Done(rows.size(), changed, named);
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  private boolean name(PayeeRow row, PayeeRow.Destination destination, List<Problem> problems) {
    return switch (payees.nameDestination(
        row.creatorId(),
        destination.rail(),
        destination.holder(),
        destination.account(),
        destination.bic())) {
      case Naming.Named _ -> true;
      case Naming.NotPayable(var column, var why) -> {
        problems.add(new Problem(row.line(), column, why));
        yield false;
      }
    };
  }

  /// Verifies the destinations of a list: each must be the one in force, to the letter, and named
  /// by somebody else. All of them, or none where one is not. Those that are verified stay so.
  @Transactional
  public Ending verify(byte[] list, Actor actor) {
    var problems = new ArrayList<Problem>();
    List<PayeeRow> rows;
    try {
      rows = rows(list, problems);
    } catch (UnreadableFile why) {
      return new Ending.Unreadable(String.valueOf(why.getMessage()));
    }
    var methods = repository.methods(rows.stream().map(PayeeRow::creatorId).toList());
    var verified = 0;
    for (var row : readable(rows, problems)) {
      var destination = row.destination();
      var method = methods.get(row.creatorId());
      if (destination == null) {
        continue;
      }
      if (method == null || !destination.is(method)) {
        problems.add(
            new Problem(
                row.line(), "account", "This is not the destination that is in force now."));
      } else if (method.verifiedAt() == null) {
        switch (payees.verifyDestination(row.creatorId(), method.methodId(), actor)) {
          case Verifying.Verified() -> verified++;
          case Verifying.NotPossible(var why) ->
              problems.add(new Problem(row.line(), "account", why));
        }
      }
    }
    if (!problems.isEmpty()) {
      TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
      return new Ending.Wrong(inOrder(problems));
    }
    return new Ending.Done(rows.size(), verified, verified);
  }

  /// The lines with which nothing is wrong yet: the others are looked at too, so that somebody who
  /// mends a list mends all of it.
  private static List<PayeeRow> readable(List<PayeeRow> rows, List<Problem> problems) {
    var wrong = problems.stream().map(Problem::line).collect(Collectors.toSet());
    return rows.stream().filter(row -> !wrong.contains(row.line())).toList();
  }

  /// The lines by creator, so that two lists never wait for each other in a circle.
  private List<PayeeRow> rows(byte[] list, List<Problem> problems) {
    var records = CsvList.read(list, PayeeRow.NEEDED).records();
    if (records.size() > MOST_LINES) {
      throw new UnreadableFile(
          "The list has more than %,d lines; send it in parts.".formatted(MOST_LINES));
    }
    var rows = records.stream().map(record -> PayeeRow.of(record, problems::add)).toList();
    var publishing = creators.publishing(rows.stream().map(PayeeRow::creatorId).toList());
    var seen = new HashSet<Long>();
    for (var row : rows) {
      if (row.creatorId() > 0 && !publishing.contains(row.creatorId())) {
        problems.add(
            new Problem(
                row.line(),
                "creatorId",
                "There is no creator with the id " + row.creatorId() + "."));
      } else if (row.creatorId() > 0 && !seen.add(row.creatorId())) {
        problems.add(
            new Problem(row.line(), "creatorId", "The list has this creator a second time."));
      }
    }
    return rows.stream().sorted(Comparator.comparingLong(PayeeRow::creatorId)).toList();
  }
}
