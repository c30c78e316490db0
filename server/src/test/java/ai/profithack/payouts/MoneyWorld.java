package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.events.Event;
import ai.profithack.events.EventLog;
import ai.profithack.events.EventType;
import ai.profithack.kernel.Money;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Booking;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Holds;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.monetization.BooksIn;
import ai.profithack.monetization.Collaborations;
import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.monetization.Credits;
import ai.profithack.payouts.Reckoning.Agreement;
import ai.profithack.payouts.Reckoning.Happening;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/// Some creators and viewers, a reporting currency, a provider and a bank, to whom everything
/// happens that happens to money; and after each thing that happened, a look whether the books say
/// what [Reckoning] says.
final class MoneyWorld {
  private static final List<String> CURRENCIES = List.of("USD", "JPY", "KWD");
  private static final List<String> TIERS =
      List.of("starter", "bronze", "silver", "gold", "platinum");
  private static final Duration LONGEST = Duration.ofDays(65);

  private final Random random;
  private final String name;
  private final Currency currency;
  private final int largestBatch;
  private final Reckoning reckoning;
  private final CreditReckoning credited;
  private final Map<String, Integer> happened;
  private final BooksIn books;
  private final EventLog log;
  private final PayoutRuns runs;
  private final Payouts payouts;
  private final Submission submission;
  private final FollowUp followUp;
  private final Reconciliation reconciliation;
  private final Credits credits;
  private final Holds holds;
  private final Ledger ledger;
  private final SimulatedRail rail;
  private final Creators people;
  private final CrashingTransactions transactions;
  private final SettableClock clock;
  private final DSLContext db;

  private final Instant end;
  private final List<Long> creators = new ArrayList<>();
  private final Map<Long, Long> ownerOfVideo = new TreeMap<>();
  private final Map<Long, Long> collaborations = new TreeMap<>();
  private final Map<Long, List<Agreement>> agreements = new HashMap<>();
  private final Map<String, SimulatedBank> banks = new TreeMap<>();
  private final Map<String, Said> said = new HashMap<>();
  private final Map<String, Long> open = new TreeMap<>();
  private final Map<Long, Known> known = new TreeMap<>();
  private final Set<String> shownLeaving = new HashSet<>();
  private final Set<String> shownBack = new HashSet<>();
  private final Set<String> touched = new HashSet<>();
  private final long lastPayoutBefore;
  private int number;
  private boolean died;

  /// What the simulation knows of a payout: where its money was when it last looked.
  private record Known(
      long creator, String currency, long minor, PayoutState state, @Nullable String key) {}

  /// What became of a key of the ledger.
  private record Said(Entry entry, long missing) {}

  MoneyWorld(
      long seed,
      Instant beginning,
      int largestBatch,
      Reckoning reckoning,
      Map<String, Integer> happened,
      ListableBeanFactory server) {
    this.random = new Random(seed);
    this.name = "w" + seed;
    this.currency = Currency.getInstance(CURRENCIES.get((int) Math.floorMod(seed, 3L)));
    this.largestBatch = largestBatch;
    this.reckoning = reckoning;
    this.credited = new CreditReckoning(reckoning);
    this.happened = happened;
    this.books = new BooksIn(currency, server);
    this.log = server.getBean(EventLog.class);
    this.runs = server.getBean(PayoutRuns.class);
    this.payouts = server.getBean(Payouts.class);
    this.submission = server.getBean(Submission.class);
    this.followUp = server.getBean(FollowUp.class);
    this.reconciliation = server.getBean(Reconciliation.class);
    this.credits = server.getBean(Credits.class);
    this.holds = server.getBean(Holds.class);
    this.ledger = server.getBean(Ledger.class);
    this.rail = server.getBean(SimulatedRail.class);
    this.people = server.getBean(Creators.class);
    this.transactions = server.getBean(CrashingTransactions.class);
    this.clock = server.getBean(SettableClock.class);
    this.db = server.getBean(DSLContext.class);
    this.end = beginning.plus(LONGEST);
    this.lastPayoutBefore =
        db.resultQuery("select coalesce(max(payout_id), 0) from payouts.payout")
            .fetchSingle(0, Long.class);
    clock.set(beginning);
    reckoning.begin(currency.getCurrencyCode());
    rail.begin(random, 0.25);
    rail.drift(Duration.ofMinutes(random.nextInt(91) - 45L));
    for (var i = 0; i < 8; i++) {
      var id = people.payable(SimulatedRail.NAME);
      creators.add(id);
      for (var video = 0; video < 2; video++) {
        ownerOfVideo.put(
            db.resultQuery(
                    "insert into public.videos (creator_id, created_at) values (?, '2026-01-01Z') returning id",
                    id)
                .fetchSingle(0, Long.class),
            id);
      }
    }
    for (var code : CURRENCIES) {
      banks.put(
          code,
          new SimulatedBank(
              "DE%s%016d".formatted(10 + CURRENCIES.indexOf(code), seed),
              Currency.getInstance(code)));
    }
  }

