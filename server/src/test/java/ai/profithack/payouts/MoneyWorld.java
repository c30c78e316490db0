package ai.profithack.payouts;

import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.BooksIn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.springframework.beans.factory.ListableBeanFactory;

/// Some creators and viewers, a reporting currency, a provider and a bank, to whom everything
/// happens that happens to money; and after each thing that happened, a look whether the books say
/// what [Reckoning] says.
final class MoneyWorld {
  /// From where on gifts of one account within a day are too much, in minor units.
  private static final long MOST_A_DAY = 30_000_000;

  private final MoneyStage stage;
  private final Random random;
  private final MoneyIn in;
  private final MoneyAtRisk risk;
  private final MoneyInLedger entries;
  private final MoneyShared shared;
  private final MoneyAsCredits credits;
  private final MoneyOut out;
  private final MoneyInBank bank;
  private final Ledger ledger;

  MoneyWorld(
      long seed, int largestBatch, Map<String, Integer> happened, ListableBeanFactory server) {
    this.stage = new MoneyStage(seed, largestBatch, happened, server);
    this.random = stage.random;
    var reckoning = stage.reckoning;
    this.ledger = server.getBean(Ledger.class);
    var books = new BooksIn(stage.currency, riskLimits(), server);
    var risky = new RiskReckoning(reckoning, MOST_A_DAY);
    var credited = new CreditReckoning(reckoning);
    this.in = new MoneyIn(stage, books, server);
    this.entries = new MoneyInLedger(stage, server);
    this.shared = new MoneyShared(stage, books, credited);
    this.credits = new MoneyAsCredits(stage, credited, server);
    this.risk = new MoneyAtRisk(stage, in, books, risky);
    this.out = new MoneyOut(stage, risky, server);
    this.bank = new MoneyInBank(stage, seed, out, server);
  }

  /// Limits at which some of the gifts are suspicious and most are not, in whole units.
  private String riskLimits() {
    var most =
        BigDecimal.valueOf(MOST_A_DAY, stage.currency.getDefaultFractionDigits()).toPlainString();
    return "velocity-account.amount=%1$s,velocity-account.count=0,kickback.amount=1000,ring.amount=1000,one-giver.amount=%1$s,one-giver.percent=40"
        .formatted(most);
  }

  /// One step, and the look afterwards. Returns how many operations it was.
  int step() {
    stage.begin();
    var dice = random.nextInt(100);
    var operations = dice < 6 ? in.comesIn() : dice < 9 ? entries.adjust() : one(dice);
    seal();
    stage.look();
    entries.lookBack();
    return operations;
  }

  private int one(int dice) {
    if (dice < 12) {
      return one("release", risk::release);
    } else if (dice < 13) {
      return one("tier", shared::tier);
    } else if (dice < 15) {
      return one("refunds by decision", risk::giveBack);
    } else if (dice < 20) {
      return one("collaboration", shared::collaborate);
    } else if (dice < 24) {
      return one("dispute", risk::dispute);
    } else if (dice < 28) {
      return one("hold", entries::hold);
    } else if (dice < 32) {
      return one("hold ends", entries::endHold);
    } else if (dice < 35) {
      return one("case", risk::decide);
    } else if (dice < 39) {
      return one("credits held", credits::reserve);
    } else if (dice < 44) {
      return one("credits end", credits::end);
    } else if (dice < 47) {
      return one("credits given or renewed", credits::give);
    } else if (dice < 54) {
      return one("pay one", out::payOne);
    } else if (dice < 57) {
      return one("weekly run", out::weeklyRun);
    } else if (dice < 63) {
      return one("submit", out::submit);
    } else if (dice < 69) {
      return one("look", out::lookAtDue);
    } else if (dice < 78) {
      return one("provider goes on", out::goesOn);
    } else if (dice < 80) {
      return one("report of PayPal", out::readReport);
    } else if (dice < 82) {
      return one("notices", out::notices);
    } else if (dice < 83) {
      return one("take back", out::takeBack);
    } else if (dice < 86) {
      return one("cancel or approve", out::cancelOrApprove);
    } else if (dice < 90) {
      return one("statement", bank::statement);
    } else if (dice < 92) {
      return one("balance of Stripe", out::readBalance);
    } else if (dice < 93) {
      return one("refund decided", in::decideRefund);
    } else if (dice < 95) {
      return one("persons say", out::sayWhatBecame);
    }
    return one("time passes", this::timePasses);
  }

  private int one(String what, Runnable deed) {
    deed.run();
    stage.happened.merge(what, 1, Integer::sum);
    return 1;
  }

  private void timePasses() {
    switch (random.nextInt(4)) {
      case 0 -> stage.advance(Duration.ofMinutes(random.nextInt(10)));
      case 1 -> stage.advance(Duration.ofHours(random.nextInt(12)));
      case 2 -> stage.advance(Duration.ofMinutes(-random.nextInt(20)));
      default -> stage.advance(Duration.ofHours(20 + random.nextInt(10)));
    }
  }

  /// Some of what is new, or all: balances must be the same either way.
  private void seal() {
    if (random.nextInt(5) == 0) {
      stage.surviving(() -> ledger.seal(1 + random.nextInt(20)));
    } else {
      while (stage.surviving(() -> ledger.seal(5_000)) > 0) {
        // until nothing waits
      }
    }
  }

  /// Every account as readers see it, and what is kept beside the ledger.
  void lookAtAll() {
    stage.lookAsReaders();
    shared.lookAtAll();
  }

  /// Everything heals, each payout ends where the provider's payment is, and all that is pending is
  /// released.
  void settle() {
    out.settle();
    stage.begin();
    risk.settle();
    entries.expireHolds();
    credits.expireLeases();
    stage.look();
    lookAtAll();
  }
}
