package ai.profithack.media;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import ai.profithack.media.BankItem.State;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// The banks of hashes, and what of them a recording shows.
///
/// All items of all banks are searched in memory; a change anywhere, by this server or another, is
/// seen at the next comparison. What a match means, and what follows, others decide. Lists of
/// others are read and written by [BankLists].
///
/// `by` says who does it, in the words of the audit trail, which whoever calls keeps.
@Component
public class Banks {
  private final BankRepository repository;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate reading;
  private final Clock clock;
  private final Object loading = new Object();
  private volatile @Nullable Loaded loaded;

  Banks(
      BankRepository repository,
      ApplicationEventPublisher events,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.repository = repository;
    this.events = events;
    // Outside of a transaction the driver fetches all rows at once.
    this.reading = new TransactionTemplate(transactions);
    reading.setReadOnly(true);
    this.clock = clock;
  }

  /// The banks in memory, as of a revision.
  private record Loaded(long revision, Matcher matcher, SoundMatcher sounds, boolean isEmpty) {}

  /// Makes a bank. False where there is one of that name; it stays as it is.
  @Transactional
  public boolean create(String name, BankKind kind, String by) {
    return repository.insertBank(name, kind, clock.instant(), by);
  }

  /// Whether nothing can match: no bank has an item that is searched for.
  public boolean isEmpty() {
    return loaded().isEmpty;
  }

  /// All, by name.
  public List<Bank> all() {
    return repository.banks();
  }

  public Optional<Bank> find(String name) {
    return repository.bank(name);
  }

  public boolean exists(String name) {
    return repository.bankId(name).isPresent();
  }

  /// The items of a bank that were not removed, the newest first, from the one before
  /// `beforeItemId` on.
  public List<BankItem> items(String bank, long beforeItemId, int atMost) {
    return items(bank, "", null, beforeItemId, atMost);
  }

  /// The same, only those in `state` (null for all that were not removed) of which a text is part
  /// of the note, the source or the key there, in any case of letters.
  public List<BankItem> items(
      String bank, String text, @Nullable State state, long beforeItemId, int atMost) {
    return repository.items(bank, text, state, beforeItemId, atMost);
  }

  /// The items of all banks that are in quarantine, the newest doubt first.
  public List<BankItem> doubted(int atMost) {
    return repository.doubted(atMost);
  }

  public Optional<BankItem> item(long itemId) {
    return repository.item(itemId);
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
      return repository.alreadyThere(bankId.orElseThrow(), source, sourceKey);
    }
    repository.insertFrames(Map.of(added.orElseThrow(), prints.pictures()));
    if (!prints.sound().peaks().isEmpty()) {
      repository.insertSounds(Map.of(added.orElseThrow(), prints.sound()));
    }
    return new Adding.Added(added.orElseThrow());
  }

  /// What of the banks a recording shows, the surest first. Items of negative banks are not
  /// reported; what shows one of them shows nothing else.
  ///
  /// `subject`: what names the recording; comparing it again counts once. Notes what was seen, and
  /// quarantines an item that suddenly matches everything ([FloodRule], [ItemQuarantined]).
  @Transactional
  public List<BankMatch> compare(String subject, VideoHash query) {
    var now = clock.instant();
    var seen = loaded().matcher.matches(query);
    var items = repository.found(seen.stream().map(Match::itemId).toList());
    // What was removed since the banks were read is not found any more.
    var matches =
        seen.stream()
            .filter(match -> items.containsKey(match.itemId()))
            .map(match -> new BankMatch(requireNonNull(items.get(match.itemId())), match))
            .toList();
    note(subject, matches.stream().map(BankMatch::item), now);
    return matches;
  }

  /// What of the banks a recording sounds like, in the order of time. The rest is as with
  /// [#compare]: what sounds like an item of a negative bank sounds like nothing else.
  @Transactional
  public List<BankSound> listen(String subject, SoundHash query) {
    var now = clock.instant();
    var heard = loaded().sounds.matches(query);
    var items = repository.found(heard.stream().map(SoundMatch::itemId).toList());
    var matches =
        heard.stream()
            .filter(match -> items.containsKey(match.itemId()))
            .map(match -> new BankSound(requireNonNull(items.get(match.itemId())), match))
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

  private Loaded loaded() {
    var revision = repository.revision();
    var current = loaded;
    if (current != null && current.revision == revision) {
      return current;
    }
    synchronized (loading) {
      current = loaded;
      if (current == null || current.revision != revision) {
        current = requireNonNull(reading.execute(_ -> load(revision)));
        loaded = current;
      }
      return current;
    }
  }

  private Loaded load(long revision) {
    Collection<Matcher.Item> searched = new ArrayList<>();
    repository.hashes(
        null,
        (itemId, kind, hash) ->
            searched.add(new Matcher.Item(itemId, kind == BankKind.NEGATIVE, hash)));
    var sounds = new ArrayList<SoundMatcher.Item>();
    repository.sounds(
        null,
        (itemId, kind, sound) ->
            sounds.add(new SoundMatcher.Item(itemId, kind == BankKind.NEGATIVE, sound)));
    return new Loaded(
        revision,
        new Matcher(searched),
        new SoundMatcher(sounds),
        searched.isEmpty() && sounds.isEmpty());
  }
}