  /// One step, and the look afterwards. Returns how many operations it was.
  int step() {
    touched.clear();
    died = false;
    var dice = random.nextInt(100);
    var operations = dice < 6 ? comesIn() : dice < 9 ? adjust() : one(dice);
    seal();
    look();
    return operations;
  }

  private int one(int dice) {
    if (dice < 12) {
      return one("release", this::release);
    } else if (dice < 15) {
      return one("tier", this::tier);
    } else if (dice < 20) {
      return one("collaboration", this::collaborate);
    } else if (dice < 27) {
      return one("hold", this::hold);
    } else if (dice < 32) {
      return one("hold ends", this::endHold);
    } else if (dice < 39) {
      return one("credits held", this::reserveCredits);
    } else if (dice < 44) {
      return one("credits end", this::endCredits);
    } else if (dice < 47) {
      return one("credits given or renewed", this::giveCredits);
    } else if (dice < 54) {
      return one("pay one", this::payOne);
    } else if (dice < 57) {
      return one("weekly run", this::weeklyRun);
    } else if (dice < 63) {
      return one("submit", () -> dying(submission::submitDue));
    } else if (dice < 69) {
      return one("look", () -> dying(followUp::lookAtDue));
    } else if (dice < 80) {
      return one("provider goes on", rail::goOn);
    } else if (dice < 83) {
      return one("notice", () -> dying(() -> somePayout(followUp::look)));
    } else if (dice < 86) {
      return one("cancel or approve", this::cancelOrApprove);
    } else if (dice < 91) {
      return one("statement", this::statement);
    }
    return one("time passes", this::timePasses);
  }

  private int one(String what, Runnable deed) {
    deed.run();
    happened.merge(what, 1, Integer::sum);
    return 1;
  }

  // ── what can go wrong with the process ──

  /// Does what is safe to repeat: whoever dies at it is followed by somebody who does it again.
  private <T> T surviving(Supplier<T> deed) {
    while (true) {
      if (random.nextInt(6) == 0) {
        transactions.dieAt(random.nextInt(9));
      }
      try {
        return deed.get();
      } catch (SimulatedRail.Crash _) {
        died = true;
        happened.merge("process died", 1, Integer::sum);
      } finally {
        transactions.live();
      }
    }
  }

  /// Does what may be cut off: whatever comes next is another process on the same database.
  private void dying(Runnable deed) {
    if (random.nextInt(4) == 0) {
      transactions.dieAt(random.nextInt(25));
    }
    try {
      deed.run();
    } catch (SimulatedRail.Crash _) {
      died = true;
      happened.merge("process died", 1, Integer::sum);
    } finally {
      transactions.live();
    }
    takeInPayouts();
  }

  // ── gifts and refunds ──

  private int comesIn() {
    var all = 1 + random.nextInt(largestBatch);
    var fresh = new ArrayList<Happening>();
    var later = new ArrayList<Happening>();
    var again = new ArrayList<Happening>();
    var refunds = new ArrayList<Happening>();
    for (var i = 0; i < all; i++) {
      switch (random.nextInt(20)) {
        case 0 -> refunds.add(refund());
        case 1 -> some(reckoning.cameIn(50)).ifPresent(again::add);
        case 2 ->
            some(reckoning.cameIn(50))
                .filter(event -> reckoning.isNobodys(event.id()))
                .filter(event -> later.stream().noneMatch(one -> one.id().equals(event.id())))
                .ifPresent(event -> later.add(event.by(someCreator())));
        default -> fresh.add(gift());
      }
    }
    again.removeIf(event -> later.stream().anyMatch(one -> one.id().equals(event.id())));
    if (currency.getCurrencyCode().equals("USD")) {
      var named = fresh.stream().filter(event -> event.creator() != null).toList();
      var accepted = log.accept(named.stream().map(MoneyWorld::event).toList(), name);
      assertThat(accepted.refusals()).isEmpty();
      queue(fresh.stream().filter(event -> event.creator() == null).toList());
    } else {
      queue(fresh);
    }
    queue(again);
    queue(later);
    queue(refunds);
    surviving(books::book);
    var expected = new LinkedHashMap<String, Map<String, Long>>();
    var accepted = new ArrayList<>(fresh);
    if (currency.getCurrencyCode().equals("USD")) {
      // The log takes in what it was given first, in its order, and the queue has the rest.
      accepted.removeIf(event -> event.creator() == null);
      accepted.addAll(fresh.stream().filter(event -> event.creator() == null).toList());
    }
    accepted.forEach(event -> expected.put("event:" + event.id(), reckoning.comesIn(event)));
    for (var event : later) {
      var lines = reckoning.becomesKnown(event);
      expected.put("reassignment:1:" + event.id(), lines.getFirst());
      expected.put("event-again:2:" + event.id(), lines.getLast());
    }
    var known = new HashSet<String>();
    for (var refund : refunds) {
      if (known.add(refund.id())) {
        expected.put("event:" + refund.id(), reckoning.goesBack(refund));
      }
    }
    entriesAre(expected);
    happened.merge("money in", fresh.size(), Integer::sum);
    happened.merge("sent again", again.size(), Integer::sum);
    happened.merge("creator known later", later.size(), Integer::sum);
    happened.merge("refund", refunds.size(), Integer::sum);
    return fresh.size() + again.size() + later.size() + refunds.size();
  }

