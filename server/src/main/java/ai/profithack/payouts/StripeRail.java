package ai.profithack.payouts;

import ai.profithack.payouts.StripeApi.Answer;
import ai.profithack.payouts.StripeMoveRepository.Move;
import ai.profithack.payouts.StripeMoveRepository.State;
import ai.profithack.payouts.StripeMoveRepository.Step;
import com.stripe.model.Payout;
import com.stripe.model.Transfer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Payouts over Stripe Connect, to a creator's connected account and from there to its bank.
///
///     transfer ──made──► payout ──paid──────────────► paid
///        │                 │
///        │ refused         │ refused, failed, canceled (also after it was paid)
///        ▼                 ▼
///      failed           reversal ──made──► failed, or returned where it had been paid
///                          │ refused
///                          ▼
///                       the amount stays with the rail, and a person is told
///
/// Each move has an idempotency key of its own, derived from the order's and saved before its first
/// call. It is asked for again only while Stripe remembers that key for sure, and only after a look
/// that did not find it; later it is looked for and never asked for again.
///
/// What was begun is carried on by every look: a payout after its transfer, a reversal after a
/// payout that failed. One caller at a time is at work on an order.
@Component
class StripeRail implements Rail.Remote {
  static final String NAME = "stripe";

  /// An hour less than the day for which Stripe keeps keys: its clock is not ours.
  private static final Duration KEY_LIFE = Duration.ofHours(23);

  /// No order is begun after so long. With the four calls that one may take, each with its time
  /// limit, all ends before a call counts as lost.
  private static final Duration BEGIN_WITHIN = Duration.ofMinutes(2);

  private static final Duration BUSY = Duration.ofMinutes(5);

  private static final String MINIMUM =
      "1, 3000 ALL, 23000 AOA, 4600 ARS, 12100 AMD, 50 AZN, 50 BAM, 20 BDT, 2500 BTN, 200 BOB, 123000 KHR, 23000 CLP, 140000 COP, 40000 KRW";

  private final StripeSettings settings;
  private final StripeApi api;
  private final StripeMoveRepository moves;
  private final StripeAccounts accounts;
  private final ExceptionRepository exceptions;
  private final Clock clock;
  private final AmountByCurrency least;
  private final int atOnce;

  /// `least` is the least that a payout to another country can be, by its currency: mostly one
  /// unit, and more where banks there take much; see [minimum payout
  /// amounts](https://docs.stripe.com/connect/cross-border-payouts/special-requirements). `atOnce`
  /// is the most orders that are at work at a time; eight are far below Stripe's limit on calls.
  StripeRail(
      StripeSettings settings,
      StripeApi api,
      StripeMoveRepository moves,
      StripeAccounts accounts,
      ExceptionRepository exceptions,
      Clock clock,
      @Value("${PROFITHACK_STRIPE_MINIMUM:" + MINIMUM + "}") String least,
      @Value("${profithack.stripe.at-once:8}") int atOnce) {
    this.settings = settings;
    this.api = api;
    this.moves = moves;
    this.accounts = accounts;
    this.exceptions = exceptions;
    this.clock = clock;
    this.least = AmountByCurrency.parse("PROFITHACK_STRIPE_MINIMUM", least, 1);
    this.atOnce = atOnce;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Stripe";
  }

  @Override
  public Optional<String> unavailable() {
    return settings.unavailable();
  }

