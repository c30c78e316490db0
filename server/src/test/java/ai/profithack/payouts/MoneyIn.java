package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Money;
import ai.profithack.monetization.BooksIn;
import ai.profithack.payouts.Reckoning.Happening;
import ai.profithack.payouts.Reckoning.Sent;
import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/// Gifts, subscriptions, ads and refunds that come in.
final class MoneyIn {
  /// Videos from here on are of nobody who is known.
  private static final long OF_NOBODY = 1_000_000_000_000L;

  /// In which some gifts are sent and refunded; the reporting currency is never this one.
  private static final String FOREIGN = "CHF";

  private final MoneyStage stage;
  private final Random random;
  private final String name;
  private final Currency currency;
  private final int largestBatch;
  private final Reckoning reckoning;
  private final Map<String, Integer> happened;
  private final SettableClock clock;
  private final DSLContext db;
  private final Map<Long, Long> ownerOfVideo;
  private final EventLog log;
  private final BooksIn books;
  private final List<Happening> announced = new ArrayList<>();

  MoneyIn(MoneyStage stage, BooksIn books, ListableBeanFactory server) {
    this.stage = stage;
    this.random = stage.random;
    this.name = stage.name;
    this.currency = stage.currency;
    this.largestBatch = stage.largestBatch;
    this.reckoning = stage.reckoning;
    this.happened = stage.happened;
    this.clock = stage.clock;
    this.db = stage.db;
    this.ownerOfVideo = stage.ownerOfVideo;
    this.log = server.getBean(EventLog.class);
    this.books = books;
  }

  int comesIn() {
    var all = 1 + random.nextInt(largestBatch);
    var fresh = new ArrayList<Happening>();
    var later = new ArrayList<Happening>();
    var again = new ArrayList<Happening>();
    var refunds = new ArrayList<Happening>();
    for (var i = 0; i < all; i++) {
      switch (random.nextInt(20)) {
        case 0 -> refunds.add(refund());
        case 1 -> stage.some(reckoning.cameIn(50)).ifPresent(again::add);
        case 2 ->
            stage
                .some(nobodys())
                .filter(event -> later.stream().noneMatch(one -> one.id().equals(event.id())))
                .ifPresent(event -> later.add(event.by(stage.someCreator())));
        default -> fresh.add(gift());
      }
    }
    if (random.nextBoolean()) {
      fresh.addAll(announced);
      announced.clear();
    }
    again.removeIf(event -> later.stream().anyMatch(one -> one.id().equals(event.id())));
    if (currency.getCurrencyCode().equals("USD")) {
      var named = fresh.stream().filter(event -> event.creator() != null).toList();
      var accepted = log.accept(named.stream().map(MoneyIn::event).toList(), name);
      assertThat(accepted.refusals()).isEmpty();
      queue(fresh.stream().filter(event -> event.creator() == null).toList());
    } else {
      queue(fresh);
    }
    queue(again);
    queue(later);
    queue(refunds);
    stage.surviving(books::book);
    var expected = new LinkedHashMap<String, Map<String, Long>>();
    var accepted = new ArrayList<>(fresh);
    if (currency.getCurrencyCode().equals("USD")) {
      // The log takes in what it was given first, in its order, and the queue has the rest.
      accepted.removeIf(event -> event.creator() == null);
      accepted.addAll(fresh.stream().filter(event -> event.creator() == null).toList());
    }
    accepted.forEach(event -> expected.put("event:" + event.id(), reckoning.comesIn(event)));
    for (var event : later) {
      expected.putAll(reckoning.becomesKnown(event));
    }
    accepted.forEach(event -> reckoning.withholdExpected(event.id()));
    later.forEach(event -> reckoning.withholdExpected(event.id()));
    accepted.addAll(later);
    reckoning
        .refundsBefore(accepted)
        .forEach((refund, lines) -> expected.put("event-again:2:" + refund, lines));
    expected.putAll(goesBack(refunds));
    stage.entriesAre(expected);
    happened.merge("money in", fresh.size(), Integer::sum);
    happened.merge("sent again", again.size(), Integer::sum);
    happened.merge("creator known later", later.size(), Integer::sum);
    happened.merge(
        "and something was refunded before",
        (int) expected.keySet().stream().filter(key -> key.startsWith("refund-shared:")).count(),
        Integer::sum);
    happened.merge("refund", refunds.size(), Integer::sum);
    happened.merge(
        "refund as it was sent",
        (int) refunds.stream().filter(refund -> refund.sent() != null).count(),
        Integer::sum);
    return fresh.size() + again.size() + later.size() + refunds.size();
  }