  private Happening gift() {
    var kind =
        switch (random.nextInt(12)) {
          case 0 -> "subscription";
          case 1 -> "ad_revenue";
          default -> "gift";
        };
    var video = random.nextInt(3) == 0 ? null : some(List.copyOf(ownerOfVideo.keySet())).get();
    var nobody = video == null && random.nextInt(6) == 0;
    return new Happening(
        name + "-" + ++number,
        kind,
        at(),
        1 + random.nextInt(25),
        video,
        nobody
            ? null
            : video == null ? someCreator() : Objects.requireNonNull(ownerOfVideo.get(video)),
        !kind.equals("gift") || random.nextInt(3) == 0 ? null : 1L + random.nextInt(4),
        amount(),
        null);
  }

  /// Of what came in: all, part or more than all, by name or not, by its payer or somebody else; or
  /// of nothing at all.
  private Happening refund() {
    var gifts =
        reckoning.cameIn(400).stream().filter(event -> event.kind().equals("gift")).toList();
    var id = name + "-back-" + ++number;
    if (gifts.isEmpty() || random.nextInt(10) == 0) {
      var named = random.nextBoolean() ? name + "-nothing-" + number : null;
      return new Happening(
          id,
          "gift_refunded",
          at(),
          1 + random.nextInt(25),
          null,
          someCreator(),
          null,
          amount(),
          named);
    }
    var gift = gifts.get(random.nextInt(gifts.size()));
    var minor =
        switch (random.nextInt(6)) {
          case 0, 1 -> 1 + random.nextLong(gift.minor());
          case 2 -> gift.minor() + 1 + random.nextInt(500);
          default -> gift.minor();
        };
    var moment = at();
    return new Happening(
        id,
        "gift_refunded",
        moment.isBefore(gift.at()) ? gift.at() : moment,
        random.nextInt(12) == 0 ? 1 + random.nextInt(25) : gift.payer(),
        gift.video(),
        gift.creator(),
        gift.giftType(),
        minor,
        random.nextInt(3) == 0 ? null : gift.id());
  }

  private long amount() {
    return switch (random.nextInt(12)) {
      case 0 -> 1 + random.nextInt(4);
      case 1 -> 1 + random.nextInt(40_000_000);
      default -> 1 + random.nextInt(30_000);
    };
  }

  /// Up to two days ago; never the same moment twice.
  private Instant at() {
    var moment = clock.instant().minus(Duration.ofMinutes(random.nextInt(2 * 24 * 60)));
    return Instant.ofEpochSecond(moment.getEpochSecond(), 1_000L * (++number % 1_000_000));
  }

  private static Event event(Happening gift) {
    return new Event(
        gift.id(),
        EventType.ofWireName(gift.kind()).orElseThrow(),
        gift.at(),
        gift.payer(),
        gift.video(),
        gift.creator(),
        gift.giftType(),
        null,
        new Money(gift.minor(), Currency.getInstance("USD")),
        1,
        null,
        null,
        null);
  }

  /// As the log does it, in minor units of the reporting currency.
  private void queue(List<Happening> events) {
    var inserts = new ArrayList<Query>();
    for (var event : events) {
      inserts.add(
          db.query(
              """
              insert into events.money_event (id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor, refund_of)
              values (?, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?)
              """,
              event.id(),
              EventType.ofWireName(event.kind()).orElseThrow().code(),
              event.at().toString(),
              event.payer(),
              event.video(),
              event.creator(),
              event.giftType(),
              event.minor(),
              event.refundOf()));
    }
    db.batch(inserts).execute();
  }

  private void release() {
    var now = clock.instant();
    surviving(() -> books.release(now));
    touched.addAll(reckoning.release(now));
  }

  // ── entries of any kind ──

  /// A batch straight into the ledger: some of it too much, some of it said before, some of it
  /// under a key that stands for something else.
  private int adjust() {
    var entries = new LinkedHashMap<String, Entry>();
    var size = 1 + random.nextInt(Math.max(2, largestBatch / 2));
    for (var i = 0; i < size; i++) {
      var entry = adjustment();
      entries.putIfAbsent(entry.key(), entry);
    }
    var batch = List.copyOf(entries.values());
    var endings = surviving(() -> ledger.bookAll(batch));
    for (var i = 0; i < batch.size(); i++) {
      var entry = batch.get(i);
      var ending = endings.get(i);
      switch (expected(entry)) {
        case "booked" ->
            assertThat(ending)
                .as(entry.key())
                .isInstanceOfAny(
                    Booking.Booked.class,
                    died ? Booking.AlreadyBooked.class : Booking.Booked.class);
        case "again" -> assertThat(ending).isInstanceOf(Booking.AlreadyBooked.class);
        case "taken" -> assertThat(ending).isInstanceOf(Booking.KeyTaken.class);
        default ->
            assertThat(ending)
                .isEqualTo(
                    new Booking.Overdrawn(
                        entry.lines().getLast().account().path(),
                        Objects.requireNonNull(said.get(entry.key())).missing()));
      }
      happened.merge("entry: " + ending.getClass().getSimpleName(), 1, Integer::sum);
    }
    return batch.size();
  }

