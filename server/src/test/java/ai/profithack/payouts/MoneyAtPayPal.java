package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.MoneyOut.Known;
import ai.profithack.payouts.PayPalDouble.Fault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// PayPal in a world: calls that are lost, refused and answered with nonsense, an empty balance,
/// payments that nobody claims, that are looked into and that come back; and its report of the
/// balance, which proves payouts: hours late, failing, with transactions twice, with amounts and
/// fees that are others than was said, and with what is not about payouts.
final class MoneyAtPayPal implements MoneyProvider {
  /// All but the slow one: it would only make the world slow.
  private static final List<Fault> FAULTS =
      List.of(
          Fault.LOST_REQUEST,
          Fault.LOST_ANSWER,
          Fault.UNAVAILABLE,
          Fault.BROKEN,
          Fault.TOO_MANY,
          Fault.NONSENSE);

  /// With PayPal, and not proved to have been paid.
  private static final Set<PayoutState> OPEN =
      Set.of(PayoutState.ACCEPTED, PayoutState.UNCLAIMED, PayoutState.ON_HOLD, PayoutState.PAID);

  /// The code of a payment on reports.
  private static final String PAID = "T0001";

  private final MoneyStage stage;
  private final PayPalDouble paypal;
  private final PayPalReportJob report;

  /// Transactions that were kept.
  private final Set<String> counted = new HashSet<>();

  /// The payouts, by their keys, that a transaction paid, gave back, or is about without fitting.
  private final Set<String> settled = new HashSet<>();

  private final Set<String> returned = new HashSet<>();
  private final Set<String> mismatched = new HashSet<>();

  MoneyAtPayPal(MoneyStage stage, PayPalDouble paypal, PayPalReportJob report) {
    this.stage = stage;
    this.paypal = paypal;
    this.report = report;
    paypal.behave();
  }

  @Override
  public String rail() {
    return PayPalRail.NAME;
  }

  @Override
  public long join(Creators people) {
    return people.payable(
        PayPalRail.NAME, "A B", "creator%d@example.org".formatted(++stage.number));
  }

  @Override
  public void trouble() {
    if (stage.random.nextInt(3) == 0) {
      troubleWithReports();
      return;
    }
    switch (stage.random.nextInt(12)) {
      case 0 -> paypal.away(true);
      case 1 -> paypal.balance(BigDecimal.TEN);
      case 2 -> paypal.expireTokens();
      case 3 -> paypal.listsItems(stage.random.nextBoolean());
      case 4, 5, 6 -> {
        paypal.away(false);
        paypal.balance(null);
      }
      default -> paypal.next(FAULTS.get(stage.random.nextInt(FAULTS.size())));
    }
  }

  private void troubleWithReports() {
    switch (stage.random.nextInt(10)) {
      case 0 -> paypal.reports(false);
      case 1 -> paypal.reportsLater(Duration.ofHours(3 + stage.random.nextInt(10)));
      case 2 -> paypal.pageLimit(50 + stage.random.nextInt(50));
      case 3 -> paypal.reportLimit(60 + stage.random.nextInt(60));
      case 4 -> paypal.reportsRepeat(stage.random.nextBoolean());
      case 5 -> paypal.feesComeBack(stage.random.nextBoolean());
      case 6 -> paypal.reportedFee(new BigDecimal(stage.random.nextBoolean() ? "0.30" : "0.25"));
      case 7 ->
          paypal.reportedBeside(stage.random.nextInt(4) == 0 ? BigDecimal.ONE : BigDecimal.ZERO);
      case 8 ->
          paypal.report(
              stage.random.nextBoolean() ? "T0006" : PAID,
              "-%d.01".formatted(1 + stage.random.nextInt(9_000)));
      default -> {
        paypal.reports(true);
        paypal.nextReports(FAULTS.get(stage.random.nextInt(FAULTS.size())));
      }
    }
  }

  @Override
  public void goOn(Collection<Known> payouts) {
    stage
        .some(
            payouts.stream()
                .filter(one -> !paypal.items(String.valueOf(one.key())).isEmpty())
                .toList())
        .ifPresent(payout -> goOn(String.valueOf(payout.key())));
  }

  private void goOn(String key) {
    var batch = paypal.batchOf(key);
    if (batch.status.equals("PENDING") && stage.random.nextInt(4) > 0) {
      batch.status = "SUCCESS";
    } else if (batch.status.equals("PENDING")
        && stage.random.nextInt(10) == 0
        && batch.items.stream().allMatch(item -> item.status.equals("PENDING"))) {
      batch.status = "DENIED";
      batch.items.forEach(item -> paypal.says(item.key, "FAILED", "DENIED"));
      return;
    }
    var status = paypal.items(key).getFirst().status;
    var next =
        switch (status) {
          case "PENDING" ->
              switch (stage.random.nextInt(10)) {
                case 0 -> "FAILED";
                case 1, 2 -> "UNCLAIMED";
                case 3 -> "ONHOLD";
                default -> "SUCCESS";
              };
          case "UNCLAIMED" -> stage.random.nextBoolean() ? "SUCCESS" : "RETURNED";
          case "ONHOLD" -> stage.random.nextInt(4) == 0 ? "FAILED" : "SUCCESS";
          case "SUCCESS" ->
              switch (stage.random.nextInt(40)) {
                case 0 -> "REFUNDED";
                case 1 -> "REVERSED";
                default -> "SUCCESS";
              };
          default -> status;
        };
    paypal.says(key, next, next.equals("FAILED") ? "RECEIVER_UNCONFIRMED" : null);
  }

