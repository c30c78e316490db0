package ai.profithack.payouts;

import ai.profithack.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A payment provider with a memory of its own that can lose, delay and repeat everything, and
/// forgets keys when their time is up: whoever hands an order over after that pays it twice.
///
/// What it does is decided by a random generator that a test seeds; [#faultless] makes it behave.
class SimulatedRail implements Rail.Remote {
  static final String NAME = "simulated";
  private static final Duration KEYS_LIVE = Duration.ofHours(24);

  private final SettableClock clock;
  private final Map<String, Payment> payments = new LinkedHashMap<>();
  private final Map<String, Instant> forgottenAt = new HashMap<>();
  private Random random = new Random(1);
  private double faults;
  private Duration drift = Duration.ZERO;
  private int doublePayments;
  private int calls;
  private @Nullable Fault next;

  SimulatedRail(SettableClock clock) {
    this.clock = clock;
  }

  /// What can go wrong with a call.
  enum Fault {
    NONE,
    /// The request never arrived.
    LOST_REQUEST,
    /// It arrived, the answer did not.
    LOST_ANSWER,
    /// The answer speaks of some of the orders only.
    HALF_ANSWER,
    /// The calling process died before the request left.
    CRASH_BEFORE,
    /// The calling process died after the request left.
    CRASH_AFTER,
    /// The calling process died when it had the answer and had kept nothing of it.
    CRASH_WITH_ANSWER
  }

  /// The end of the calling process: nothing of ours catches it.
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// What the provider has of an order.
  static final class Payment {
    final String key;
    final long minor;
    Report.Status status = Report.Status.ACCEPTED;
    final Instant visibleFrom;

    Payment(String key, long minor, Instant visibleFrom) {
      this.key = key;
      this.minor = minor;
      this.visibleFrom = visibleFrom;
    }

    /// Whether the receiver has, or will have, the money.
    boolean live() {
      return switch (status) {
        case ACCEPTED, UNCLAIMED, ON_HOLD, PAID, SETTLED -> true;
        case FAILED, CANCELLED, RETURNED, NOT_FOUND, NO_ANSWER -> false;
      };
    }
  }

  void seed(Random seeded, double faultRate) {
    random = seeded;
    faults = faultRate;
  }

  void faultless() {
    faults = 0;
    next = null;
  }

  /// The fault of the next call.
  void next(Fault fault) {
    next = fault;
  }

  void drift(Duration ahead) {
    drift = ahead;
  }

  int doublePayments() {
    return doublePayments;
  }

  int calls() {
    return calls;
  }

  Map<String, Payment> payments() {
    return payments;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "A simulated provider";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public Optional<Refusal> refuses(String holder, String account, @Nullable String bic) {
    return Optional.empty();
  }

  @Override
  public boolean carries(Currency currency) {
    return true;
  }

  /// An hour less than the provider promises: its clock is not ours.
  @Override
  public Duration keyLife() {
    return KEYS_LIVE.minusHours(1);
  }

  @Override
  public Map<String, Report> submit(OrderBatch batch) {
    calls++;
    var fault = fault();
    if (fault == Fault.CRASH_BEFORE) {
      throw new Crash();
    }
    if (fault == Fault.LOST_REQUEST) {
      throw new IllegalStateException("connection refused");
    }
    var answers = new LinkedHashMap<String, Report>();
    for (var order : batch.orders()) {
      answers.put(order.key(), take(order));
    }
    return switch (fault) {
      case NONE, LOST_REQUEST, CRASH_BEFORE -> answers;
      case LOST_ANSWER -> throw new IllegalStateException("connection reset");
      case CRASH_AFTER -> throw new Crash();
      case CRASH_WITH_ANSWER -> new DeadlyAnswer();
      case HALF_ANSWER -> {
        answers.keySet().removeIf(_ -> random.nextBoolean());
        yield answers;
      }
    };
  }

  private Report take(Order order) {
    var now = clock.instant().plus(drift);
    var known = payments.get(order.key());
    if (known != null && now.isBefore(forgottenAt.get(order.key()))) {
      return report(known);
    }
    if (known != null && known.live()) {
      doublePayments++;
    }
    var payment =
        new Payment(
            order.key(),
            order.amount().minor(),
            faults == 0 ? now : now.plusSeconds(random.nextInt(1200)));
    if (faults > 0 && random.nextInt(12) == 0) {
      payment.status = Report.Status.FAILED;
    }
    payments.put(order.key(), payment);
    forgottenAt.put(order.key(), now.plus(KEYS_LIVE));
    return report(payment);
  }

  private static Report report(Payment payment) {
    return new Report(payment.status, "sim_" + payment.key.substring(0, 8), null);
  }

  @Override
  public Map<String, Report> lookup(Collection<Order> orders) {
    calls++;
    if (fault() != Fault.NONE) {
      throw new IllegalStateException("read timed out");
    }
    var now = clock.instant().plus(drift);
    var answers = new HashMap<String, Report>();
    for (var order : orders) {
      var payment = payments.get(order.key());
      answers.put(
          order.key(),
          payment == null || now.isBefore(payment.visibleFrom)
              ? Report.of(Report.Status.NOT_FOUND)
              : report(payment));
    }
    return answers;
  }

  @Override
  public boolean takesBack(PayoutState state) {
    return state == PayoutState.UNCLAIMED;
  }

  @Override
  public Report cancel(Order order) {
    var payment = payments.get(order.key());
    if (payment == null) {
      return Report.of(Report.Status.NOT_FOUND);
    }
    if (payment.status == Report.Status.UNCLAIMED) {
      payment.status = Report.Status.CANCELLED;
    }
    return report(payment);
  }

  /// Lets one payment go on at the provider: paid, held up, refused, come back, in any order that a
  /// provider knows.
  void goOn() {
    var open = payments.values().stream().filter(Payment::live).toList();
    if (open.isEmpty()) {
      return;
    }
    var payment = open.get(random.nextInt(open.size()));
    payment.status =
        switch (payment.status) {
          case ACCEPTED ->
              switch (random.nextInt(10)) {
                case 0 -> Report.Status.FAILED;
                case 1 -> Report.Status.UNCLAIMED;
                case 2 -> Report.Status.ON_HOLD;
                default -> Report.Status.PAID;
              };
          case UNCLAIMED -> random.nextBoolean() ? Report.Status.PAID : Report.Status.RETURNED;
          case ON_HOLD -> random.nextInt(4) == 0 ? Report.Status.FAILED : Report.Status.ACCEPTED;
          case PAID ->
              switch (random.nextInt(40)) {
                case 0 -> Report.Status.RETURNED;
                case 1 -> Report.Status.FAILED;
                default -> Report.Status.PAID;
              };
          case SETTLED, FAILED, CANCELLED, RETURNED, NOT_FOUND, NO_ANSWER -> payment.status;
        };
  }

  private Fault fault() {
    if (next != null) {
      var fault = next;
      next = null;
      return fault;
    }
    return random.nextDouble() < faults
        ? Fault.values()[1 + random.nextInt(Fault.values().length - 1)]
        : Fault.NONE;
  }

  /// An answer whose reader dies.
  private static final class DeadlyAnswer extends AbstractMap<String, Report> {
    @Override
    public Report getOrDefault(@Nullable Object key, @Nullable Report otherwise) {
      throw new Crash();
    }

    @Override
    public Set<Entry<String, Report>> entrySet() {
      throw new Crash();
    }
  }
}