  private Entry adjustment() {
    var past = List.copyOf(said.values());
    if (!past.isEmpty() && random.nextInt(10) == 0) {
      var entry = past.get(random.nextInt(past.size())).entry();
      return random.nextInt(3) > 0
          ? entry
          : new Entry(
              entry.key(), "other", entry.effectiveAt(), entry.lines(), entry.explanation());
    }
    var asset = Creators.asset(CURRENCIES.get(random.nextInt(3)));
    var from = Account.free("assets:simulation", asset);
    var to = Account.credit("liabilities:creators:" + someCreator() + ":available", asset);
    if (random.nextInt(3) == 0) {
      to = Account.credit("liabilities:purses:" + name + "-" + random.nextInt(4), asset);
    }
    var minor = random.nextInt(3) == 0 ? -amount() : amount();
    return new Entry(
        "adjust:" + name + ":" + ++number,
        "adjustment",
        clock.instant(),
        List.of(new Line(from, minor), new Line(to, -minor)),
        Map.of());
  }

  private String expected(Entry entry) {
    var earlier = said.get(entry.key());
    if (earlier != null) {
      if (!earlier.entry().kind().equals(entry.kind())) {
        return "taken";
      }
      return earlier.missing() > 0 ? "short" : "again";
    }
    entry.lines().forEach(line -> touched.add(account(line.account())));
    var bounded = entry.lines().getLast();
    var after = reckoning.of(account(bounded.account())) + bounded.minor();
    if (after > 0) {
      said.put(entry.key(), new Said(entry, after));
      return "short";
    }
    said.put(entry.key(), new Said(entry, 0));
    entry.lines().forEach(line -> reckoning.move(account(line.account()), line.minor()));
    return "booked";
  }

  private static String account(Account account) {
    return account.asset().code() + " " + account.path();
  }

  // ── holds ──

  private Account purse(int which, String code) {
    return Account.credit("liabilities:purses:" + name + "-" + which, Creators.asset(code));
  }

  private static Account holding(Account purse) {
    return Account.credit(purse.path() + ":held", purse.asset());
  }

  private void hold() {
    var purse = purse(random.nextInt(4), CURRENCIES.get(random.nextInt(3)));
    var minor = amount();
    var key = "hold-" + name + "-" + ++number;
    // A span of the database's clock: ours may say what it likes.
    var soon = random.nextInt(4) == 0;
    var span = soon ? Duration.ofMillis(1) : Duration.ofDays(3650);
    var reservation =
        surviving(() ->
            holds.reserve(key, purse, holding(purse), minor, clock.instant(), span, Map.of()));
    touched.add(account(purse));
    touched.add(account(holding(purse)));
    var missing = reckoning.of(account(purse)) + minor;
    if (missing > 0) {
      assertThat(reservation).isEqualTo(new Holds.Reservation.TooLittle(missing));
      assertThat(holds.reserve(key, purse, holding(purse), minor, clock.instant(), span, Map.of()))
          .isEqualTo(reservation);
      return;
    }
    assertThat(reservation).isInstanceOf(Holds.Reservation.Held.class);
    reckoning.move(account(purse), minor);
    reckoning.move(account(holding(purse)), -minor);
    open.put(key, soon ? 1L : 0L);
  }

  private void endHold() {
    if (random.nextInt(4) == 0) {
      expireHolds();
      return;
    }
    some(List.copyOf(open.keySet())).ifPresent(this::endHold);
  }

  private void endHold(String key) {
    var hold = holds.find(key).orElseThrow();
    var held = account(hold.holding());
    touched.addAll(List.of(account(hold.source()), held));
    assertThat(hold.state()).isEqualTo(Holds.State.HELD);
    var spent = Account.free("income:simulation", hold.source().asset());
    if (random.nextInt(5) == 0) {
      assertThat(holds.post(hold.holdId(), spent, hold.minor() + 1, clock.instant(), Map.of()))
          .isEqualTo(new Holds.Resolution.MoreThanHeld(hold.minor()));
      return;
    }
    var posted = random.nextInt(3) == 0 ? 0 : 1 + random.nextLong(hold.minor());
    var now = clock.instant();
    Supplier<Holds.Resolution> deed =
        () ->
            posted == 0
                ? holds.release(hold.holdId(), now, Map.of())
                : holds.post(hold.holdId(), spent, posted, now, Map.of());
    assertThat(surviving(deed))
        .isInstanceOfAny(
            Holds.Resolution.Resolved.class,
            died ? Holds.Resolution.AlreadyResolved.class : Holds.Resolution.Resolved.class);
    assertThat(deed.get()).isInstanceOf(Holds.Resolution.AlreadyResolved.class);
    touched.add(account(spent));
    reckoning.move(held, hold.minor());
    reckoning.move(account(hold.source()), posted - hold.minor());
    reckoning.move(account(spent), -posted);
    open.remove(key);
  }