  @Override
  public List<Notice> notices(Collection<Known> payouts) {
    return stage
        .some(
            payouts.stream()
                .filter(one -> !paypal.items(String.valueOf(one.key())).isEmpty())
                .toList())
        .map(payout -> String.valueOf(payout.key()))
        .<List<Notice>>map(key ->
            List.of(
                sent(
                    stage.random.nextBoolean()
                        ? paypal.noticeOf("PAYMENT.PAYOUTS-ITEM.SUCCEEDED", key)
                        : paypal.noticeOfBatch("PAYMENT.PAYOUTSBATCH.SUCCESS", key))))
        .orElse(List.of());
  }

  private static Notice sent(PayPalDouble.Sent sent) {
    return new Sent(sent.headers(), sent.body());
  }

  @Override
  public Notice forged(Notice genuine) {
    return switch (stage.random.nextInt(3)) {
      case 0 -> new Sent(Map.of(), genuine.body());
      case 1 -> new Sent(genuine.headers(), genuine.changedBody());
      default ->
          sent(
              paypal.signed(
                  genuine.body(),
                  stage.fromAnotherTime(Duration.ofDays(4), Duration.ofMinutes(5))));
    };
  }

  @Override
  public Notice foreign() {
    var stranger = JsonMapper.shared().createObjectNode().put("payout_item_id", "NOBODY");
    return sent(paypal.notice("PAYMENT.PAYOUTS-ITEM.SUCCEEDED", "payouts_item", stranger));
  }

  @Override
  public void agrees(Known payout) {
    var item = MoneyProvider.only(paypal.items(String.valueOf(payout.key())));
    if (item == null) {
      return;
    }
    var digits = Currency.getInstance(payout.currency()).getDefaultFractionDigits();
    assertThat(new BigDecimal(item.amount.path("value").asString()))
        .as("amount at PayPal")
        .isEqualByComparingTo(BigDecimal.valueOf(payout.minor(), digits));
    if (payout.state().over()) {
      assertThat(item.live()).as("%s is %s at PayPal", payout, item.status).isFalse();
    }
  }

  @Override
  public void faultless() {
    paypal.behave();
  }

  @Override
  public void agreesInTheEnd(Known payout) {
    var item = MoneyProvider.only(paypal.items(String.valueOf(payout.key())));
    var status = item == null ? "nothing" : item.status;
    var state = payout.state();
    assertThat(
            switch (status) {
              case "nothing" -> state == PayoutState.UNKNOWN || state.over();
              case "PENDING" -> state == PayoutState.ACCEPTED;
              case "SUCCESS" ->
                  state
                      == (mismatched.contains(payout.key())
                          ? PayoutState.PAID
                          : PayoutState.CONFIRMED);
              case "ONHOLD" -> state == PayoutState.ON_HOLD;
              case "UNCLAIMED" -> state == PayoutState.UNCLAIMED;
              case "REFUNDED", "REVERSED" ->
                  state.over() || isLeftToAPerson(payout, Objects.requireNonNull(item));
              default -> state.over();
            })
        .as("%s, at PayPal %s", payout, status)
        .isTrue();
  }

  /// Whether it came back when nobody looked any more, and by another amount than it was sent: the
  /// report shows that to a person, who has to find out what that is.
  private boolean isLeftToAPerson(Known payout, PayPalDouble.Item item) {
    return payout.state() == PayoutState.PAID
        && stage
            .db
            .resultQuery(
                """
                select p.next_look_at is null and exists (
                  select from payouts.exception as e
                  where e.payout_id = p.payout_id and e.kind = 'paypal_amount_mismatch' and e.subject = 'transaction ' || ?)
                from payouts.payout as p where p.attempt_key = ?
                """,
                "T" + item.id + "R",
                payout.key())
            .fetchSingle(0, Boolean.class);
  }

  /// The job that reads the report runs; it may fail only where PayPal does. Returns whether it got
  /// to its end.
  boolean read() {
    var works = paypal.givesReports();
    var done = new AtomicBoolean();
    stage.dying(() -> {
      try {
        report.run(null);
        done.set(true);
      } catch (IllegalStateException | PayPalClient.NoAnswer silent) {
        if (works) {
          throw new AssertionError("the report is given and was not read", silent);
        }
        stage.happened.merge("report not read", 1, Integer::sum);
      }
    });
    return done.get();
  }

