package ai.profithack.media;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import ai.profithack.media.BankItem.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The banks of hashes, and what of them a recording shows.
///
/// All items of all banks are searched in memory; a change anywhere, by this server or another, is
/// seen at the next comparison. What a match means, and what follows, others decide.
///
/// `by` says who does it, in the words of the audit trail, which whoever calls keeps.
@Component
public class Banks {
  /// Where [#addBlocked] puts things.
  public static final String BLOCKED_HERE = "blocked here";

  private static final int REFUSALS_TOLD = 100;

  private final BankRepository repository;
  private final ApplicationEventPublisher events;
  private final Clock clock;
  private final Object loading = new Object();
  private volatile @Nullable Loaded loaded;

  Banks(BankRepository repository, ApplicationEventPublisher events, Clock clock) {
    this.repository = repository;
    this.events = events;
    this.clock = clock;
  }

  /// The banks in memory, as of a revision.
  private record Loaded(
      long revision, Matcher matcher, SoundMatcher sounds, Map<Long, BankItem> items) {}

  /// Makes a bank. False where there is one of that name; it stays as it is.
  @Transactional
  public boolean create(String name, BankKind kind, String by) {
    return repository.insertBank(name, kind, clock.instant(), by);
  }

  /// Whether nothing can match: no bank has an item that is searched for.
  public boolean isEmpty() {
    return loaded().items.isEmpty();
  }

  public List<Bank> all() {
    return repository.banks();
  }

  /// The items of a bank that were not removed, the newest first, from the one before
  /// `beforeItemId` on.
  public List<BankItem> items(String bank, long beforeItemId, int atMost) {
    return repository.items(bank, beforeItemId, atMost);
  }

  /// Puts a recording or a still into a bank. Safe to repeat.
  ///
  /// `prints`: made by [Fingerprinter#reference], or of [VideoHash#still].
  @Transactional
  public Adding add(
      String bank, String source, String sourceKey, String note, Fingerprints prints, String by) {
    if (prints.isEmpty()) {
      return new Adding.Featureless();
    }
    var bankId = repository.bankId(bank);
    if (bankId.isEmpty()) {
      return new Adding.NoSuchBank(bank);
    }
    var now = clock.instant();
    var added =
        repository.insertItem(
            bankId.orElseThrow(), source, sourceKey, note, prints.lengthMillis(), now, by);
    if (added.isEmpty()) {
      return new Adding.AlreadyThere(repository.itemId(bankId.orElseThrow(), source, sourceKey));
    }
    repository.insertFrames(added.orElseThrow(), prints.pictures().frames());
    if (!prints.sound().peaks().isEmpty()) {
      repository.insertSound(added.orElseThrow(), prints.sound());
    }
    return new Adding.Added(added.orElseThrow());
  }

  /// Feeds the bank of what was blocked here with a decided block. Safe to repeat.
  ///
  /// `decision`: what names the decision. `note`: why, for whoever sees a match later.
  @Transactional
  public Adding addBlocked(String decision, String note, Fingerprints prints, String by) {
    repository.insertBank(BLOCKED_HERE, BankKind.BLOCKED, clock.instant(), by);
    return add(BLOCKED_HERE, "decision", decision, note, prints, by);
  }

  /// What of the banks a recording shows, the surest first. Items of negative banks are not
  /// reported; what shows one of them shows nothing else.
  ///
  /// `subject`: what names the recording; comparing it again counts once. Notes what was seen, and
  /// quarantines an item that suddenly matches everything ([FloodRule], [ItemQuarantined]).
  @Transactional
  public List<BankMatch> compare(String subject, VideoHash query) {
    var now = clock.instant();
    var banks = loaded();
    var matches =
        banks.matcher.matches(query).stream()
            .map(match -> new BankMatch(item(banks, match.itemId()), match))
            .toList();
    note(subject, matches.stream().map(BankMatch::item), now);
    return matches;
  }

  /// What of the banks a recording sounds like, in the order of time. The rest is as with
  /// [#compare]: what sounds like an item of a negative bank sounds like nothing else.
  @Transactional
  public List<BankSound> listen(String subject, SoundHash query) {
    var now = clock.instant();
    var banks = loaded();
    var matches =
        banks.sounds.matches(query).stream()
            .map(match -> new BankSound(item(banks, match.itemId()), match))
            .toList();
    note(subject, matches.stream().map(BankSound::item), now);
    return matches;
  }

  private void note(String subject, Stream<BankItem> found, Instant now) {
    repository.noteComparison(subject, now);
    var banks = found.collect(toMap(BankItem::itemId, BankItem::bank, (same, _) -> same));
    if (banks.isEmpty()) {
      return;
    }
    var ids = List.copyOf(banks.keySet());
    repository.noteSightings(ids, subject, now);
    for (var count : repository.floods(ids, now)) {
      var reason = FloodRule.reason(count);
      if (FloodRule.floods(count)
          && repository.quarantine(count.itemId(), reason, now, "flood rule")) {
        var bank = requireNonNull(banks.get(count.itemId()));
        events.publishEvent(new ItemQuarantined(count.itemId(), bank, reason));
      }
    }
  }