  /// The program's clock is a day ahead or behind meanwhile: it does not matter.
  private void expireHolds() {
    var ours = clock.instant();
    clock.set(ours.plus(Duration.ofDays(random.nextInt(3) - 1L)));
    var due = open.entrySet().stream().filter(hold -> hold.getValue() == 1).map(Map.Entry::getKey);
    var keys = due.toList();
    for (var key : keys) {
      var hold = holds.find(key).orElseThrow();
      reckoning.move(account(hold.holding()), hold.minor());
      reckoning.move(account(hold.source()), -hold.minor());
      touched.addAll(List.of(account(hold.source()), account(hold.holding())));
      open.remove(key);
    }
    var expired = surviving(() -> holds.expire(10_000));
    assertThat(expired).isIn(died ? List.of(0, keys.size()) : List.of(keys.size()));
    clock.set(ours);
  }

  // ── tiers and collaborations ──

  private void tier() {
    moveTo(someCreator(), random.nextInt(TIERS.size()));
  }

  private void moveTo(long creator, int tier) {
    var now = clock.instant();
    db.query(
            """
            insert into public.creator_tiers (creator_id, tier, monthly_views_required, monthly_followers_required,
              monthly_earnings_required, earned_at) values (?, ?, 0, 0, 0, ?::timestamptz)
            """,
            creator,
            TIERS.get(tier),
            now.toString())
        .execute();
    reckoning.tier(creator, now, tier == 4 ? 60 : 55);
    credited.tier(creator, now, tier);
  }

  private void collaborate() {
    var video = some(List.copyOf(ownerOfVideo.keySet())).orElseThrow();
    var owner = Objects.requireNonNull(ownerOfVideo.get(video));
    var running = collaborations.get(video);
    if (running != null && random.nextInt(3) == 0) {
      assertThat(books.end(running)).isInstanceOf(Change.Done.class);
      Objects.requireNonNull(agreements.get(running))
          .forEach(agreement -> agreement.until = clock.instant());
      collaborations.remove(video);
      return;
    }
    var partner = someCreator();
    if (partner == owner) {
      return;
    }
    var percent = 1 + random.nextLong(9_999);
    var first = random.nextBoolean() ? null : random.nextBoolean() ? owner : partner;
    var toRecoup = first == null ? 0 : amount();
    var terms =
        new Collaborations.Terms(
            BigDecimal.valueOf(percent, 2),
            first == null
                ? null
                : new Collaborations.Recoupment(
                    first, BigDecimal.valueOf(toRecoup, currency.getDefaultFractionDigits())),
            null);
    if (running != null) {
      return;
    }
    var change = books.propose(owner, video, partner, terms);
    if (credited.tierAt(owner, now()) < (first == null ? 1 : 3)) {
      assertThat(change).isInstanceOf(Change.NotInTier.class);
      return;
    }
    var proposed = done(change);
    var accepted = done(books.accept(partner, proposed.id(), 1));
    var agreement =
        new Agreement(
            Objects.requireNonNull(accepted.versions().getFirst().inForceFrom()),
            Map.of(owner, percent, partner, 10_000 - percent),
            first,
            toRecoup);
    reckoning.agree(video, agreement);
    collaborations.put(video, accepted.id());
    agreements.computeIfAbsent(accepted.id(), _ -> new ArrayList<>()).add(agreement);
  }

  private static Collaborations.Collaboration done(Change change) {
    assertThat(change).isInstanceOf(Change.Done.class);
    return ((Change.Done) change).collaboration();
  }

  // ── credits ──

  private void reserveCredits() {
    var creator = someCreator();
    var wanted = 10 * (1 + random.nextInt(20));
    var soon = random.nextInt(5) == 0;
    var key = name + "-job-" + ++number;
    var lease = soon ? Duration.ofMillis(1) : Duration.ofDays(3650);
    var reservation = surviving(() -> credits.reserve(creator, key, wanted, lease));
    touched.addAll(CreditReckoning.accounts(creator));
    var missing = credited.reserve(key, creator, wanted, soon, now());
    if (missing >= 0) {
      assertThat(reservation).isEqualTo(new Credits.Reservation.NotEnough(missing, wanted));
    } else {
      assertThat(reservation).isInstanceOf(Credits.Reservation.Reserved.class);
    }
  }

