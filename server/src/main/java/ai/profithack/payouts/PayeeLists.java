package ai.profithack.payouts;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.payouts.Payees.Naming;
import ai.profithack.payouts.Payees.Verifying;
import ai.profithack.platform.Creators;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/// Many creators' payout data by one list (CSV): identity reviewed, of age, tax form, destination.
///
/// A list is looked at, or taken in: all of it, or nothing where a line is wrong. Taken in again it
/// changes nothing. Who took it in stays, and which destinations it named; the file does not. The
/// destinations are verified by a second person: all that wait at once, by sending the same list,
/// or one by one on the creators' pages. What that person has before them must be the destination
/// in force.
@Component
public class PayeeLists {
  private static final int MOST_LINES = 10_000;
  private static final int LONGEST_NAME = 200;
  private static final String NOBODY_WAITS =
      "No destination of this list waits for anybody any more; nothing changed.";

  private final Payees payees;
  private final PayeeRepository repository;
  private final PayeeListRepository lists;
  private final Rails rails;
  private final Creators creators;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Clock clock;

  PayeeLists(
      Payees payees,
      PayeeRepository repository,
      PayeeListRepository lists,
      Rails rails,
      Creators creators,
      AuditTrail audit,
      CurrentActor current,
      Clock clock) {
    this.payees = payees;
    this.repository = repository;
    this.lists = lists;
    this.rails = rails;
    this.creators = creators;
    this.audit = audit;
    this.current = current;
    this.clock = clock;
  }

  /// What is wrong with a line; the header is line 1.
  public record Problem(int line, String column, String sentence) {
    @Override
    public String toString() {
      return "line %d, %s: %s".formatted(line, column, sentence);
    }
  }

  /// What a line changes of its creator: in `said` what is known from then on, in `named` where to
  /// be paid, null where that stays.
  public record Change(int line, long creatorId, List<String> said, @Nullable Destination named) {}

  /// Where to be paid, with the account as it may be shown. `replaces` says that another one is in
  /// force.
  public record Destination(String rail, String holder, String masked, boolean replaces) {}

  /// How sending a list can end.
  public sealed interface Ending {
    /// So many lines; what they changed, or would, in their order; and the number of the list where
    /// it was taken in and changed something.
    record Done(int lines, List<Change> changes, @Nullable Long listId) implements Ending {
      /// Of so many creators something changed, or would.
      public int changed() {
        return changes.size();
      }

      /// So many destinations were named, or would be.
      public int destinations() {
        return (int) changes.stream().filter(each -> each.named() != null).count();
      }
    }

    /// These lines are wrong; nothing changed.
    record Wrong(List<Problem> problems) implements Ending {}

    /// It is no list, and why; nothing changed.
    record Unreadable(String sentence) implements Ending {}
  }

  /// How verifying the destinations of a list that is sent can end.
  public sealed interface Verification {
    /// So many lines, so many destinations verified by this.
    record Verified(int lines, int destinations) implements Verification {}

    /// These lines are wrong; nothing changed.
    record Wrong(List<Problem> problems) implements Verification {}

    /// It is no list, and why; nothing changed.
    record Unreadable(String sentence) implements Verification {}
  }

  /// How confirming or declining what a list named can end.
  public sealed interface Decision {
    /// So many destinations are verified, or out of force.
    record Made(int destinations) implements Decision {}

    /// It is not, and why; nothing changed.
    record NotPossible(String sentence) implements Decision {}
  }

  /// What taking the list in would change. Changes nothing.
  @Transactional
  public Ending look(byte[] list) {
    var ending = take(null, list);
    TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
    return ending instanceof Ending.Done(var lines, var changes, _)
        ? new Ending.Done(lines, changes, null)
        : ending;
  }

  /// Takes a list in; `name` is its file's, where it has one.
  @Transactional
  public Ending take(@Nullable String name, byte[] list) {
    var problems = new ArrayList<Problem>();
    List<PayeeRow> rows;
    try {
      rows = rows(list, problems);
    } catch (UnreadableFile why) {
      return new Ending.Unreadable(String.valueOf(why.getMessage()));
    }
    var changes = new ArrayList<Change>();
    var named = new LinkedHashMap<Long, Long>();
    var ids = rows.stream().map(PayeeRow::creatorId).toList();
    var known = repository.payees(ids);
    var methods = repository.methods(ids);
    for (var row : readable(rows, problems)) {
      var id = row.creatorId();
      var standing = known.getOrDefault(id, Payee.unknown(id));
      var said = row.said(standing);
      if (!said.isEmpty()) {
        payees.change(id, before -> row.applied(before, clock.instant()));
      }
      var destination = row.destination();
      var method = methods.get(id);
      if (destination != null && method != null && destination.is(method)) {
        destination = null;
      }
      if (destination != null) {
        name(row, destination, problems).ifPresent(methodId -> named.put(id, methodId));
      }
      if (!said.isEmpty() || destination != null) {
        changes.add(new Change(row.line(), id, said, shown(destination, method)));
      }
    }
    if (!problems.isEmpty()) {
      TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
      return new Ending.Wrong(inOrder(problems));
    }
    var listId = changes.isEmpty() ? null : keep(name, list, rows.size(), changes.size(), named);
    audit.record(
        "payee.list",
        Payouts.sha256(list),
        Map.of("lines", rows.size(), "changed", changes.size(), "destinations", named.size()));
    changes.sort(Comparator.comparingInt(Change::line));
    return new Ending.Done(rows.size(), List.copyOf(changes), listId);
  }

