package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.MoneyOut.Known;
import ai.profithack.payouts.StripeDouble.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Stripe in a world: each of its calls can fail in all its ways, it is down for a while, accounts
/// are stopped between two moves, the platform's balance is empty, banks give money back; and its
/// account of the balance, which proves payouts.
final class MoneyAtStripe implements MoneyProvider {
  private static final List<String> CALLS =
      List.of(
          "POST /v1/transfers",
          "POST /v1/transfers/",
          "POST /v1/payouts",
          "GET /v1/transfers",
          "GET /v1/transfers/",
          "GET /v1/payouts",
          "GET /v1/payouts/");
  private static final Set<PayoutState> WITH_STRIPE =
      Set.of(PayoutState.ACCEPTED, PayoutState.PAID, PayoutState.CONFIRMED);
  private static final long PLENTY = 1_000_000_000_000L;

  /// How long after it was paid a payout can still fail: five business days (Stripe, the payout
  /// object's status).
  private static final Duration CAN_FAIL = Duration.ofDays(7);

  private final MoneyStage stage;
  private final StripeDouble stripe;
  private final StripeBalance balance;
  private final List<String> accounts = new ArrayList<>();
  private final Set<String> counted = new HashSet<>();

  /// When payouts were paid, by their keys.
  private final Map<String, Instant> paidAt = new HashMap<>();

  MoneyAtStripe(MoneyStage stage, StripeDouble stripe, StripeBalance balance) {
    this.stage = stage;
    this.stripe = stripe;
    this.balance = balance;
    stripe.calm();
    fill();
    counted.addAll(stripe.lines());
  }

  private void fill() {
    for (var code : List.of("usd", "jpy")) {
      stripe.empty(code);
      stripe.topUp(code, PLENTY);
    }
  }

  @Override
  public String rail() {
    return StripeRail.NAME;
  }

  @Override
  public long join(Creators people) {
    var account = stripe.account().id;
    accounts.add(account);
    return people.payable(StripeRail.NAME, "A B", account);
  }

  @Override
  public void trouble() {
    var account = accounts.get(stage.random.nextInt(accounts.size()));
    switch (stage.random.nextInt(16)) {
      case 0 -> stripe.away(true);
      case 1 -> stripe.empty("usd");
      case 2 -> stripe.restrict(account, "requirements.past_due");
      case 3 -> stripe.account(account).transfersActive = false;
      case 4, 5, 6, 7 -> mend();
      default -> {
        var faults = Fault.values();
        stripe.fail(
            CALLS.get(stage.random.nextInt(CALLS.size())),
            faults[stage.random.nextInt(faults.length)]);
      }
    }
  }

  private void mend() {
    stripe.away(false);
    fill();
    accounts.forEach(stripe::onboarded);
  }

  /// Banks do what banks do.
  @Override
  public void goOn(Collection<Known> payouts) {
    stage
        .some(
            payouts.stream()
                .filter(one -> !stripe.payoutsOf(String.valueOf(one.key())).isEmpty())
                .toList())
        .ifPresent(payout -> goOn(String.valueOf(payout.key())));
  }

  private void goOn(String key) {
    var status = status(key);
    var next =
        switch (status) {
          case "pending" -> stage.random.nextInt(6) == 0 ? "canceled" : "in_transit";
          case "in_transit" -> stage.random.nextInt(5) == 0 ? "failed" : "paid";
          case "paid" -> stage.random.nextInt(15) == 0 && canFail(key) ? "failed" : "paid";
          default -> status;
        };
    if (!next.equals(status)) {
      stripe.bank(key, next);
    }
    if (next.equals("paid")) {
      paidAt.putIfAbsent(key, stage.now());
    }
  }

  private boolean canFail(String key) {
    return stage.now().isBefore(Objects.requireNonNull(paidAt.get(key)).plus(CAN_FAIL));
  }

  private String status(String key) {
    return String.valueOf(stripe.payoutsOf(key).getFirst().get("status"));
  }

  @Override
  public List<Notice> notices(Collection<Known> payouts) {
    return stripe.notices().stream().<Notice>map(Event::new).toList();
  }

  private final class Event implements Notice {
    private final byte[] body;

    Event(byte[] body) {
      this.body = body;
    }

    @Override
    public Map<String, String> headers() {
      return signature(body, stage.now());
    }

    @Override
    public byte[] body() {
      return body;
    }
  }

  private Map<String, String> signature(byte[] body, Instant at) {
    return Map.of("stripe-signature", stripe.signature(body, at));
  }

  @Override
  public Notice forged(Notice genuine) {
    return switch (stage.random.nextInt(3)) {
      case 0 -> new Sent(Map.of(), genuine.body());
      case 1 -> new Sent(genuine.headers(), genuine.changedBody());
      default ->
          new Sent(
              signature(
                  genuine.body(),
                  stage.fromAnotherTime(Duration.ofMinutes(5), Duration.ofMinutes(5))),
              genuine.body());
    };
  }

  @Override
  public Notice foreign() {
    var stranger = Map.<String, Object>of("id", "po_" + ++stage.number, "object", "payout");
    return new Event(
        stripe.event("payout.paid", stranger, "acct_1Other", stage.random.nextBoolean()));
  }