  private void endCredits() {
    if (random.nextInt(4) == 0) {
      expireLeases();
      return;
    }
    some(credited.jobs())
        .ifPresent(key -> {
          var job = credited.job(key);
          var captured = random.nextBoolean();
          var resolution = surviving(() -> captured ? credits.capture(key) : credits.release(key));
          if (!job.state.equals("held")) {
            assertThat(resolution).isInstanceOf(Credits.Resolution.AlreadyEnded.class);
          } else if (!died) {
            assertThat(resolution).isInstanceOf(Credits.Resolution.Resolved.class);
          }
          credited.end(key, captured ? "captured" : "released", now());
          touched.addAll(CreditReckoning.accounts(job.creator));
        });
  }

  private void expireLeases() {
    var expired = surviving(credits::expireLeases);
    var ours = credited.expireLeases(now());
    assertThat(died || expired == ours).as("%d leases, %d expired", ours, expired).isTrue();
    creators.forEach(creator -> touched.addAll(CreditReckoning.accounts(creator)));
  }

  private void giveCredits() {
    var creator = someCreator();
    if (random.nextInt(3) == 0) {
      surviving(credits::renew);
      credited.renew(creators, now());
      creators.forEach(each -> touched.addAll(CreditReckoning.accounts(each)));
      return;
    }
    var more = 1 + random.nextInt(50);
    var key = name + "-" + ++number;
    surviving(() -> credits.give(key, creator, more, "simulated"));
    credited.give(creator, more, now());
    assertThat(credits.give(key, creator, more, "simulated"))
        .isInstanceOf(Credits.Giving.AlreadyGiven.class);
    touched.addAll(CreditReckoning.accounts(creator));
    assertThat(credits.balance(creator).orElseThrow().remaining())
        .as("credits of %d", creator)
        .isEqualTo(credited.remaining(creator, now()));
  }

  private Instant now() {
    return clock.instant();
  }

  // ── payouts ──

