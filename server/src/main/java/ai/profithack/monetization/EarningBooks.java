package ai.profithack.monetization;

import ai.profithack.analytics.Earnings;
import ai.profithack.events.EventType;
import ai.profithack.events.MoneyEvent;
import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Booking;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.monetization.Earning.Kind;
import ai.profithack.monetization.EarningRepository.Due;
import ai.profithack.monetization.EarningRepository.Shared;
import ai.profithack.monetization.SharingRules.Party;
import ai.profithack.monetization.SharingRules.Shares;
import ai.profithack.monetization.Splits.Split;
import ai.profithack.monetization.Tiers.Moment;
import ai.profithack.monetization.Tiers.Standing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Books the platform's money events into the ledger, each once.
///
/// What comes in is the payer's debit, and the credit of the creators' pending earnings and of the
/// platform's income, shared by [SharingRules]; [Refunds] and [Disputes] hear the rest. Taking an
/// event out of the queue, booking it and noting what it belongs to is one transaction.
@Component
class EarningBooks implements Earnings {
  private static final int AT_A_TIME = 2_000;

  private final MoneyEvents waiting;
  private final Ledger ledger;
  private final EarningRepository repository;
  private final Tiers tiers;
  private final Splits splits;
  private final Withholding withholding;
  private final Refunds refunds;
  private final Disputes disputes;
  private final Clearance clearance;
  private final Asset asset;
  private final Duration hold;
  private final Clock clock;
  private final TransactionTemplate transaction;