  private static @Nullable Destination shown(
      PayeeRow.@Nullable Destination named, @Nullable PayoutMethod before) {
    return named == null
        ? null
        : new Destination(
            named.rail(),
            named.holder(),
            PayoutMethod.masked(PayoutMethod.tailOf(named.account())),
            before != null);
  }

  private long keep(
      @Nullable String name, byte[] list, int lines, int changed, Map<Long, Long> named) {
    var shown = name == null ? "" : name.replaceAll("\\p{Cntrl}", " ").strip();
    var listId =
        lists.insert(
            Payouts.sha256(list),
            shown.isEmpty() ? null : shown.substring(0, Math.min(LONGEST_NAME, shown.length())),
            lines,
            changed,
            current.name(),
            clock.instant());
    lists.named(listId, List.copyOf(named.keySet()), List.copyOf(named.values()));
    return listId;
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  /// The number of the destination, empty where it cannot be paid to.
  private Optional<Long> name(
      PayeeRow row, PayeeRow.Destination destination, List<Problem> problems) {
    return switch (payees.chooseDestination(
        row.creatorId(),
        destination.rail(),
        destination.holder(),
        destination.account(),
        destination.bic())) {
      case Naming.Named(var methodId) -> Optional.of(methodId);
      case Naming.NotPayable(var column, var why) -> {
        problems.add(new Problem(row.line(), column, why));
        yield Optional.empty();
      }
    };
  }

  /// Verifies the destinations of a list: each must be the one in force, to the letter, and named
  /// by somebody else. All of them, or none where one is not. Those that are verified stay so.
  @Transactional
  public Verification verify(byte[] list, Actor actor) {
    var problems = new ArrayList<Problem>();
    List<PayeeRow> rows;
    try {
      rows = rows(list, problems);
    } catch (UnreadableFile why) {
      return new Verification.Unreadable(String.valueOf(why.getMessage()));
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
      return new Verification.Wrong(inOrder(problems));
    }
    return new Verification.Verified(rows.size(), verified);
  }

  /// Lists of which a destination waits for a second person, the newest first.
  public List<PayeeList> waiting(int atMost) {
    return lists.waiting(rails.verifyingDestinations(), atMost);
  }

  /// The other lists that changed something: those below number `before`, or (null) from the
  /// newest.
  public List<PayeeList> settled(@Nullable Long before, int atMost) {
    return lists.settled(rails.verifyingDestinations(), before, atMost);
  }

  public Optional<PayeeList> find(long listId) {
    return lists.find(rails.verifyingDestinations(), listId);
  }

  /// The destinations that a list named, by creator: those after creator `after`.
  public List<PayoutMethod> destinations(long listId, long after, int atMost) {
    return lists.methods(listId, after, atMost).stream()
        .map(payees::destination)
        .flatMap(Optional::stream)
        .toList();
  }

  /// Whether this destination waits for a person.
  public boolean waits(PayoutMethod method) {
    return method.verifiedAt() == null
        && method.retiredAt() == null
        && !rails.verifyingDestinations().contains(method.rail());
  }

  /// Verifies what a list named and is still in force: by a person other than the one who took it
  /// in. What was replaced meanwhile is left.
  @Transactional
  public Decision confirm(long listId, Actor actor) {
    var list = find(listId).orElse(null);
    if (list == null) {
      return new Decision.NotPossible("There is no list %d of payees.".formatted(listId));
    }
    if (!actor.isPerson()) {
      return new Decision.NotPossible("A person has to confirm a list, not a program.");
    }
    if (list.takenBy().equals(actor.name())) {
      return new Decision.NotPossible("Somebody else has to confirm the list that you took in.");
    }
    var methods = lists.lockWaiting(listId, rails.verifyingDestinations());
    if (methods.isEmpty()) {
      return new Decision.NotPossible(NOBODY_WAITS);
    }
    for (var method : methods) {
      var creatorId = payees.destination(method).orElseThrow().creatorId();
      switch (payees.verifyDestination(creatorId, method, actor)) {
        case Verifying.Verified() -> {}
        case Verifying.NotPossible(var why) ->
            throw new IllegalStateException("destination " + method + ": " + why);
      }
    }
    audit.record("payee.list_confirmed", "list " + listId, Map.of("destinations", methods.size()));
    return new Decision.Made(methods.size());
  }

  /// Takes what a list named and nobody verified out of force, because of `why`. What it said
  /// besides stays, and so does what was verified.
  @Transactional
  public Decision decline(long listId, Actor actor, String why) {
    if (!actor.isPerson()) {
      return new Decision.NotPossible("A person has to decline a list, not a program.");
    }
    var methods = lists.lockWaiting(listId, rails.verifyingDestinations());
    if (methods.isEmpty()) {
      return new Decision.NotPossible(NOBODY_WAITS);
    }
    methods.forEach(payees::declineDestination);
    lists.decline(listId, actor.name(), clock.instant(), why);
    audit.record(
        "payee.list_declined",
        "list " + listId,
        Map.of("destinations", methods.size(), "reason", why));
    return new Decision.Made(methods.size());
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
