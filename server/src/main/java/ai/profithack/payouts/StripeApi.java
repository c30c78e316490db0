package ai.profithack.payouts;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Account;
import com.stripe.model.AccountLink;
import com.stripe.model.Balance;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Payout;
import com.stripe.model.StripeCollection;
import com.stripe.model.Transfer;
import com.stripe.model.TransferReversal;
import com.stripe.net.RequestOptions;
import com.stripe.param.AccountCreateParams;
import com.stripe.param.AccountLinkCreateParams;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.PayoutCreateParams;
import com.stripe.param.PayoutListParams;
import com.stripe.param.TransferCreateParams;
import com.stripe.param.TransferListParams;
import com.stripe.param.TransferReversalCreateParams;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// The calls to Stripe that payouts need. Each has a time limit and is made once: trying again is
/// decided by whoever knows under which key, and how old that is.
///
/// Nothing it logs has a key, an account or a body.
@Component
class StripeApi {
  private static final Logger LOG = LoggerFactory.getLogger(StripeApi.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration READ = Duration.ofSeconds(30);
  private static final long PAGE = 100;
  private static final String OUR_KEY = "payout_key";

  private final StripeSettings settings;
  private final StripeClient client;

  @Autowired
  StripeApi(StripeSettings settings) {
    this(settings, READ);
  }

  /// `answersWithin` is how long Stripe may be silent; then the call has no answer.
  StripeApi(StripeSettings settings, Duration answersWithin) {
    this.settings = settings;
    this.client =
        StripeClient.builder()
            .setApiKey(settings.key().isEmpty() ? "none" : settings.key())
            .setApiBase(settings.base())
            .setConnectTimeout((int) CONNECT.toMillis())
            .setReadTimeout((int) answersWithin.toMillis())
            .setMaxNetworkRetries(0)
            .build();
  }

  /// How a call can end.
  sealed interface Answer<T> {
    /// Stripe did it, or found it.
    record Said<T>(T object) implements Answer<T> {}

    /// Stripe refused it for good: nothing was done. `code` is Stripe's, empty where it gave none.
    record Refused<T>(String code, String sentence) implements Answer<T> {}

    /// There is no answer that can be relied on.
    record Silence<T>(String why) implements Answer<T> {}
  }

  /// A call of the SDK.
  private interface Call<T> {
    T make() throws StripeException;
  }

  /// Platform → connected account.
  Answer<Transfer> transfer(Order order, String key, boolean first) {
    return once(
        first,
        () ->
            client
                .v1()
                .transfers()
                .create(
                    TransferCreateParams.builder()
                        .setAmount(StripeAmounts.units(order.amount()))
                        .setCurrency(StripeAmounts.code(order.amount()))
                        .setDestination(order.account())
                        .setTransferGroup(order.key())
                        .setDescription("Payout " + order.payoutId())
                        .putMetadata(OUR_KEY, order.key())
                        .build(),
                    options(key, null)));
  }

  /// The transfer of this order; empty where Stripe has none.
  Answer<Optional<Transfer>> findTransfer(Order order) {
    return once(
        false,
        () ->
            client
                .v1()
                .transfers()
                .list(
                    TransferListParams.builder()
                        .setTransferGroup(order.key())
                        .setLimit(PAGE)
                        .build(),
                    options(null, null))
                .getData()
                .stream()
                .findFirst());
  }

  Answer<Transfer> transfer(String id) {
    return once(false, () -> client.v1().transfers().retrieve(id, options(null, null)));
  }

  /// Connected account → platform: the whole transfer.
  Answer<TransferReversal> reverse(Order order, String transferId, String key, boolean first) {
    return once(
        first,
        () ->
            client
                .v1()
                .transfers()
                .reversals()
                .create(
                    transferId,
                    TransferReversalCreateParams.builder()
                        .setAmount(StripeAmounts.units(order.amount()))
                        .putMetadata(OUR_KEY, order.key())
                        .build(),
                    options(key, null)));
  }

  /// Connected account → its bank.
  Answer<Payout> payOut(Order order, String key, boolean first) {
    return once(
        first,
        () ->
            client
                .v1()
                .payouts()
                .create(
                    PayoutCreateParams.builder()
                        .setAmount(StripeAmounts.units(order.amount()))
                        .setCurrency(StripeAmounts.code(order.amount()))
                        .setDescription("Payout " + order.payoutId())
                        .putMetadata(OUR_KEY, order.key())
                        .build(),
                    options(key, order.account())));
  }

  /// The payout of this order among those of its account since then; empty where there is none.
  Answer<Optional<Payout>> findPayout(Order order, Instant since) {
    return once(
        false,
        () -> {
          String after = null;
          while (true) {
            var page = payouts(order, since, after);
            var found =
                page.getData().stream()
                    .filter(one ->
                        one.getMetadata() != null
                            && order.key().equals(one.getMetadata().get(OUR_KEY)))
                    .findFirst();
            if (found.isPresent() || !page.getHasMore()) {
              return found;
            }
            after = page.getData().getLast().getId();
          }
        });
  }

  private StripeCollection<Payout> payouts(Order order, Instant since, @Nullable String after)
      throws StripeException {
    var params =
        PayoutListParams.builder()
            .setLimit(PAGE)
            .setCreated(PayoutListParams.Created.builder().setGte(since.getEpochSecond()).build());
    if (after != null) {
      params.setStartingAfter(after);
    }
    return client.v1().payouts().list(params.build(), options(null, order.account()));
  }

  Answer<Payout> payout(Order order, String id) {
    return once(false, () -> client.v1().payouts().retrieve(id, options(null, order.account())));
  }

  Answer<Payout> cancelPayout(Order order, String id) {
    return once(false, () -> client.v1().payouts().cancel(id, options(null, order.account())));
  }

  Answer<Account> account(String id) {
    return once(true, () -> client.v1().accounts().retrieve(id, options(null, null)));
  }

  /// What is in a connected account.
  Answer<Balance> balance(String account) {
    return once(true, () -> client.v1().balance().retrieve(options(null, account)));
  }

  /// A new connected account whose owner is led through everything by Stripe, and that pays out
  /// only when it is told to.
  Answer<Account> createAccount(long creatorId, @Nullable String country, String key) {
    var params =
        AccountCreateParams.builder()
            .setType(AccountCreateParams.Type.EXPRESS)
            .setCapabilities(
                AccountCreateParams.Capabilities.builder()
                    .setTransfers(
                        AccountCreateParams.Capabilities.Transfers.builder()
                            .setRequested(true)
                            .build())
                    .build())
            .setSettings(
                AccountCreateParams.Settings.builder()
                    .setPayouts(
                        AccountCreateParams.Settings.Payouts.builder()
                            .setSchedule(
                                AccountCreateParams.Settings.Payouts.Schedule.builder()
                                    .setInterval(
                                        AccountCreateParams.Settings.Payouts.Schedule.Interval
                                            .MANUAL)
                                    .build())
                            .build())
                    .build())
            .putMetadata("creator_id", Long.toString(creatorId));
    if (country != null) {
      params.setCountry(country);
    }
    return once(true, () -> client.v1().accounts().create(params.build(), options(key, null)));
  }

  /// The way for its owner to tell Stripe what it needs; good for a few minutes and one visit.
  Answer<AccountLink> onboarding(String account, String backTo) {
    return once(
        true,
        () ->
            client
                .v1()
                .accountLinks()
                .create(
                    AccountLinkCreateParams.builder()
                        .setAccount(account)
                        .setType(AccountLinkCreateParams.Type.ACCOUNT_ONBOARDING)
                        .setRefreshUrl(backTo)
                        .setReturnUrl(backTo)
                        .build(),
                    options(null, null)));
  }

  /// A page of what moved on the platform's own balance since then, newest first.
  Answer<StripeCollection<BalanceTransaction>> balanceLines(Instant since, @Nullable String after) {
    var params =
        BalanceTransactionListParams.builder()
            .setLimit(PAGE)
            .setCreated(
                BalanceTransactionListParams.Created.builder()
                    .setGte(since.getEpochSecond())
                    .build());
    if (after != null) {
      params.setStartingAfter(after);
    }
    return once(
        false, () -> client.v1().balanceTransactions().list(params.build(), options(null, null)));
  }

  private RequestOptions options(@Nullable String idempotencyKey, @Nullable String account) {
    var options = RequestOptions.builder();
    if (idempotencyKey != null) {
      options.setIdempotencyKey(idempotencyKey);
    }
    if (account != null) {
      options.setStripeAccount(account);
    }
    return options.build();
  }

  /// Makes a call. `first` says that nothing was asked under its key before: what is refused before
  /// Stripe looks at the key (401, 403) proves nothing of what an earlier call may have done.
  private <T> Answer<T> once(boolean first, Call<T> call) {
    if (settings.unavailable().isPresent()) {
      return new Answer.Silence<>("Stripe is not configured.");
    }
    try {
      return new Answer.Said<>(call.make());
    } catch (StripeException refusal) {
      var status = refusal.getStatusCode();
      var code = refusal.getCode() == null ? "" : refusal.getCode();
      LOG.info("Stripe answered {} {} to request {}.", status, code, refusal.getRequestId());
      return isDefinite(status, code, refusal, first)
          ? new Answer.Refused<>(code, sentence(refusal))
          : new Answer.Silence<>(
              status == null || status == 0
                  ? "The connection to Stripe was lost."
                  : "Stripe answered " + status + (code.isEmpty() ? "." : " (" + code + ")."));
    }
  }

  private static boolean isDefinite(
      @Nullable Integer status, String code, StripeException refusal, boolean first) {
    if (status == null || status < 400 || status >= 500) {
      return false;
    }
    var error = refusal.getStripeError();
    var ofTheKey =
        code.startsWith("idempotency")
            || (error != null && "idempotency_error".equals(error.getType()));
    return switch (status) {
      case 409, 429 -> false;
      case 401, 403 -> first;
      default -> !ofTheKey && !code.equals("lock_timeout") && !code.equals("rate_limit");
    };
  }

  /// Stripe's own sentence, without the parts that name keys or accounts.
  private static String sentence(StripeException refusal) {
    var error = refusal.getStripeError();
    var text = error == null || error.getMessage() == null ? "" : error.getMessage();
    var clean =
        text.replaceAll("(sk|rk)_(test|live)_[\\w*]+", "the key")
            .replaceAll("acct_\\w+", "the account")
            .strip();
    var code = refusal.getCode();
    return clean.isEmpty()
        ? "Stripe refused it" + (code == null ? "." : ": " + code.toLowerCase(Locale.ROOT) + ".")
        : "Stripe: " + clean.substring(0, Math.min(400, clean.length()));
  }
}