  /// Doubts an item: it is found as before, and says so. False where it is not active.
  @Transactional
  public boolean quarantine(long itemId, String reason, String by) {
    return repository.quarantine(itemId, reason, clock.instant(), by);
  }

  /// Makes an item count again. False where it is not in quarantine. Its sightings until now count
  /// as looked at: the flood rule begins anew.
  @Transactional
  public boolean release(long itemId, String reason, String by) {
    return repository.release(itemId, reason, clock.instant(), by);
  }

  /// Takes an item out for good. False where it was out already.
  @Transactional
  public boolean remove(long itemId, String reason, String by) {
    return repository.remove(itemId, reason, clock.instant(), by);
  }

  /// Reads a list in the [ExchangeFormat] of the field. Safe to repeat: what the same source named
  /// before stays as it is.
  ///
  /// Errors: [IllegalArgumentException] where there is no such bank; [IOException] where the list
  /// cannot be read: then nothing of it is in.
  @Transactional(rollbackFor = IOException.class)
  public ImportedHashes read(String bank, String source, BufferedReader list, String by)
      throws IOException {
    if (repository.bankId(bank).isEmpty()) {
      throw new IllegalArgumentException("there is no bank " + bank);
    }
    var added = 0L;
    var alreadyThere = 0L;
    var refusedLines = 0L;
    var refused = new ArrayList<String>();
    var number = 0L;
    for (var line = list.readLine(); line != null; line = list.readLine()) {
      number++;
      if (ExchangeFormat.blank(line)) {
        continue;
      }
      var problem = "there is nothing to be found by: no hash of quality 50 or more, no sound";
      try {
        var entry = ExchangeFormat.read(line);
        switch (add(bank, source, entry.key(), "", entry.prints(), by)) {
          case Adding.Added _ -> {
            added++;
            continue;
          }
          case Adding.AlreadyThere _ -> {
            alreadyThere++;
            continue;
          }
          case Adding.Featureless _, Adding.NoSuchBank _ -> {}
        }
      } catch (IllegalArgumentException unreadable) {
        problem = String.valueOf(unreadable.getMessage());
      }
      refusedLines++;
      if (refused.size() < REFUSALS_TOLD) {
        refused.add("line %d: %s".formatted(number, problem));
      }
    }
    return new ImportedHashes(added, alreadyThere, refusedLines, refused);
  }

  /// Writes a bank's active items as a list in the [ExchangeFormat] of the field: of each moment
  /// the picture as it is, without the edits; then what the items sound like, a line each.
  ///
  /// Errors: [IllegalArgumentException] where there is no such bank.
  @Transactional(readOnly = true)
  public void write(String bank, Writer list) throws IOException {
    var bankId =
        repository
            .bankId(bank)
            .orElseThrow(() -> new IllegalArgumentException("there is no bank " + bank));
    try {
      repository.hashes(bankId, (itemId, hash) -> write(list, ExchangeFormat.write(hash)));
      repository.sounds(bankId, (itemId, sound) -> write(list, ExchangeFormat.write(sound)));
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private static void write(Writer list, String line) {
    try {
      list.write(line + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static BankItem item(Loaded banks, long itemId) {
    var item = banks.items.get(itemId);
    if (item == null) {
      throw new IllegalStateException("no item " + itemId);
    }
    return item;
  }

  private Loaded loaded() {
    var revision = repository.revision();
    var current = loaded;
    if (current != null && current.revision == revision) {
      return current;
    }
    synchronized (loading) {
      current = loaded;
      if (current == null || current.revision != revision) {
        current = load(revision);
        loaded = current;
      }
      return current;
    }
  }

  private Loaded load(long revision) {
    var items = new HashMap<Long, BankItem>();
    for (var item : repository.found()) {
      items.put(item.itemId(), item);
    }
    Collection<Matcher.Item> searched = new ArrayList<>();
    repository.hashes(
        null,
        (itemId, hash) -> {
          var item = items.get(itemId);
          // What was added since the first of the two queries is read at the next revision.
          if (item != null && item.state() != State.REMOVED) {
            searched.add(new Matcher.Item(itemId, item.kind() == BankKind.NEGATIVE, hash));
          }
        });
    var sounds = new ArrayList<SoundMatcher.Item>();
    repository.sounds(
        null,
        (itemId, sound) -> {
          var item = items.get(itemId);
          if (item != null) {
            sounds.add(new SoundMatcher.Item(itemId, item.kind() == BankKind.NEGATIVE, sound));
          }
        });
    return new Loaded(revision, new Matcher(searched), new SoundMatcher(sounds), items);
  }
}