  @Override
  public void agrees(Known payout) {
    var key = String.valueOf(payout.key());
    var transfer = MoneyProvider.only(stripe.transfersOf(key));
    var paid = MoneyProvider.only(stripe.payoutsOf(key));
    if (transfer != null) {
      assertThat(transfer.get("amount")).as("amount at Stripe").isEqualTo(payout.minor());
    }
    if (paid != null) {
      assertThat(paid.get("amount")).as("amount to the bank").isEqualTo(payout.minor());
    }
    if (payout.state().over()) {
      assertThat(transfer == null || Boolean.TRUE.equals(transfer.get("reversed")))
          .as("%s, and Stripe has %s", payout, transfer)
          .isTrue();
      assertThat(paid == null || Set.of("failed", "canceled").contains(status(key)))
          .as("%s, and Stripe has %s", payout, paid)
          .isTrue();
    }
  }

  @Override
  public void faultless() {
    stripe.calm();
    mend();
  }

  @Override
  public void agreesInTheEnd(Known payout) {
    var key = String.valueOf(payout.key());
    var state = payout.state();
    if (stripe.transfersOf(key).isEmpty()) {
      assertThat(state == PayoutState.UNKNOWN || state.over())
          .as("%s, and Stripe has nothing", payout)
          .isTrue();
      return;
    }
    var status = stripe.payoutsOf(key).isEmpty() ? "nothing" : status(key);
    assertThat(
            switch (status) {
              case "paid" -> state == PayoutState.CONFIRMED || state == PayoutState.PAID;
              case "pending", "in_transit", "nothing" ->
                  state == PayoutState.ACCEPTED || state.over();
              default -> state.over() || (WITH_STRIPE.contains(state) && isStuck(payout));
            })
        .as("%s, at Stripe %s, a person was told of %s", payout, status, told(payout))
        .isTrue();
  }

  @Override
  public boolean pays(String currency) {
    return Currency.getInstance(currency).getDefaultFractionDigits() < 3;
  }

  /// Whether it stays at Stripe what the bank did not take: its transfer was asked back, without an
  /// answer for a day or in vain, and a person was told.
  private boolean isStuck(Known payout) {
    var told = told(payout);
    told.retainAll(Set.of("stripe_reversal_unknown", "stripe_reversal_refused"));
    told.forEach(kind -> stage.happened.merge(kind, 1, Integer::sum));
    var transfer =
        Objects.requireNonNull(
            MoneyProvider.only(stripe.transfersOf(String.valueOf(payout.key()))));
    return !told.isEmpty() && !Boolean.TRUE.equals(transfer.get("reversed"));
  }

  private Set<String> told(Known payout) {
    return stage
        .db
        .resultQuery(
            """
            select e.kind from payouts.exception as e join payouts.payout as p using (payout_id)
            where p.attempt_key = ?
            """,
            payout.key())
        .fetchSet(0, String.class);
  }

  @Override
  public long most(String currency) {
    return 99_999_999;
  }

  /// Reads what moved; what the balance shows of transfers that are known here, and its fees, moves
  /// the auditor's money.
  void read() {
    // What moved before the first transfer is not ours to read.
    if (stage.random.nextInt(5) == 0 && !stripe.lines().isEmpty()) {
      stripe.charge("usd", 1 + stage.random.nextInt(500));
    }
    stage.dying(() -> {
      try {
        balance.read();
      } catch (IllegalStateException silent) {
        stage.happened.merge("balance not read", 1, Integer::sum);
      }
    });
    takeInLines();
  }

  /// Every line that was kept is one that Stripe shows, with its amount, and none is kept twice.
  private void takeInLines() {
    for (var row :
        stage.db.fetch(
            """
            select line_id, currency, amount_minor, outcome, read_at >= occurred_at + interval '1 day' as late
            from payouts.stripe_balance_line
            """)) {
      var id = row.get("line_id", String.class);
      if (!counted.add(id)) {
        continue;
      }
      var line = Objects.requireNonNull(stripe.line(id), id);
      var minor = row.get("amount_minor", Long.class);
      var code = row.get("currency", String.class);
      assertThat(line.get("amount")).as(id).isEqualTo(minor);
      assertThat(String.valueOf(line.get("currency")).toUpperCase(Locale.ROOT)).isEqualTo(code);
      var outcome = row.get("outcome", String.class);
      if (outcome.equals("not_ours") && row.get("late", Boolean.class)) {
        // Whoever asked for the transfer died or heard nothing, and nobody looked for a day.
        stage.happened.merge("line of a transfer not known in time", 1, Integer::sum);
        continue;
      }
      assertThat(outcome)
          .as("%s", line)
          .isEqualTo(
              switch (String.valueOf(line.get("type"))) {
                case "transfer" -> "settles";
                case "transfer_refund" -> "returns";
                default -> "fee";
              });
      var counter =
          outcome.equals("fee")
              ? code + " expenses:payout-fees:stripe"
              : code + " liabilities:clearing:stripe";
      stage.reckoning.move(code + " assets:rails:stripe", minor);
      stage.reckoning.move(counter, -minor);
    }
  }

  /// Everything that moved was read.
  void settle() {
    balance.read();
    takeInLines();
    assertThat(counted).as("lines of the balance").containsAll(stripe.lines());
  }
}