  @Override
  public Optional<Refusal> refuses(String holder, String account, @Nullable String bic) {
    return StripeAccounts.isAccount(account)
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "account", "Stripe pays to a connected account, whose name begins with acct_."));
  }

  @Override
  public boolean carries(Currency currency) {
    return StripeAmounts.knows(currency);
  }

  @Override
  public Limits limits(Currency currency) {
    return StripeAmounts.limits(currency).from(least.of(currency).minor());
  }

  @Override
  public boolean verifiesDestinations() {
    return true;
  }

  /// By Stripe's own account of the platform's balance.
  @Override
  public boolean shownByStatements() {
    return true;
  }

  @Override
  public Duration keyLife() {
    return KEY_LIFE;
  }

  @Override
  public Map<String, Report> submit(OrderBatch batch) {
    return each(batch.orders(), order -> carryOn(order, true));
  }

  @Override
  public Map<String, Report> lookup(Collection<Order> orders) {
    return each(orders, order -> carryOn(order, false));
  }

  @Override
  public boolean takesBack(PayoutState state) {
    return state == PayoutState.ACCEPTED;
  }

  /// Takes back a payout that its bank does not have yet, and with it the transfer.
  @Override
  public Report cancel(Order order) {
    moves
        .find(order, Step.PAYOUT)
        .filter(Move::made)
        .ifPresent(move -> api.cancelPayout(order, Objects.requireNonNull(move.objectId())));
    return carryOn(order, false);
  }

  /// Some at a time, each by itself; what was not begun in time has no report.
  private Map<String, Report> each(Collection<Order> orders, Function<Order, Report> work) {
    var reports = new ConcurrentHashMap<String, Report>();
    var beginUntil = System.nanoTime() + BEGIN_WITHIN.toNanos();
    var room = new Semaphore(atOnce);
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var order : orders) {
        room.acquireUninterruptibly();
        if (System.nanoTime() - beginUntil > 0) {
          room.release();
          break;
        }
        workers.execute(() -> {
          try {
            reports.put(order.key(), work.apply(order));
          } finally {
            room.release();
          }
        });
      }
    }
    return reports;
  }

  private Report carryOn(Order order, boolean handedOver) {
    var now = clock.instant();
    if (!moves.take(order, now, now.plus(BUSY))) {
      return Report.noAnswer("Another call for it is under way.");
    }
    try {
      return afterTransfer(order, transfer(order, handedOver));
    } finally {
      moves.leave(order);
    }
  }

  /// How far a move is. Stripe has it, or refused it, or does not have it and may not be asked now
  /// (`missing`), or nothing is known (`silent`).
  private record Progress(
      @Nullable Move move, boolean before, @Nullable String missing, @Nullable String silent) {
    static Progress of(Move move, boolean before) {
      return new Progress(move, before, null, null);
    }

    static Progress missing(String why) {
      return new Progress(null, false, why, null);
    }

    static Progress silent(String why) {
      return new Progress(null, false, null, why);
    }
  }

  private Report afterTransfer(Order order, Progress transfer) {
    if (transfer.silent() != null) {
      return Report.noAnswer(transfer.silent());
    }
    if (transfer.missing() != null) {
      return new Report(Report.Status.NOT_FOUND, null, transfer.missing());
    }
    var move = Objects.requireNonNull(transfer.move());
    if (move.state() == State.REFUSED) {
      return new Report(Report.Status.FAILED, null, move.reason());
    }
    return afterPayout(order, move, transfer.before(), payout(order));
  }

  private Report afterPayout(Order order, Move transfer, boolean before, Progress payout) {
    var reference = transfer.objectId();
    if (payout.missing() != null) {
      tell(
          "stripe_payout_unknown",
          order,
          "Stripe has the transfer of payout %d and knows nothing of the payout to the bank, which was asked for so long ago that it is not asked for again."
              .formatted(order.payoutId()));
      return new Report(Report.Status.ACCEPTED, reference, payout.missing());
    }
    if (payout.silent() != null) {
      return before
          ? Report.noAnswer(payout.silent())
          : new Report(Report.Status.ACCEPTED, reference, payout.silent());
    }
    var move = Objects.requireNonNull(payout.move());
    return switch (move.state() == State.REFUSED ? "refused" : String.valueOf(move.status())) {
      case "paid" -> new Report(Report.Status.PAID, reference, null);
      case "refused", "failed", "canceled" -> afterReversal(order, transfer, move);
      default -> new Report(Report.Status.ACCEPTED, reference, null);
    };
  }

  private Report afterReversal(Order order, Move transfer, Move payout) {
    var reference = transfer.objectId();
    var reversal = reversal(order, transfer);
    if (reversal.missing() != null) {
      tell(
          "stripe_reversal_unknown",
          order,
          "The payout of payout %d came to nothing, and Stripe does not know that its transfer was to be taken back; that was asked for so long ago that it is not asked for again."
              .formatted(order.payoutId()));
    }
    if (reversal.silent() != null || reversal.missing() != null) {
      return new Report(
          Report.Status.ACCEPTED,
          reference,
          "The money is on its way back: %s"
              .formatted(Objects.requireNonNullElse(payout.reason(), "the payout ended.")));
    }
    var move = Objects.requireNonNull(reversal.move());
    if (move.state() == State.REFUSED) {
      tell(
          "stripe_reversal_refused",
          order,
          "The payout of payout %d came to nothing (%s), and its transfer cannot be taken back: %s Its amount stays with Stripe until the transfer is reversed there."
              .formatted(order.payoutId(), payout.reason(), move.reason()));
      return new Report(Report.Status.ACCEPTED, reference, move.reason());
    }
    if (payout.paidAt() != null) {
      return new Report(Report.Status.RETURNED, reference, payout.reason());
    }
    return new Report(
        "canceled".equals(payout.status()) ? Report.Status.CANCELLED : Report.Status.FAILED,
        reference,
        payout.reason());
  }

  private Progress transfer(Order order, boolean mayAsk) {
    var known = moves.find(order, Step.TRANSFER);
    if (known.isPresent() && known.get().state() != State.ASKED) {
      return Progress.of(known.get(), true);
    }
    return make(
        order,
        Step.TRANSFER,
        known.orElse(null),
        mayAsk,
        () -> api.findTransfer(order),
        (key, first) -> api.transfer(order, key, first),
        found -> keepTransfer(order, found));
  }

  /// A payout changes its state at Stripe as long as it can come back: one that is known is fetched
  /// again each time.
  private Progress payout(Order order) {
    var known = moves.find(order, Step.PAYOUT);
    if (known.isPresent() && known.get().state() == State.REFUSED) {
      return Progress.of(known.get(), true);
    }
    if (known.isPresent() && known.get().made()) {
      return switch (api.payout(order, Objects.requireNonNull(known.get().objectId()))) {
        case Answer.Said(var payout) -> Progress.of(keepPayout(order, payout), true);
        case Answer.Refused(_, var sentence) -> Progress.silent(sentence);
        case Answer.Silence(var why) -> Progress.silent(why);
      };
    }
    var since = known.map(Move::askedAt).orElse(Instant.EPOCH).minus(Duration.ofHours(1));
    return make(
        order,
        Step.PAYOUT,
        known.orElse(null),
        true,
        () -> api.findPayout(order, since),
        (key, first) -> api.payOut(order, key, first),
        found -> keepPayout(order, found));
  }

  /// The transfer itself says whether it was taken back, by us or by a person at Stripe.
  private Progress reversal(Order order, Move transfer) {
    var known = moves.find(order, Step.REVERSAL);
    if (known.isPresent() && known.get().made()) {
      return Progress.of(known.get(), true);
    }
    if (known.isPresent()) {
      var now = api.transfer(Objects.requireNonNull(transfer.objectId()));
      if (now instanceof Answer.Said<Transfer>(var object)
          && Boolean.TRUE.equals(object.getReversed())) {
        moves.made(
            order,
            Step.REVERSAL,
            object.getReversals().getData().getFirst().getId(),
            "reversed",
            null,
            null);
        return Progress.of(moves.find(order, Step.REVERSAL).orElseThrow(), true);
      }
      if (known.get().state() == State.REFUSED) {
        return Progress.of(known.get(), true);
      }
      if (!(now instanceof Answer.Said<Transfer>)) {
        return Progress.silent("Stripe could not be asked about the transfer.");
      }
    }
    return make(
        order,
        Step.REVERSAL,
        known.orElse(null),
        true,
        () -> new Answer.Said<>(Optional.empty()),
        (key, first) -> api.reverse(order, Objects.requireNonNull(transfer.objectId()), key, first),
        made -> {
          moves.made(order, Step.REVERSAL, made.getId(), "reversed", null, null);
          return moves.find(order, Step.REVERSAL).orElseThrow();
        });
  }

  /// Asks for a move under its key.
  private interface Asking<T> {
    Answer<T> ask(String key, boolean first);
  }

  /// Brings a move that Stripe is not known to have one step on: looks for it where it was asked
  /// for before, and asks for it where that is safe.
  private <T> Progress make(
      Order order,
      Step step,
      @Nullable Move known,
      boolean mayAsk,
      Supplier<Answer<Optional<T>>> search,
      Asking<T> asking,
      Function<T, Move> keep) {
    if (known != null) {
      switch (search.get()) {
        case Answer.Said(var found) when found.isPresent() -> {
          return Progress.of(keep.apply(found.get()), false);
        }
        case Answer.Said(_) -> {
          if (!clock.instant().isBefore(known.askedAt().plus(KEY_LIFE))) {
            return Progress.missing(
                "Stripe does not know the %s, and it is too late to ask for it again."
                    .formatted(step.text()));
          }
        }
        case Answer.Refused(_, var sentence) -> {
          return Progress.silent(sentence);
        }
        case Answer.Silence(var why) -> {
          return Progress.silent(why);
        }
      }
    }
    if (!mayAsk) {
      return Progress.missing("Stripe does not know it.");
    }
    var move = moves.ask(order, step, clock.instant());
    return switch (asking.ask(move.idempotencyKey(), known == null)) {
      case Answer.Said(var made) -> Progress.of(keep.apply(made), false);
      case Answer.Refused(var code, var sentence) -> {
        moves.refused(order, step, sentence);
        // A transfer comes out of the platform's own balance, the other steps out of the account's.
        if (step != Step.TRANSFER || !code.equals("balance_insufficient")) {
          accounts.look(order.account());
        }
        yield Progress.of(moves.find(order, step).orElseThrow(), false);
      }
      case Answer.Silence(var why) -> Progress.silent(why);
    };
  }

  private Move keepTransfer(Order order, Transfer transfer) {
    moves.made(order, Step.TRANSFER, transfer.getId(), "made", null, null);
    return moves.find(order, Step.TRANSFER).orElseThrow();
  }

  private Move keepPayout(Order order, Payout payout) {
    var failed = "failed".equals(payout.getStatus());
    var before = moves.find(order, Step.PAYOUT).map(Move::status);
    moves.made(
        order,
        Step.PAYOUT,
        payout.getId(),
        payout.getStatus(),
        "paid".equals(payout.getStatus()) ? clock.instant() : null,
        failed ? failure(payout) : null);
    if (failed && !before.equals(Optional.of("failed"))) {
      accounts.look(order.account());
    }
    return moves.find(order, Step.PAYOUT).orElseThrow();
  }

  private static String failure(Payout payout) {
    var code = Objects.requireNonNullElse(payout.getFailureCode(), "failed");
    return payout.getFailureMessage() == null
        ? "The bank refused it: " + code
        : "The bank refused it (%s): %s".formatted(code, payout.getFailureMessage());
  }

  private void tell(String kind, Order order, String sentence) {
    exceptions.open(
        kind, "payout " + order.payoutId(), order.payoutId(), sentence, clock.instant());
  }
}