  private Map<String, Map<String, Long>> goesBack(List<Happening> refunds) {
    var expected = new LinkedHashMap<String, Map<String, Long>>();
    for (var refund : refunds) {
      if (!expected.containsKey("event:" + refund.id())) {
        expected.put("event:" + refund.id(), reckoning.goesBack(refund));
      }
    }
    return expected;
  }

  /// A person decides what becomes of a refund without a gift: the platform bears it, it was told
  /// twice, or a gift that may or may not be the right one gives it back.
  void decideRefund() {
    var found = stage.some(reckoning.waiting());
    if (found.isEmpty()) {
      return;
    }
    var each = found.get();
    var refund = each.refund().id();
    var key = "refund-decision:%d:%s".formatted(each.decisions() + 1, refund);
    if (random.nextInt(5) == 0) {
      stage.surviving(() -> books.repeatRefund(refund));
      stage.entriesAre(Map.of(key, reckoning.isRepeated(each)));
      return;
    }
    var gift =
        random.nextInt(3) == 0
            ? null
            : stage
                .some(
                    reckoning.cameIn(400).stream()
                        .filter(event -> event.payer() == each.refund().payer())
                        .toList())
                .map(Happening::id)
                .orElse(name + "-nothing");
    stage.surviving(() -> books.decideRefund(refund, gift));
    stage.entriesAre(
        Map.of(key, gift == null ? reckoning.isBorne(each) : reckoning.isGiven(each, gift)));
  }

  /// What is spoken of before it comes in.
  Happening announce() {
    var gift = gift();
    announced.add(gift);
    return gift;
  }

  private Happening gift() {
    var kind =
        switch (random.nextInt(12)) {
          case 0 -> "subscription";
          case 1 -> "ad_revenue";
          default -> "gift";
        };
    var video =
        random.nextInt(3) == 0 ? null : stage.some(List.copyOf(ownerOfVideo.keySet())).get();
    var nobody = video == null && random.nextInt(6) == 0;
    var minor = stage.amount();
    return new Happening(
        name + "-" + ++stage.number,
        kind,
        at(),
        stage.somePayer(),
        // The log takes nothing that names neither a creator nor a video.
        nobody ? Long.valueOf(OF_NOBODY + stage.number) : video,
        nobody
            ? null
            : video == null ? stage.someCreator() : Objects.requireNonNull(ownerOfVideo.get(video)),
        !kind.equals("gift") || random.nextInt(3) == 0 ? null : 1L + random.nextInt(4),
        minor,
        kind.equals("gift") && (nobody || !currency.getCurrencyCode().equals("USD"))
            ? sent(minor)
            : null,
        null);
  }

  /// Now and then it was sent in another currency, at some rate. What goes through the log is not:
  /// it would ask for the rate.
  private @Nullable Sent sent(long minor) {
    return random.nextInt(3) == 0
        ? new Sent(1 + minor * (20 + random.nextInt(300)) / 100, FOREIGN)
        : null;
  }

