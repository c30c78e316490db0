package ai.profithack.demo;

import ai.profithack.jobs.JobEnding;
import ai.profithack.jobs.JobRunner;
import ai.profithack.payouts.Payee;
import ai.profithack.payouts.Payees;
import ai.profithack.payouts.PaymentResults;
import ai.profithack.payouts.Payout;
import ai.profithack.payouts.PayoutRuns;
import ai.profithack.payouts.Payouts;
import ai.profithack.payouts.Skipped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How creators of the simulated platform come to be paid, by the services that the pages use and
/// under all their rules: creators name where to, Ada of finance verifies it and carries the list
/// of payments, Ben agrees to what is above the limit.
///
/// The first Friday's run is finished: paid, with one payment that failed and one that came back.
/// What failed is said to have been paid after all, which is Ada's exception. Of the second
/// Friday's run the large payouts wait for a second person, and the rest is to be carried.
@Component
class PayoutStory {
  private static final int PAID_EARLY = 9;
  private static final int PAID_LATE = 3;
  private static final Duration BEFORE_FIRST_FRIDAY = Duration.ofDays(12);
  private static final Duration TAX_FORM_HOLDS = Duration.ofDays(730);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final LocalTime RUN = LocalTime.of(4, 0);

  private final Cast cast;
  private final JobRunner jobs;
  private final PayoutRuns runs;
  private final Payees payees;
  private final Payouts payouts;
  private final PaymentResults results;
  private final Clock clock;

  PayoutStory(
      Cast cast,
      JobRunner jobs,
      PayoutRuns runs,
      Payees payees,
      Payouts payouts,
      PaymentResults results,
      Clock clock) {
    this.cast = cast;
    this.jobs = jobs;
    this.runs = runs;
    this.payees = payees;
    this.payouts = payouts;
    this.results = results;
    this.clock = clock;
  }