  private void payOne() {
    var creator = someCreator();
    var before = Set.copyOf(known.keySet());
    var payable = payable(creator, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    dying(() -> runs.payNow(creator, "somebody"));
    arePaid(payable, before, !died);
  }

  private void weeklyRun() {
    var before = Set.copyOf(known.keySet());
    var friday = runs.lastDue();
    var finished =
        runs.newest(1_000).stream()
            .anyMatch(run ->
                run.period().equals(friday)
                    && run.finishedAt() != null
                    && run.kind().equals("weekly"));
    var payable = new HashMap<String, Long>();
    creators.forEach(creator -> payable.putAll(payable(creator, friday)));
    dying(() -> runs.run(friday, "the schedule"));
    arePaid(payable, before, false);
    if (finished) {
      assertThat(known.keySet()).as("a Friday that was run").isEqualTo(before);
    }
  }

  /// What one creator would be paid now for that period: everything from the minimum on, where
  /// nothing is owed and the period has no payout yet. What has three decimals is not paid out.
  private Map<String, Long> payable(long creator, LocalDate period) {
    var periods =
        db.resultQuery(
                "select currency from payouts.payout where creator_id = ? and period = ?::date and state not in ('failed', 'cancelled', 'returned')",
                creator,
                period.toString())
            .fetchSet(0, String.class);
    var payable = new HashMap<String, Long>();
    for (var code : CURRENCIES) {
      var available = -reckoning.of(Reckoning.place(code, creator, "available"));
      var minimum =
          BigDecimal.valueOf(50)
              .movePointRight(Currency.getInstance(code).getDefaultFractionDigits())
              .longValueExact();
      if (available >= minimum
          && !code.equals("KWD")
          && reckoning.of(Reckoning.place(code, creator, "debt")) == 0
          && !periods.contains(code)) {
        payable.put(code + " " + creator, available);
      }
    }
    return payable;
  }

  private void arePaid(Map<String, Long> payable, Set<Long> before, boolean all) {
    var paid = new HashMap<String, Long>();
    known.forEach((id, payout) -> {
      if (!before.contains(id)) {
        paid.put(payout.currency() + " " + payout.creator(), payout.minor());
      }
    });
    if (all) {
      assertThat(paid).isEqualTo(payable);
    } else {
      assertThat(payable).containsAllEntriesOf(paid);
    }
  }

  private void cancelOrApprove() {
    if (random.nextBoolean()) {
      for (var payout : payouts.waitingForApproval()) {
        payouts.approve(payout.payoutId());
      }
    } else {
      dying(() -> somePayout(payoutId -> payouts.cancel(payoutId, "simulated")));
    }
  }

  private void somePayout(java.util.function.LongConsumer deed) {
    some(List.copyOf(known.keySet())).ifPresent(deed::accept);
  }

  /// What the rows of payouts say moves the auditor's money: from available to in payout, to
  /// clearing, and back.
  private void takeInPayouts() {
    var clearing = new HashSet<String>();
    for (var row :
        db.fetch(
            "select payout_id, creator_id, currency, amount_minor, state, attempt_key from payouts.payout where payout_id > ?",
            lastPayoutBefore)) {
      var id = row.get("payout_id", Long.class);
      var now =
          new Known(
              row.get("creator_id", Long.class),
              row.get("currency", String.class),
              row.get("amount_minor", Long.class),
              PayoutState.of(row.get("state", String.class)),
              row.get("attempt_key", String.class));
      var before = known.put(id, now);
      clearing.add(now.currency() + " liabilities:clearing:" + SimulatedRail.NAME);
      var from = before == null ? place(now, PayoutState.CANCELLED) : place(now, before.state());
      var to = place(now, now.state());
      if (!from.equals(to)) {
        reckoning.move(from, now.minor());
        reckoning.move(to, -now.minor());
      }
    }
    touched.addAll(clearing);
    for (var creator : creators) {
      for (var code : CURRENCIES) {
        touched.add(Reckoning.place(code, creator, "available"));
        touched.add(Reckoning.place(code, creator, "in-payout"));
      }
    }
    providerAgrees();
  }

  private static String place(Known payout, PayoutState state) {
    if (state.over()) {
      return Reckoning.place(payout.currency(), payout.creator(), "available");
    }
    return state.held()
        ? Reckoning.place(payout.currency(), payout.creator(), "in-payout")
        : payout.currency() + " liabilities:clearing:" + SimulatedRail.NAME;
  }

  /// The provider's own book is the judge: nobody is paid twice, and nobody is paid whose money
  /// came back.
  private void providerAgrees() {
    assertThat(rail.doublePayments()).as("payments made twice").isZero();
    for (var payout : known.values()) {
      var key = payout.key();
      var there = key == null ? null : rail.payments().get(key);
      if (payout.state() == PayoutState.FAILED || payout.state() == PayoutState.CANCELLED) {
        assertThat(there == null || !there.live()).as("%s was paid", payout).isTrue();
      }
      if (there != null) {
        assertThat(there.minor).as("amount at the provider").isEqualTo(payout.minor());
      }
    }
    assertThat(
            db.fetchValue(
                """
                select count(*) from payouts.payout as p join public.creator_payouts as c on c.id = p.payout_id
                where p.payout_id > ? and (c.status <> payouts.contract_status(p.state) or c.transaction_id is distinct from p.reference)
                """,
                lastPayoutBefore))
        .as("rows of the contract that tell something else")
        .isEqualTo(0L);
  }

  // ── the bank ──

  private void statement() {
    var code = CURRENCIES.get(random.nextInt(3));
    var bank = Objects.requireNonNull(banks.get(code));
    var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var inBank = code + " assets:bank";
    var clearing = code + " liabilities:clearing:" + SimulatedRail.NAME;
    touched.addAll(List.of(inBank, clearing, code + " expenses:bank-fees"));
    if (random.nextInt(8) == 0 && bank.again().length > 0) {
      assertThat(reconciliation.read(bank.again()))
          .isEqualTo(new Reconciliation.Reading.ReadBefore());
      return;
    }
    for (var payout : known.values()) {
      var key = payout.key();
      var there = key == null ? null : rail.payments().get(key);
      if (key == null || there == null || !payout.currency().equals(code)) {
        continue;
      }
      if (there.status == Report.Status.PAID
          && random.nextInt(3) == 0
          && !shownLeaving.contains(key)) {
        if (random.nextInt(8) == 0) {
          // One unit off: a mismatch, of which nothing is booked.
          bank.leaves(key, payout.minor() + 1, day);
          continue;
        }
        shownLeaving.add(key);
        bank.leaves(key, payout.minor(), day);
        reckoning.move(inBank, -payout.minor());
        reckoning.move(clearing, payout.minor());
      } else if (!there.live() && shownLeaving.contains(key) && shownBack.add(key)) {
        bank.comesBack(key, payout.minor(), day);
        reckoning.move(inBank, payout.minor());
        reckoning.move(clearing, -payout.minor());
      }
    }
    if (random.nextBoolean()) {
      var fee = 1 + random.nextInt(300);
      bank.fee(fee, day);
      reckoning.move(inBank, -fee);
      reckoning.move(code + " expenses:bank-fees", fee);
    }
    bank.somethingElse(1 + random.nextInt(900), day);
    var file = bank.statement(day);
    var reading = surviving(() -> reconciliation.read(file));
    assertThat(reading)
        .isInstanceOfAny(
            Reconciliation.Reading.Read.class,
            died ? Reconciliation.Reading.ReadBefore.class : Reconciliation.Reading.Read.class);
    takeInPayouts();
  }

  // ── time ──

  private void timePasses() {
    switch (random.nextInt(5)) {
      case 0 -> advance(Duration.ofMinutes(random.nextInt(10)));
      case 1 -> advance(Duration.ofHours(random.nextInt(12)));
      case 2 -> advance(Duration.ofMinutes(-random.nextInt(20)));
      case 3 -> advance(Duration.ofHours(20 + random.nextInt(10)));
      default -> rail.drift(Duration.ofMinutes(random.nextInt(91) - 45L));
    }
  }

  private void advance(Duration span) {
    if (clock.instant().plus(span).isBefore(end)) {
      clock.advance(span);
    }
  }

  /// Some of what is new, or all: balances must be the same either way.
  private void seal() {
    if (random.nextInt(5) == 0) {
      surviving(() -> ledger.seal(1 + random.nextInt(20)));
    } else {
      while (surviving(() -> ledger.seal(5_000)) > 0) {
        // until nothing waits
      }
    }
  }

  // ── looking ──

  private void entriesAre(Map<String, Map<String, Long>> expected) {
    var found = new HashMap<String, Map<String, Long>>();
    db.resultQuery(
            """
            select e.key, a.asset || ' ' || a.path as account, p.amount_minor
            from ledger.entry as e
            join ledger.posting as p on p.entry_id = e.entry_id
            join ledger.account as a on a.account_id = p.account_id
            where e.key = any (?::text[])
            """,
            (Object) expected.keySet().toArray(String[]::new))
        .forEach(row ->
            found
                .computeIfAbsent(row.get(0, String.class), _ -> new HashMap<>())
                .put(row.get(1, String.class), row.get(2, Long.class)));
    expected.forEach((key, lines) -> {
      assertThat(found.get(key)).as(key).isEqualTo(lines);
      touched.addAll(lines.keySet());
    });
    assertThat(db.fetchValue("select count(*) from events.money_event"))
        .as("events that still wait")
        .isEqualTo(0L);
  }

  private void look() {
    if (touched.isEmpty()) {
      return;
    }
    var names = touched.toArray(String[]::new);
    var there =
        db.resultQuery(
                """
                select t.name, b.amount_minor
                from unnest(?::text[]) as t (name)
                join ledger.account_balance as b on b.asset = split_part(t.name, ' ', 1) and b.path = split_part(t.name, ' ', 2)
                """,
                (Object) names)
            .fetchMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
    for (var account : touched) {
      assertThat(there.getOrDefault(account, 0L)).as(account).isEqualTo(reckoning.of(account));
    }
  }

  /// Every account there is, of all worlds.
  void lookAtAll() {
    var there = new HashMap<String, Long>();
    db.fetch(
            "select asset || ' ' || path, amount_minor from ledger.account_balance where amount_minor <> 0")
        .forEach(row -> there.put(row.get(0, String.class), row.get(1, Long.class)));
    var expected = new HashMap<>(reckoning.balances);
    expected.values().removeIf(minor -> minor == 0);
    assertThat(there).isEqualTo(expected);
    agreements.forEach((id, all) ->
        assertThat(
                db.resultQuery("select revenue from public.creator_collaborations where id = ?", id)
                    .fetchSingle(0, BigDecimal.class))
            .as("revenue of collaboration %d in %s", id, currency)
            .isEqualByComparingTo(
                BigDecimal.valueOf(
                        all.stream().mapToLong(agreement -> agreement.booked).sum(),
                        currency.getDefaultFractionDigits())
                    .setScale(2, java.math.RoundingMode.HALF_UP)));
  }

  /// Everything heals: the provider answers, each payout ends where the provider's payment is, all
  /// that is pending is released, and nobody of this world is paid any more.
  void settle() {
    rail.faultless();
    payouts.waitingForApproval().forEach(payout -> payouts.approve(payout.payoutId()));
    submission.submitDue();
    for (var i = 0; i < 40; i++) {
      clock.advance(Duration.ofHours(25));
      followUp.lookAtDue();
    }
    takeInPayouts();
    for (var payout : known.values()) {
      var key = payout.key();
      if (key == null) {
        continue;
      }
      var there = rail.payments().get(key);
      if (there == null) {
        assertThat(payout.state()).as("never reached the provider").isEqualTo(PayoutState.UNKNOWN);
      } else if (there.live()) {
        assertThat(payout.state())
            .as("%s, at the provider %s", payout, there.status)
            .isIn(
                PayoutState.of(there.status.name().toLowerCase(java.util.Locale.ROOT)),
                PayoutState.CONFIRMED);
      } else {
        assertThat(payout.state().over()).as("%s is not live there", payout).isTrue();
      }
      happened.merge("ended " + payout.state(), 1, Integer::sum);
    }
    touched.clear();
    release();
    expireHolds();
    expireLeases();
    var ids = creators.toArray(Long[]::new);
    db.query(
            "update payouts.payee set paused_by_platform = 'over' where creator_id = any (?::bigint[])",
            (Object) ids)
        .execute();
    db.query(
            "update public.users set is_creator = false where id = any (?::bigint[])", (Object) ids)
        .execute();
    look();
    lookAtAll();
  }

  private long someCreator() {
    return creators.get(random.nextInt(creators.size()));
  }

  private <T> java.util.Optional<T> some(Collection<T> all) {
    if (all.isEmpty()) {
      return java.util.Optional.empty();
    }
    return all.stream().skip(random.nextInt(all.size())).findFirst();
  }
}
