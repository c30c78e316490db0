package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.MoneyOut.Known;
import ai.profithack.payouts.PayPalDouble.Fault;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/// PayPal in a world: calls that are lost, refused and answered with nonsense, an empty balance,
/// payments that nobody claims, that are looked into and that come back.
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

  private final MoneyStage stage;
  private final PayPalDouble paypal;

  MoneyAtPayPal(MoneyStage stage, PayPalDouble paypal) {
    this.stage = stage;
    this.paypal = paypal;
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
    } else if (batch.status.equals("PENDING") && stage.random.nextInt(10) == 0) {
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
                new Sent(
                    stage.random.nextBoolean()
                        ? paypal.noticeOf("PAYMENT.PAYOUTS-ITEM.SUCCEEDED", key)
                        : paypal.noticeOfBatch("PAYMENT.PAYOUTSBATCH.SUCCESS", key))))
        .orElse(List.of());
  }

  private record Sent(PayPalDouble.Sent sent) implements Notice {
    @Override
    public Map<String, String> headers() {
      return sent.headers();
    }

    @Override
    public byte[] body() {
      return sent.body();
    }
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
              case "SUCCESS" -> state == PayoutState.PAID;
              case "ONHOLD" -> state == PayoutState.ON_HOLD;
              case "UNCLAIMED" -> state == PayoutState.UNCLAIMED;
              default -> state.over();
            })
        .as("%s, at PayPal %s", payout, status)
        .isTrue();
  }

  @Override
  public boolean pays(String currency) {
    return Currency.getInstance(currency).getDefaultFractionDigits() < 3;
  }

  /// A quarter of a unit, where the currency has parts of one.
  @Override
  public long fee(String currency) {
    return Currency.getInstance(currency).getDefaultFractionDigits() == 2 ? 25 : 0;
  }
}