  /// Of what came in: all, part or more than all, by name or not, by its payer or somebody else; or
  /// of nothing at all.
  Happening refund() {
    var id = name + "-back-" + ++stage.number;
    var early = random.nextInt(4) == 0 ? stage.some(spokenOf()) : Optional.<Happening>empty();
    if (early.isPresent()) {
      return refundOf(early.get(), id);
    }
    var gifts =
        (random.nextInt(6) == 0 ? nobodys() : reckoning.cameIn(400))
            .stream().filter(event -> event.kind().equals("gift")).toList();
    if (gifts.isEmpty() || random.nextInt(10) == 0) {
      var named = random.nextBoolean() ? name + "-nothing-" + stage.number : null;
      return new Happening(
          id,
          "gift_refunded",
          at(),
          stage.somePayer(),
          null,
          stage.someCreator(),
          null,
          stage.amount(),
          null,
          named);
    }
    return refundOf(gifts.get(random.nextInt(gifts.size())), id);
  }

  /// What came in lately and is nobody's, whether something of it went back or not.
  private List<Happening> nobodys() {
    return reckoning.cameIn(400).stream().filter(event -> reckoning.isNobodys(event.id())).toList();
  }

  /// Gifts that did not come in yet. What is shared by an agreement is left out: who has what first
  /// of it depends on what else comes in with it.
  private List<Happening> spokenOf() {
    return announced.stream()
        .filter(event -> event.kind().equals("gift") && event.video() == null)
        .toList();
  }

  private Happening refundOf(Happening gift, String id) {
    var sent = gift.sent() == null || random.nextInt(8) == 0 ? null : gift.sent();
    var whole = sent == null ? gift.minor() : sent.minor();
    var part =
        switch (random.nextInt(6)) {
          case 0, 1 -> 1 + random.nextLong(whole);
          case 2 -> whole + 1 + random.nextInt(500);
          default -> whole;
        };
    // Its rate is another one than that of its gift.
    var minor =
        sent == null
            ? part
            : Math.max(
                1,
                Math.multiplyExact(gift.minor(), part) / whole * (70 + random.nextInt(60)) / 100);
    var moment = at();
    return new Happening(
        id,
        "gift_refunded",
        moment.isBefore(gift.at()) ? gift.at() : moment,
        random.nextInt(12) == 0 ? stage.somePayer() : gift.payer(),
        gift.video(),
        random.nextInt(12) == 0 ? (Long) stage.someCreator() : gift.creator(),
        gift.giftType(),
        minor,
        sent == null ? null : new Sent(part, FOREIGN),
        random.nextInt(3) == 0 ? null : gift.id());
  }

  /// Up to two days ago; never the same moment twice.
  Instant at() {
    var moment = clock.instant().minus(Duration.ofMinutes(random.nextInt(2 * 24 * 60)));
    return Instant.ofEpochSecond(moment.getEpochSecond(), 1_000L * (++stage.number % 1_000_000));
  }

  private static Event event(Happening gift) {
    return Event.of(gift.id(), EventType.ofWireName(gift.kind()).orElseThrow(), gift.at())
        .user(gift.payer())
        .video(gift.video())
        .creator(gift.creator())
        .gift(gift.giftType())
        .amount(new Money(gift.minor(), Currency.getInstance("USD")))
        .build();
  }

  /// As the log does it, in minor units of the reporting currency.
  void queue(List<Happening> events) {
    var inserts = new ArrayList<Query>();
    for (var event : events) {
      var sent = event.sent();
      inserts.add(
          db.query(
              """
              insert into events.money_event (id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor, original_minor,
                original_currency, refund_of)
              values (?, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?::bigint, ?::text, ?)
              """,
              event.id(),
              EventType.ofWireName(event.kind()).orElseThrow().code(),
              event.at().toString(),
              event.payer(),
              event.video(),
              event.creator(),
              event.giftType(),
              event.minor(),
              sent == null ? null : (Long) sent.minor(),
              sent == null ? null : sent.currency(),
              event.refundOf()));
    }
    db.batch(inserts).execute();
  }

  /// A word about a dispute.
  void queue(String id, EventType type, Instant at, String gift) {
    db.query(
            "insert into events.money_event (id, type, occurred_at, amount_minor, dispute_of) values (?, ?, ?::timestamptz, 0, ?)",
            id,
            type.code(),
            at.toString(),
            gift)
        .execute();
  }
}
