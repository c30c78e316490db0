package ai.profithack.ledger;

import ai.profithack.ledger.Account.Bound;
import ai.profithack.ledger.Booking.AlreadyBooked;
import ai.profithack.ledger.Booking.AlreadyReversed;
import ai.profithack.ledger.Booking.Booked;
import ai.profithack.ledger.Booking.KeyTaken;
import ai.profithack.ledger.Booking.Overdrawn;
import ai.profithack.ledger.LedgerRepository.Attempt;
import ai.profithack.ledger.LedgerRepository.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The one way to write entries, and what an account holds.
///
/// Everything here joins the caller's transaction, so that an entry stands or falls with what it is
/// the entry of. Writing again under the same key changes nothing, from any number of callers at
/// once.
@Component
public class Ledger {
  private final LedgerRepository repository;

  Ledger(LedgerRepository repository) {
    this.repository = repository;
  }

  /// Books one entry.
  @Transactional
  public Booking book(Entry entry) {
    return bookAll(List.of(entry)).getFirst();
  }

  /// Books entries in this order, each for itself: where one ends otherwise than booked, the others
  /// are not touched by it. Returns an ending for each, in their order.
  ///
  /// Errors: [IllegalArgumentException] where two have the same key; [IllegalStateException] where
  /// an account's bound is not the one it was opened with.
  @Transactional
  public List<Booking> bookAll(List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    var keys = new HashSet<String>();
    var mentioned = new HashSet<Account>();
    for (var entry : entries) {
      if (!keys.add(entry.key())) {
        throw new IllegalArgumentException("two entries with the key " + entry.key());
      }
      entry.lines().forEach(line -> mentioned.add(line.account()));
    }
    var accounts = repository.open(mentioned);
    var endings = new HashMap<String, Booking>();
    var bookable =
        mentioned.stream().allMatch(account -> account.bound() == Bound.FREE)
            ? entries
            : withinBounds(entries, accounts, endings);
    write(bookable, accounts, endings);
    return entries.stream().map(entry -> Objects.requireNonNull(endings.get(entry.key()))).toList();
  }

  /// The entries that no bound forbids. Holds the locks on all bounded accounts before it reads, so
  /// that what it decides is still so when the entries are written.
  private List<Entry> withinBounds(
      List<Entry> entries, Map<Account, Long> accounts, Map<String, Booking> endings) {
    var balances = repository.lockBalances(accounts);
    var known = repository.known(entries.stream().map(Entry::key).toList());
    var bookable = new ArrayList<Entry>();
    for (var entry : entries) {
      var used = known.get(entry.key());
      if (used != null) {
        endings.put(entry.key(), ending(entry, used));
        continue;
      }
      var crossing =
          entry.lines().stream().filter(line -> crosses(line, accounts, balances)).findFirst();
      if (crossing.isPresent()) {
        var account = crossing.get().account();
        var id = Objects.requireNonNull(accounts.get(account));
        var missing =
            Math.abs(Math.addExact(balances.getOrDefault(id, 0L), crossing.get().minor()));
        repository.burn(entry, id, missing);
        endings.put(entry.key(), new Overdrawn(account.path(), missing));
      } else {
        for (var line : entry.lines()) {
          if (line.account().bound() != Bound.FREE) {
            balances.merge(
                Objects.requireNonNull(accounts.get(line.account())), line.minor(), Math::addExact);
          }
        }
        bookable.add(entry);
      }
    }
    return bookable;
  }

  private static boolean crosses(Line line, Map<Account, Long> accounts, Map<Long, Long> balances) {
    var before = balances.getOrDefault(Objects.requireNonNull(accounts.get(line.account())), 0L);
    return !line.account().bound().permits(Math.addExact(before, line.minor()));
  }

  private void write(
      List<Entry> entries, Map<Account, Long> accounts, Map<String, Booking> endings) {
    if (entries.isEmpty()) {
      return;
    }
    var written = repository.write(entries, accounts);
    written.forEach((key, id) -> endings.put(key, new Booked(id)));
    var met = entries.stream().filter(entry -> !written.containsKey(entry.key())).toList();
    if (!met.isEmpty()) {
      var known = repository.known(met.stream().map(Entry::key).toList());
      for (var entry : met) {
        endings.put(
            entry.key(),
            ending(entry, Objects.requireNonNull(known.get(entry.key()), entry.key())));
      }
    }
  }

  private Booking ending(Entry entry, Known known) {
    var same = java.util.Arrays.equals(known.bodySha256(), entry.bodySha256());
    return switch (known) {
      case Known.Written(_, var id) ->
          same ? new AlreadyBooked(id) : new KeyTaken(difference(entry, id));
      case Known.Burnt(_, var attempt, var account, var missing) ->
          same
              ? new Overdrawn(account, missing)
              : new KeyTaken(attempt == null ? "body" : difference(entry, attempt));
    };
  }

