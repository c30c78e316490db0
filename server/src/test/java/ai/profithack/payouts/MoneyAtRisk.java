package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.events.EventType;
import ai.profithack.events.MoneyEvent;
import ai.profithack.monetization.BooksIn;
import ai.profithack.payouts.DisputeReckoning.Word;
import ai.profithack.payouts.Reckoning.Happening;
import ai.profithack.risk.RiskCases.Decision;
import ai.profithack.risk.RiskCases.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// Gifts that are disputed or look wrong: banks that say so early, late, twice and in any order,
/// the review before each release, persons who decide, and the refunds that follow.
final class MoneyAtRisk {
  private static final Actor PERSON = new Actor("finance-anna", Role.FINANCE, 1L, null, false);
  private static final Actor PROGRAM = new Actor("key:1", Role.FINANCE, null, null, false);
  private static final String WHY = "decided by chance";

  /// How far ahead of its own clock the log takes events.
  private static final Duration AHEAD = Duration.ofMinutes(10);

  private final MoneyStage stage;
  private final Random random;
  private final Reckoning reckoning;
  private final DisputeReckoning disputed;
  private final RiskReckoning risky;
  private final MoneyIn in;
  private final BooksIn books;
  private final List<Word> words = new ArrayList<>();
  private final Map<String, String> giftOfKey = new HashMap<>();
  private int looked;
  private long lastSignal;

  MoneyAtRisk(MoneyStage stage, MoneyIn in, BooksIn books, RiskReckoning risky) {
    this.stage = stage;
    this.random = stage.random;
    this.reckoning = stage.reckoning;
    this.disputed = new DisputeReckoning(reckoning);
    this.risky = risky;
    this.in = in;
    this.books = books;
    this.lastSignal =
        stage
            .db
            .resultQuery("select coalesce(max(signal_id), 0) from risk.signal")
            .fetchSingle(0, Long.class);
  }

  // ── disputes ──

  /// Some words of banks, and refunds among them, in one batch.
  void dispute() {
    var batch = new ArrayList<Object>();
    var size = 1 + random.nextInt(4);
    for (var i = 0; i < size; i++) {
      batch.add(random.nextInt(4) == 0 ? in.refund() : word());
    }
    for (var one : batch) {
      if (one instanceof Word word) {
        in.queue(word.id(), type(word), word.at(), word.gift());
      } else {
        in.queue(List.of((Happening) one));
      }
    }
    stage.surviving(books::book);
    var expected = new LinkedHashMap<String, Map<String, Long>>();
    for (var one : batch) {
      if (one instanceof Word word) {
        disputed.hear(word);
        stage.happened.merge("dispute " + word.kind(), 1, Integer::sum);
      } else {
        var refund = (Happening) one;
        expected.put("event:" + refund.id(), reckoning.goesBack(refund));
      }
    }
    stage.entriesAre(expected);
  }

  private static EventType type(Word word) {
    return switch (word.kind()) {
      case "disputed" -> EventType.GIFT_DISPUTED;
      case "won" -> EventType.GIFT_DISPUTE_WON;
      default -> EventType.GIFT_DISPUTE_LOST;
    };
  }

