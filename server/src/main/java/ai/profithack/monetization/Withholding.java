package ai.profithack.monetization;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.EarningPart.State;
import ai.profithack.monetization.WithholdingRepository.Movable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Keeps gifts back while somebody looks into them, and lets them go again.
///
///     pending ──withhold──► withheld ──lift──► pending, with the end of holding that it had
///     available, else debt ──dispute──► withheld
///
/// A gift may be withheld for several causes, and is let go when the last of them is lifted. What is
/// withheld is in the creators' accounts `withheld`, to the cent; of a gift whose money was paid out
/// already, the creator owes what is withheld. Each movement is an entry of the ledger.
@Component
public class Withholding {
  static final String DISPUTE = "dispute";

  private final WithholdingRepository repository;
  private final EarningRepository earnings;
  private final Ledger ledger;
  private final Asset asset;

  Withholding(
      WithholdingRepository repository,
      EarningRepository earnings,
      Ledger ledger,
      ReportingFrame frame) {
    this.repository = repository;
    this.earnings = earnings;
    this.ledger = ledger;
    this.asset = Asset.of(frame.currency());
  }

  /// Until the caller's transaction ends, nobody else books, releases or withholds.
  @Transactional(propagation = Propagation.MANDATORY)
  public void lock() {
    earnings.lock();
  }

  /// Withholds what is pending of these gifts, each because of its case of risk; what is released
  /// stays where it is. A gift that is withheld for its case already is left alone.
  @Transactional(propagation = Propagation.MANDATORY)
  public void withhold(Map<UUID, Long> caseByGift, Instant at) {
    if (caseByGift.isEmpty()) {
      return;
    }
    earnings.lock();
    var causes = new TreeMap<UUID, String>();
    caseByGift.forEach((gift, caseId) -> causes.put(gift, cause(caseId)));
    repository.open(causes, at);
    move(repository.lockParts(causes.keySet(), Set.of(State.PENDING)), "risk", at);
  }

  /// Withholds all that is left of a gift because it is disputed, also what is released.
  void withholdDisputed(UUID gift, Instant at) {
    earnings.lock();
    repository.open(Map.of(gift, DISPUTE), at);
    move(repository.lockParts(List.of(gift), Set.of(State.PENDING, State.RELEASED)), DISPUTE, at);
  }

  /// Withholds those of these gifts, just booked, that were to be withheld before they were known.
  void withholdExpected(Collection<UUID> gifts, Instant at) {
    var expected = repository.expected(gifts);
    if (!expected.isEmpty()) {
      move(repository.lockParts(expected, Set.of(State.PENDING)), DISPUTE, at);
    }
  }

  private void move(List<Movable> parts, String cause, Instant at) {
    var byCreator = byCreator(parts);
    var entries = new ArrayList<Entry>();
    byCreator.forEach((creator, all) -> {
      var lines = new CreatorLines(ledger, asset);
      all.forEach(part -> lines.take(creator, part.leftMinor(), part.state()));
      lines.add(
          new CreatorAccounts(creator, asset).withheld(),
          -all.stream().mapToLong(Movable::leftMinor).sum());
      add(entries, "withhold", creator, lines, cause, all.size(), at);
    });
    book(entries);
    repository.put(parts, State.WITHHELD);
  }

  /// Lifts a case's withholding of all its gifts: what no other cause keeps back is pending again,
  /// until the end of holding that it always had.
  @Transactional(propagation = Propagation.MANDATORY)
  public void lift(Collection<UUID> gifts, long caseId, Instant at) {
    lift(gifts, cause(caseId), at);
  }

  void liftDisputed(UUID gift, Instant at) {
    lift(List.of(gift), DISPUTE, at);
  }

  private void lift(Collection<UUID> gifts, String cause, Instant at) {
    earnings.lock();
    var free = repository.lift(gifts, cause, at);
    var parts = repository.lockParts(free, Set.of(State.WITHHELD));
    var entries = new ArrayList<Entry>();
    byCreator(parts)
        .forEach((creator, all) -> {
          var minor = all.stream().mapToLong(Movable::leftMinor).sum();
          var lines = new CreatorLines(ledger, asset);
          lines.add(new CreatorAccounts(creator, asset).withheld(), minor);
          lines.add(new CreatorAccounts(creator, asset).pending(), -minor);
          add(entries, "withholding_lifted", creator, lines, cause, all.size(), at);
        });
    book(entries);
    repository.put(parts, State.PENDING);
  }

  private static Map<Long, List<Movable>> byCreator(List<Movable> parts) {
    var byCreator = new TreeMap<Long, List<Movable>>();
    parts.forEach(
        part -> byCreator.computeIfAbsent(part.creatorId(), _ -> new ArrayList<>()).add(part));
    return byCreator;
  }

  private static void add(
      List<Entry> entries,
      String kind,
      long creator,
      CreatorLines lines,
      String cause,
      int parts,
      Instant at) {
    if (!lines.toList().isEmpty()) {
      entries.add(
          new Entry(
              "%s:%d:%s".formatted(kind, creator, UUID.randomUUID()),
              kind,
              at,
              lines.toList(),
              Map.of("cause", cause, "parts", parts)));
    }
  }

  private void book(List<Entry> entries) {
    ledger.bookAll(entries).forEach(ending -> ending.entryIdOrThrow());
  }

  private static String cause(long caseId) {
    return "risk:" + caseId;
  }
}