  /// The scenes of a simulation whose present began on `today`, in the order of time; the last one
  /// is before that day.
  List<Scene> scenes(LocalDate today) {
    var second = today.with(TemporalAdjusters.previous(DayOfWeek.FRIDAY));
    var first = second.minusWeeks(1);
    var run = first.atTime(RUN).toInstant(ZoneOffset.UTC);
    return List.of(
        new Scene(run.minus(BEFORE_FIRST_FRIDAY), this::introduceFirst),
        new Scene(run, () -> runFriday(first)),
        new Scene(at(first, 9), this::approveAndCarry),
        new Scene(at(first, 11), this::introduceOthers),
        new Scene(at(first.plusDays(3), 10), this::payBack),
        new Scene(at(first.plusDays(5), 15), this::bringBack),
        new Scene(at(first.plusDays(6), 10), this::contradict),
        new Scene(second.atTime(RUN).toInstant(ZoneOffset.UTC), () -> runFriday(second)));
  }

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
  }

  /// The creator with the most available, and some who have less than those who come later.
  private void introduceFirst() {
    release();
    var creators = unpaid();
    IntStream.range(0, creators.size())
        .filter(place -> place == 0 || place > PAID_LATE)
        .limit(PAID_EARLY)
        .forEach(place -> introduce(creators.get(place)));
  }

  private void introduceOthers() {
    unpaid().stream().limit(PAID_LATE).forEach(this::introduce);
  }

  /// Creators who have something available and are not paid yet, the most first.
  private List<Long> unpaid() {
    return runs.preview().skipped().stream()
        .sorted(
            Comparator.comparingLong((Skipped one) -> -one.amount().minor())
                .thenComparing(Skipped::creatorId))
        .map(Skipped::creatorId)
        .distinct()
        .toList();
  }

  /// A creator says where to be paid, and Ada looks at who that is.
  private void introduce(long creatorId) {
    if (payees.method(creatorId).isEmpty()) {
      cast.as(cast.creator(creatorId), () -> nameDestination(creatorId, "demo account"));
    }
    var ada = cast.finance(Cast.ADA);
    cast.as(
        ada,
        () -> {
          payees.change(creatorId, payee -> known(payee));
          payees
              .method(creatorId)
              .filter(method -> method.verifiedAt() == null)
              .ifPresent(
                  method -> require(payees.verifyDestination(creatorId, method.methodId(), ada)));
        });
  }

  private void nameDestination(long creatorId, String account) {
    var named =
        payees.nameDestination(
            creatorId,
            "by-hand",
            "Creator %d of the demo".formatted(creatorId),
            "%s %d".formatted(account, creatorId),
            null);
    if (named instanceof Payees.Naming.NotPayable(_, var why)) {
      throw new IllegalStateException(why);
    }
  }

  private Payee known(Payee payee) {
    var now = clock.instant();
    return new Payee(
        payee.creatorId(),
        now,
        now,
        LocalDate.ofInstant(now.plus(TAX_FORM_HOLDS), ZoneOffset.UTC),
        payee.pausedBySelf(),
        payee.pausedByPlatform(),
        payee.pausedByProvider(),
        payee.reservePercent(),
        payee.reserveSince());
  }

  private void release() {
    run("earnings-booking", null);
    run("earnings-release", null);
  }

  private void runFriday(LocalDate friday) {
    release();
    run("payouts", friday);
  }

  private void approveAndCarry() {
    var ben = cast.finance(Cast.BEN);
    cast.as(
        ben,
        () ->
            payouts
                .waitingForApproval()
                .forEach(each -> require(payouts.approve(each.payoutId(), ben))));
    run("payout-follow-up", null);
    cast.as(
        cast.finance(Cast.ADA),
        () ->
            payouts
                .toCarry(100)
                .forEach(batch -> {
                  payouts.file(batch.batchId(), false);
                  require(
                      payouts.handOver(batch.batchId(), "demo transfer " + batch.batchId(), false));
                }));
  }

  /// All but the last are paid; that one failed.
  private void payBack() {
    var carried = carried();
    var results = new LinkedHashMap<Payout, String>();
    carried.forEach(each -> results.put(each, "paid,,"));
    if (carried.size() > 1) {
      results.put(carried.getLast(), "failed,,The account is closed.");
    }
    send("payments-made.csv", results);
  }

  /// The first of the small ones comes back, and its creator names another destination, which
  /// nobody has verified yet.
  private void bringBack() {
    carried().stream()
        .filter(each -> !each.approvalNeeded())
        .limit(1)
        .forEach(each -> {
          send(
              "returned.csv",
              Map.of(each, "returned,,The receiver's bank does not know the account."));
          var creator = each.creatorId();
          if (payees.method(creator).filter(method -> method.verifiedAt() != null).isPresent()) {
            cast.as(cast.creator(creator), () -> nameDestination(creator, "other demo account"));
          }
        });
  }

  /// What failed is said to have been paid. Until that is clear its creator is not paid again: that
  /// is Ada's to find out.
  private void contradict() {
    var carried = carried();
    if (carried.size() < 2) {
      return;
    }
    var failed = carried.getLast();
    send("payments-made-after-all.csv", Map.of(failed, "paid,,"));
    cast.as(
        cast.finance(Cast.ADA),
        () -> {
          payouts.exceptions(10).stream()
              .filter(each -> each.owner() == null)
              .forEach(each -> payouts.takeException(each.exceptionId(), null));
          payees.change(
              failed.creatorId(),
              payee ->
                  payee.pausedByPlatform(
                      "Payout %d failed, and is said to have been paid."
                          .formatted(failed.payoutId())));
        });
  }

  /// What was carried, by number of payout.
  private List<Payout> carried() {
    return payouts.batches(100).stream()
        .filter(batch -> batch.handedOverAt() != null)
        .flatMap(batch -> payouts.ofBatch(batch.batchId()).stream())
        .sorted(Comparator.comparingLong(Payout::payoutId))
        .toList();
  }

  /// Ada sends what became of payments and takes it in.
  private void send(String name, Map<Payout, String> said) {
    if (said.isEmpty()) {
      return;
    }
    var list = new StringBuilder("key,result,reference,reason\n");
    said.forEach(
        (payout, result) -> list.append(payout.key()).append(',').append(result).append('\n'));
    cast.as(
        cast.finance(Cast.ADA),
        () -> {
          switch (results.send(name, list.toString().getBytes(StandardCharsets.UTF_8))) {
            case PaymentResults.Sending.Kept(var fileId, _) -> {
              if (results.find(fileId).orElseThrow().appliedBy() == null) {
                require(results.apply(fileId));
              }
            }
            case PaymentResults.Sending.Unreadable(var why) -> throw new IllegalStateException(why);
          }
        });
  }

  /// Runs a job, after whoever runs it already.
  private void run(String job, @Nullable LocalDate day) {
    var ending = jobs.run(job, day, "the simulation");
    while (ending instanceof JobEnding.AlreadyRunning) {
      LockSupport.parkNanos(PAUSE.toNanos());
      ending = jobs.run(job, day, "the simulation");
    }
    if (!(ending instanceof JobEnding.Succeeded)) {
      throw new IllegalStateException("%s ended with %s".formatted(job, ending));
    }
  }

  private static void require(Payouts.Ending ending) {
    if (ending instanceof Payouts.Ending.NotPossible(var why)) {
      throw new IllegalStateException(why);
    }
  }

  private static void require(Payees.Verifying ending) {
    if (ending instanceof Payees.Verifying.NotPossible(var why)) {
      throw new IllegalStateException(why);
    }
  }
}