  /// Every transaction that was kept is one that PayPal shows, to the unit, and counts for what it
  /// is; it moves the auditor's money. `charged` are the payouts whose fee was reckoned.
  void takeInLines(Map<Long, Known> payouts, Set<Long> charged) {
    var shown = new HashMap<String, PayPalDouble.Reported>();
    paypal.transactions().forEach(each -> shown.put(each.id(), each));
    var ids = new HashMap<String, Long>();
    payouts.forEach((id, payout) -> ids.put(String.valueOf(payout.key()), id));
    for (var row :
        stage.db.fetch(
            "select transaction_id, currency, amount_minor, fee_minor, outcome, payout_id from payouts.paypal_line")) {
      var name = row.get("transaction_id", String.class);
      if (!counted.add(name)) {
        continue;
      }
      var there = Objects.requireNonNull(shown.get(name), name);
      var code = row.get("currency", String.class);
      var minor = row.get("amount_minor", Long.class);
      var fee = row.get("fee_minor", Long.class);
      assertThat(there.moved()).as("%s moved money", there).isTrue();
      assertThat(minor).as("%s", there).isEqualTo(minor(there.amount(), code));
      assertThat(fee).as("fee of %s", there).isEqualTo(minor(there.fee(), code));
      var item = paypal.itemOf(there);
      assertThat(row.get("outcome", String.class)).as("%s", there).isEqualTo(meaning(there, item));
      stage.happened.merge("PayPal's report: " + meaning(there, item), 1, Integer::sum);
      if (item == null) {
        continue;
      }
      var rails = code + " assets:rails:paypal";
      var clearing = code + " liabilities:clearing:paypal";
      var fees = code + " expenses:payout-fees:paypal";
      if (!fits(there, item)) {
        mismatched.add(item.key);
        continue;
      }
      var payout = Objects.requireNonNull(ids.get(item.key), item.key);
      assertThat(row.get("payout_id", Long.class)).as("%s", there).isEqualTo(payout);
      var paid = there.code().equals(PAID);
      (paid ? settled : returned).add(item.key);
      // What was reckoned of the fee when PayPal said that it was paid is part of it.
      var cost = -fee - (paid && !charged.add(payout) ? fee(code) : 0);
      stage.reckoning.move(rails, minor - cost);
      stage.reckoning.move(clearing, -minor);
      stage.reckoning.move(fees, cost);
    }
  }

  private static String meaning(PayPalDouble.Reported there, PayPalDouble.@Nullable Item item) {
    if (item == null) {
      return "not_ours";
    }
    if (!fits(there, item)) {
      return "mismatched";
    }
    return there.code().equals(PAID) ? "settles" : "returns";
  }

  private static boolean fits(PayPalDouble.Reported there, PayPalDouble.Item item) {
    var asked = new BigDecimal(item.amount.path("value").asString());
    return there.amount().abs().compareTo(asked) == 0;
  }

  private static long minor(BigDecimal amount, String code) {
    return amount
        .movePointRight(Currency.getInstance(code).getDefaultFractionDigits())
        .longValueExact();
  }

  /// What the report proved is confirmed, and nothing else is.
  void confirmed(Collection<Known> payouts, boolean readToItsEnd) {
    for (var payout : payouts) {
      if (!payout.rail().equals(PayPalRail.NAME) || payout.key() == null) {
        continue;
      }
      var proved = settled.contains(payout.key()) && !returned.contains(payout.key());
      if (payout.state() == PayoutState.CONFIRMED) {
        assertThat(proved).as("%s is shown by the report", payout).isTrue();
      } else if (payout.state() == PayoutState.PAID && readToItsEnd) {
        assertThat(proved).as("%s is shown by the report, and not confirmed", payout).isFalse();
      }
    }
  }

  /// Everything that moved for payouts was read, nobody was told anything without reason, and what
  /// is left in clearing is what PayPal has not paid yet, or what does not fit.
  void settled(Map<Long, Known> payouts) {
    assertThat(counted)
        .as("transactions of the report on %s", payouts.values())
        .containsAll(
            paypal.transactions().stream()
                .filter(each -> each.moved() && paypal.itemOf(each) != null)
                .map(PayPalDouble.Reported::id)
                .toList());
    assertThat(
            stage.db.fetchValue(
                "select count(*) from payouts.exception where kind = 'paypal_not_back'"))
        .as("told that money is not back")
        .isEqualTo(0L);
    for (var code : MoneyStage.CURRENCIES) {
      var open =
          payouts.values().stream()
              .filter(one -> one.rail().equals(PayPalRail.NAME) && one.currency().equals(code))
              .filter(one -> OPEN.contains(one.state()))
              .mapToLong(Known::minor)
              .sum();
      assertThat(stage.reckoning.of(code + " liabilities:clearing:paypal"))
          .as("clearing in %s", code)
          .isEqualTo(-open);
    }
  }

  @Override
  public boolean pays(String currency) {
    return Currency.getInstance(currency).getDefaultFractionDigits() < 3;
  }

  /// 20,000.00 USD, and what we take for safely less in yen.
  @Override
  public long most(String currency) {
    return currency.equals("JPY") ? 2_500_000 : 2_000_000;
  }

  /// A quarter of a unit, where the currency has parts of one.
  @Override
  public long fee(String currency) {
    return Currency.getInstance(currency).getDefaultFractionDigits() == 2 ? 25 : 0;
  }
}