  EarningBooks(
      MoneyEvents waiting,
      Ledger ledger,
      EarningRepository repository,
      Tiers tiers,
      Splits splits,
      Withholding withholding,
      Refunds refunds,
      Disputes disputes,
      Clearance clearance,
      ReportingFrame frame,
      @Value("${PROFITHACK_EARNINGS_HOLD_DAYS:7}") int holdDays,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.waiting = waiting;
    this.ledger = ledger;
    this.repository = repository;
    this.tiers = tiers;
    this.splits = splits;
    this.withholding = withholding;
    this.refunds = refunds;
    this.disputes = disputes;
    this.clearance = clearance;
    this.asset = Asset.of(frame.currency());
    this.clock = clock;
    this.hold = hold(holdDays);
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /// How long an earning stays pending.
  ///
  /// Errors: [IllegalArgumentException] naming the setting where that is no number of days that it
  /// can be held.
  static Duration hold(int days) {
    if (days < 0 || days > 365) {
      throw new IllegalArgumentException(
          "PROFITHACK_EARNINGS_HOLD_DAYS is %d; it must be from 0 to 365.".formatted(days));
    }
    return Duration.ofDays(days);
  }

  @Override
  public void bookPending() {
    book();
  }

  /// Books everything that waits; returns how many events that were.
  long book() {
    var booked = 0L;
    Integer last;
    do {
      last = transaction.execute(_ -> bookBatch());
      booked += last == null ? 0 : last;
    } while (last != null && last == AT_A_TIME);
    return booked;
  }

  private int bookBatch() {
    repository.lock();
    var events = waiting.take(AT_A_TIME);
    var incoming = new LinkedHashMap<UUID, MoneyEvent>();
    var against = new ArrayList<MoneyEvent>();
    for (var event : events) {
      if (event.type() == EventType.GIFT_REFUNDED || event.type().isDispute()) {
        against.add(event);
      } else {
        // Of two, the later one knows more about its creator.
        incoming.put(event.key(), event);
      }
    }
    bookIncoming(incoming);
    withholding.withholdExpected(incoming.keySet(), clock.instant());
    var early = refunds.bookedBefore(incoming.keySet());
    lockAvailable(early, against);
    refunds.rebook(early);
    against.forEach(event -> {
      if (event.type().isDispute()) {
        disputes.hear(event);
      } else {
        refunds.hear(Refund.of(event));
      }
    });
    return events.size();
  }

  /// Locks what refunds and disputes may be taken from, before the first of them is: payouts lock
  /// the same accounts.
  private void lockAvailable(List<Refund> early, List<MoneyEvent> against) {
    var gifts = new HashSet<UUID>();
    var unnamed = new HashSet<Long>();
    for (var refund : early) {
      if (refund.named() != null) {
        gifts.add(refund.named());
      } else if (refund.creatorId() != null) {
        unnamed.add(refund.creatorId());
      }
    }
    for (var event : against) {
      var gift = event.type().isDispute() ? event.disputeOf() : event.refundOf();
      if (gift != null) {
        gifts.add(MoneyEvent.keyOf(gift));
      } else if (event.creatorId() != null) {
        unnamed.add(event.creatorId());
      }
    }
    var creators = new HashSet<>(repository.creatorsOf(gifts));
    creators.addAll(splits.withPartners(unnamed));
    ledger.lock(creators.stream().map(creator -> accounts(creator).available()).toList());
  }

  private void bookIncoming(Map<UUID, MoneyEvent> events) {
    var known = repository.find(events.keySet());
    var fresh = events.values().stream().filter(event -> !known.containsKey(event.key())).toList();
    var sharing = sharing(events.values());
    var entries = new ArrayList<Entry>();
    var shares = new HashMap<UUID, Shares>();
    for (var event : fresh) {
      var share = sharing.divide(event);
      shares.put(event.key(), share);
      entries.add(entry(event, share, 1));
    }
    var endings = ledger.bookAll(entries);
    var shared = new ArrayList<Shared>();
    for (var i = 0; i < fresh.size(); i++) {
      var event = fresh.get(i);
      shared.add(
          new Shared(
              event,
              shares.getOrDefault(event.key(), new Shares(List.of(), 0)),
              1,
              endings.get(i).entryIdOrThrow(),
              event.time().plus(hold)));
    }
    repository.insert(shared);
    known.forEach((key, earning) -> {
      var event = events.get(key);
      if (event != null) {
        assign(earning, event, sharing);
      }
    });
  }

  /// What is needed to divide these events: by whom each is shared, and at whose tier.
  private Sharing sharing(Iterable<MoneyEvent> events) {
    var videos = new HashMap<UUID, Splits.Moment>();
    for (var event : events) {
      var video = event.videoId();
      if (video != null && event.creatorId() != null) {
        videos.put(event.key(), new Splits.Moment(video, event.time()));
      }
    }
    var agreed = splits.forBooking(videos.values());
    var moments = new ArrayList<Moment>();
    for (var event : events) {
      var creator = event.creatorId();
      var split = agreedOn(event, videos, agreed);
      if (split != null) {
        split
            .weights()
            .forEach(weight -> moments.add(new Moment(weight.creatorId(), event.time())));
      } else if (creator != null) {
        moments.add(new Moment(creator, event.time()));
      }
    }
    return new Sharing(videos, agreed, tiers.at(moments));
  }

  private static @Nullable Split agreedOn(
      MoneyEvent event, Map<UUID, Splits.Moment> videos, Map<Splits.Moment, Split> agreed) {
    var video = videos.get(event.key());
    return video == null ? null : agreed.get(video);
  }

  /// Divides the events of a batch one after another: what one of them recoups under an agreement
  /// is not open any more for the next.
  private final class Sharing {
    private final Map<UUID, Splits.Moment> videos;
    private final Map<Splits.Moment, Split> agreed;
    private final Map<Moment, Standing> standings;

    /// By agreement and version: what this batch has recouped so far.
    private final Map<List<Long>, Long> recouped = new HashMap<>();

    Sharing(
        Map<UUID, Splits.Moment> videos,
        Map<Splits.Moment, Split> agreed,
        Map<Moment, Standing> standings) {
      this.videos = videos;
      this.agreed = agreed;
      this.standings = standings;
    }

    /// Nobody's where no creator is named, the creator's where no agreement is in force, else
    /// theirs who agreed; and what is booked under an agreement is noted with it.
    Shares divide(MoneyEvent event) {
      var creator = event.creatorId();
      if (creator == null) {
        return SharingRules.divide(event.amountMinor(), List.of());
      }
      var split = agreedOn(event, videos, agreed);
      if (split == null) {
        return SharingRules.divide(event.amountMinor(), List.of(party(creator, 1, event)));
      }
      var key = List.of(split.collaborationId(), (long) split.version());
      var open = split.after(recouped.getOrDefault(key, 0L));
      var recoupment = open.recoupment();
      var percent =
          recoupment == null
              ? Standing.BEGINNING.sharePercent()
              : party(recoupment.creatorId(), 1, event).percent();
      var shares =
          SharingRules.divide(
              event.amountMinor(),
              open.weightsOf(event.amountMinor(), percent).stream()
                  .map(weight -> party(weight.creatorId(), weight.weight(), event))
                  .toList());
      var ofRecouper =
          recoupment == null
              ? 0
              : shares.parts().stream()
                  .filter(part -> part.creatorId() == recoupment.creatorId())
                  .mapToLong(SharingRules.Part::minor)
                  .sum();
      recouped.merge(
          key,
          splits.note(noteKey(event.id()), open, shares.creatorsMinor(), ofRecouper),
          Math::addExact);
      return shares;
    }

    private Party party(long creatorId, long weight, MoneyEvent event) {
      var standing = Objects.requireNonNull(standings.get(new Moment(creatorId, event.time())));
      return new Party(creatorId, weight, standing.tier().code(), standing.sharePercent());
    }
  }

  static String noteKey(String eventId) {
    return "event:" + eventId;
  }

  /// The creator of an event became known after it was booked as the platform's alone: that entry
  /// is taken back and booked again with the share, and what refunds took of it meanwhile is taken
  /// from those who have it now.
  private void assign(Earning earning, MoneyEvent event, Sharing sharing) {
    if (!earning.parts().isEmpty() || event.creatorId() == null) {
      return;
    }
    takeBack(earning, event).entryIdOrThrow();
    var share = sharing.divide(event);
    var revision = earning.revision() + 1;
    var entryId = ledger.book(entry(event, share, revision)).entryIdOrThrow();
    repository.reassign(new Shared(event, share, revision, entryId, event.time().plus(hold)));
    if (!earning.refunded().isNothing()) {
      refunds.share(earning.key());
    }
  }

  /// Where refunds took of it, the ledger knows those as what was taken back: all of it is then
  /// moved out by an entry that claims to take nothing back.
  private Booking takeBack(Earning earning, MoneyEvent event) {
    var key = "reassignment:%d:%s".formatted(earning.revision(), event.id());
    var kind = "reassignment";
    var why = Map.of("event", event.id(), "reason", "its creator became known");
    if (earning.refunded().isNothing()) {
      return ledger.reverse(earning.entryId(), key, kind, event.time(), why);
    }
    var lines = ledger.find(earning.entryId()).orElseThrow().lines();
    return ledger.book(
        new Entry(key, kind, event.time(), lines.stream().map(Line::mirrored).toList(), why));
  }

  /// The key of the entry that books an event, for the first time or again. The id comes last: it
  /// is whatever the platform chose, and no two events and revisions may come to the same key.
  static String entryKey(String eventId, int revision) {
    return revision == 1 ? "event:" + eventId : "event-again:%d:%s".formatted(revision, eventId);
  }

  private Entry entry(MoneyEvent event, Shares shares, int revision) {
    var kind = Kind.of(event);
    var lines = new ArrayList<Line>();
    lines.add(new Line(kind.payer(event.userId(), asset), event.amountMinor()));
    var parts = new ArrayList<Map<String, Object>>();
    for (var part : shares.parts()) {
      if (part.minor() > 0) {
        lines.add(new Line(accounts(part.creatorId()).pending(), -part.minor()));
      }
      parts.add(
          Map.of(
              "creator",
              part.creatorId(),
              "tier",
              part.tier(),
              "percent",
              part.percent(),
              "minor",
              part.minor()));
    }
    if (shares.platformMinor() > 0) {
      lines.add(new Line(Account.free(kind.income(), asset), -shares.platformMinor()));
    }
    return new Entry(
        entryKey(event.id(), revision), kind.word(), event.time(), lines, why(event, parts));
  }

  private static Map<String, Object> why(MoneyEvent event, List<Map<String, Object>> parts) {
    var why =
        new HashMap<String, Object>(
            Map.of("event", event.id(), "rule", SharingRules.VERSION, "parts", parts));
    var original = event.original();
    if (original != null) {
      why.put("original", original.toString());
    }
    return why;
  }

  /// What was earned before `now` less the hold becomes available, once it was looked at; debts are
  /// repaid first. Returns how many parts that were.
  long release(Instant now) {
    var cleared =
        Objects.requireNonNull(
            transaction.execute(_ -> {
              repository.lock();
              return clearance.look(now);
            }));
    var released = 0L;
    Integer last;
    do {
      last = transaction.execute(_ -> releaseBatch(now, cleared));
      released += last == null ? 0 : last;
    } while (last != null && last > 0);
    return released;
  }

  private int releaseBatch(Instant now, long cleared) {
    // Not beside a booking: each locks accounts of several creators, in an order of its own.
    repository.lock();
    var due = repository.lockDue(now, cleared, AT_A_TIME);
    ledger.lock(due.stream().map(one -> accounts(one.creatorId()).available()).toList());
    var owed = ledger.balances(due.stream().map(one -> accounts(one.creatorId()).debt()).toList());
    var entries = new ArrayList<Entry>();
    var creators = new ArrayList<Long>();
    for (var one : due) {
      if (one.minor() > 0) {
        var debt = owed.getOrDefault(accounts(one.creatorId()).debt(), 0L);
        creators.add(one.creatorId());
        entries.add(releaseEntry(one, Math.min(one.minor(), debt), now));
      }
    }
    var endings = ledger.bookAll(entries);
    var entryByCreator = new HashMap<Long, Long>();
    for (var i = 0; i < creators.size(); i++) {
      entryByCreator.put(creators.get(i), endings.get(i).entryIdOrThrow());
    }
    repository.release(now, due, entryByCreator);
    return due.stream().mapToInt(one -> one.earnings().size()).sum();
  }

  private Entry releaseEntry(Due due, long repaidMinor, Instant now) {
    var places = accounts(due.creatorId());
    var lines = new CreatorLines(ledger, asset);
    lines.add(places.pending(), due.minor());
    lines.add(places.debt(), -repaidMinor);
    lines.add(places.available(), repaidMinor - due.minor());
    return new Entry(
        "release:%d:%s".formatted(due.creatorId(), UUID.randomUUID()),
        "release",
        now,
        lines.toList(),
        Map.of("parts", due.earnings().size(), "repaidDebtMinor", repaidMinor));
  }

  private CreatorAccounts accounts(long creatorId) {
    return new CreatorAccounts(creatorId, asset);
  }
}