  /// About what came in lately or long ago, what is still to come, or what never will; once more
  /// what was said before; about what was disputed before.
  private Word word() {
    if (!words.isEmpty() && random.nextInt(8) == 0) {
      return words.get(random.nextInt(words.size()));
    }
    var gift = about();
    var kind =
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> "disputed";
          case 3, 4 -> "won";
          default -> "lost";
        };
    var word = new Word(stage.name + "-said-" + ++stage.number, gift, kind, in.at());
    words.add(word);
    return word;
  }

  private String about() {
    if (!words.isEmpty() && random.nextInt(3) > 0) {
      return words.get(random.nextInt(words.size())).gift();
    }
    return switch (random.nextInt(12)) {
      case 0 -> stage.name + "-nothing-" + ++stage.number;
      case 1 -> in.announce().id();
      default ->
          stage
              .some(reckoning.cameIn(random.nextBoolean() ? 40 : 4_000))
              .map(Happening::id)
              .orElse(stage.name + "-nothing");
    };
  }

  // ── review and release ──

  /// What is due is looked at, and what nothing keeps back is released.
  void release() {
    var now = stage.now();
    stage.surviving(() -> books.release(now));
    takeInSignals();
    reckoning.release(now);
  }

  /// The two rules that the auditor knows have named exactly what it would; what the others named
  /// is withheld as well.
  private void takeInSignals() {
    var news = reckoning.newsSince(looked);
    looked = reckoning.news();
    news.forEach(event -> giftOfKey.put(MoneyEvent.keyOf(event.id()).toString(), event.id()));
    var expected = risky.look(news);
    var found = new HashMap<String, Set<String>>();
    found.put(RiskReckoning.SELF, new TreeSet<>());
    found.put(RiskReckoning.VELOCITY, new TreeSet<>());
    for (var row :
        stage.db.fetch(
            """
            select s.signal_id, s.rule, s.case_id, c.creator_id, g.event_key::text as event_key, g.released
            from risk.signal as s
            join risk.case_file as c on c.case_id = s.case_id
            join risk.signal_gift as g on g.signal_id = s.signal_id
            where s.signal_id > ? order by s.signal_id, g.event_key
            """,
            lastSignal)) {
      lastSignal = row.get("signal_id", Long.class);
      var rule = row.get("rule", String.class);
      var gift = Objects.requireNonNull(giftOfKey.get(row.get("event_key", String.class)));
      found.computeIfAbsent(rule, _ -> new TreeSet<>()).add(gift);
      assertThat(row.get("released", Boolean.class))
          .as("%s was released", gift)
          .isEqualTo(reckoning.isReleased(gift));
      risky.name(rule, gift, row.get("case_id", Long.class), row.get("creator_id", Long.class));
    }
    expected.forEach((rule, gifts) -> assertThat(found.get(rule)).as(rule).isEqualTo(gifts));
    found.forEach(
        (rule, gifts) -> stage.happened.merge("risk " + rule, gifts.size(), Integer::sum));
  }

  // ── persons ──

  /// Somebody decides a case, or may not.
  void decide() {
    stage
        .some(List.copyOf(risky.cases().keySet()))
        .ifPresent(id -> decide(id, Objects.requireNonNull(risky.cases().get(id))));
  }

  private void decide(long id, RiskReckoning.Case about) {
    var actor =
        switch (random.nextInt(12)) {
          case 0 -> PROGRAM;
          case 1 -> new Actor("themself", Role.CREATOR, 2L, about.creator, false);
          default -> PERSON;
        };
    var fraud = random.nextInt(4) == 0;
    var verdict = fraud ? Verdict.CONFIRM : Verdict.RELEASE;
    var decision = stage.surviving(() -> books.risk().decide(id, verdict, WHY, lastSignal, actor));
    if (!actor.equals(PERSON)) {
      assertThat(decision).isInstanceOf(Decision.NotYours.class);
      return;
    }
    if (!about.open) {
      assertThat(decision).isInstanceOf(Decision.DecidedBefore.class);
      return;
    }
    assertThat(decision)
        .isInstanceOfAny(
            Decision.Done.class, stage.died ? Decision.DecidedBefore.class : Decision.Done.class);
    risky.decide(id, fraud, stage.now());
    stage.happened.merge(fraud ? "fraud confirmed" : "case released", 1, Integer::sum);
  }

  /// What was decided is given back. The job reports and books; between the two it may end.
  void giveBack() {
    var until = stage.now().plus(AHEAD);
    var waits = reckoning.waitsFor(until);
    var refunds = reckoning.decided(until, MoneyAtRisk::refundId);
    try {
      assertThat(books.reportRefunds()).as("refunds by decision").isEqualTo(refunds.size());
      assertThat(waits).as("refunds as of later").isFalse();
    } catch (IllegalStateException refused) {
      assertThat(waits).as("refunds as of later: %s", refused.getMessage()).isTrue();
    }
    stage.surviving(books::book);
    var expected = new LinkedHashMap<String, Map<String, Long>>();
    for (var refund : refunds) {
      expected.put("event:" + refund.id(), reckoning.goesBack(refund));
    }
    stage.entriesAre(expected);
    stage.happened.merge("refunded by decision", refunds.size(), Integer::sum);
  }

  private static String refundId(String gift) {
    return "refund-of:" + MoneyEvent.keyOf(gift);
  }

  /// Every dispute and case comes to an end.
  void settle() {
    for (var each : Map.copyOf(risky.cases()).entrySet()) {
      if (each.getValue().open) {
        books.risk().decide(each.getKey(), Verdict.RELEASE, WHY, lastSignal, PERSON);
        risky.decide(each.getKey(), false, stage.now());
      }
    }
    giveBack();
    release();
  }
}