  private String difference(Entry entry, long entryId) {
    var booked = repository.find(entryId).orElseThrow();
    return difference(entry, new Attempt(booked.kind(), booked.effectiveAt(), booked.reverses()));
  }

  private static String difference(Entry entry, Attempt before) {
    if (!before.kind().equals(entry.kind())) {
      return "kind";
    }
    if (!before.effectiveAt().equals(entry.effectiveAt())) {
      return "effectiveAt";
    }
    return Objects.equals(before.reverses(), entry.reverses()) ? "lines" : "reverses";
  }

  /// Books the mirror of an entry, line by line, whatever the rules are by now. Of any number of
  /// callers, each under a key of its own, one does; the others end as [AlreadyReversed], as does
  /// whoever comes after a part of it was taken back. A part that is being taken back at the same
  /// time is not waited for: that is for a lock of the caller's, on what the entry is about.
  ///
  /// Errors: [IllegalArgumentException] where the entry is not there or itself takes another back.
  @Transactional
  public Booking reverse(
      long entryId, String key, String kind, Instant effectiveAt, Map<String, ?> explanation) {
    repository.lock(entryId);
    var original =
        repository
            .find(entryId)
            .orElseThrow(() -> new IllegalArgumentException("there is no entry " + entryId));
    if (original.reverses() != null) {
      throw new IllegalArgumentException(
          "entry %d takes back entry %d and cannot be taken back itself"
              .formatted(entryId, original.reverses()));
    }
    var takenBack = repository.takenBackBy(entryId);
    if (takenBack.isPresent() && repository.known(List.of(key)).isEmpty()) {
      return new AlreadyReversed(takenBack.get());
    }
    return book(
        new Entry(
            key,
            kind,
            effectiveAt,
            original.lines().stream().map(Line::mirrored).toList(),
            explanation,
            entryId));
  }

  /// What the account holds now: debits positive, credits negative; 0 where it was never used.
  @Transactional(readOnly = true)
  public long balance(Account account) {
    return repository.balance(account);
  }

  /// What each of these accounts holds now; those never used are left out.
  @Transactional(readOnly = true)
  public Map<Account, Long> balances(Collection<Account> accounts) {
    return repository.balances(accounts);
  }

  /// What a bounded account holds now, and goes on holding until the caller's transaction ends:
  /// nobody else can post to it meanwhile.
  @Transactional
  public long lockedBalance(Account account) {
    var accounts = repository.open(Set.of(account));
    return repository.lockBalances(accounts).values().stream().findFirst().orElse(0L);
  }

  /// Locks those of these accounts that exist and are bounded until the caller's transaction ends,
  /// in the one order in which everybody locks accounts. Whoever posts to several of them in
  /// several entries of a transaction locks them here before the first: then two of them never wait
  /// for each other in a circle.
  @Transactional(propagation = Propagation.MANDATORY)
  public void lock(Collection<Account> accounts) {
    repository.lockBalances(repository.find(Set.copyOf(accounts)));
  }

  /// What it held through everything effective before `until`, as far as the ledger knows today.
  @Transactional(readOnly = true)
  public long balanceAt(Account account, Instant until) {
    return repository.balanceAt(account, until);
  }

  /// What the account of this path holds in each asset, where it is not zero.
  @Transactional(readOnly = true)
  public Map<Account, Long> balances(String path) {
    return repository.balances(path);
  }

  /// An entry, and what it moved on some accounts together: debits positive, credits negative.
  public record Movement(long entryId, Instant effectiveAt, String kind, String key, long minor) {}

  /// Entries of a kind: how many, and what they moved on some accounts together.
  public record KindSum(String kind, long entries, long minor) {}

  /// Gives `sink`, one by one, the entries effective in `[from, until)` that changed what these
  /// accounts hold together, in the order in which they were effective. What only moved between
  /// them is left out. Any number of them takes the same memory.
  @Transactional(readOnly = true)
  public void eachMovement(
      Collection<Account> accounts, Instant from, Instant until, Consumer<Movement> sink) {
    repository.eachMovement(accounts, from, until, sink);
  }

  /// The same added up by kind, in the order in which the kinds first occur.
  @Transactional(readOnly = true)
  public List<KindSum> sums(Collection<Account> accounts, Instant from, Instant until) {
    return repository.sums(accounts, from, until);
  }

  /// What every account `parent:…:place` holds, where it is not zero: all creators' `available`
  /// with one question. Debits positive, credits negative.
  @Transactional(readOnly = true)
  public Map<Account, Long> balances(String parent, String place) {
    return repository.balances(parent, place);
  }

  @Transactional(readOnly = true)
  public Optional<BookedEntry> find(String key) {
    return repository.find(key);
  }

  @Transactional(readOnly = true)
  public Optional<BookedEntry> find(long entryId) {
    return repository.find(entryId);
  }

  /// Folds new entries into balances and seals them; returns how many.
  @Transactional
  public int seal(int atMost) {
    return repository.seal(atMost);
  }
}
